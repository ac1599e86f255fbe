package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import java.util.UUID;

/**
 * How far jobs have come, in their own words: of each job the last that one of its attempts has said, for the next one to go on
 * from. It is there as long as {@link #isKeptFor} holds. Safe for use by any thread, interrupted or not.
 */
public interface CheckpointStore {

    /**
     * Records how far a job has come, in the place of what was recorded of it before; does nothing if it does not run as that
     * attempt any more.
     *
     * @param state one JSON value
     * @throws dev.meanwhile.job.RefusedException if it can not be recorded, or all together take too many bytes; it is as before
     *                                            then
     */
    void put(UUID job, int attempt, String state);

    /** Returns what was recorded of a job last, one JSON value; null if nothing was, or the job has finished or begun anew. */
    String get(UUID job);

    /** Returns whether what was recorded of a job is of use yet: it has not finished, and not begun anew with other input. */
    static boolean isKeptFor(Job job) {
        return !job.state().isFinished() && job.status().startedAt() != null;
    }
}
