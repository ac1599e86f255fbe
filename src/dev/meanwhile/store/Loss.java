package dev.meanwhile.store;

import dev.meanwhile.job.JobState;
import java.util.UUID;

/**
 * What is lost with a part of a journal.
 *
 * @param what  what it is
 * @param job   the job's id, or null where it can not be told
 * @param state the state the job is in without it; of one that is gone, the last that can be told of it; or null
 */
public record Loss(What what, UUID job, JobState state) {

    /** The kinds of loss. */
    public enum What {

        /** A job, as if it had not been accepted. */
        GONE,
        /** The last that became of a job: it is where it was before. */
        SET_BACK,
        /** That a running job had been told to stop. */
        CANCEL,
        /** That a job had been forgotten: it is known again. */
        FORGET,
        /** How a request with an Idempotency-Key was answered: if it is repeated, it makes another job. */
        ANSWER,
        /** How far a job had come, in its own words: it goes on from what it said before, or from its beginning. */
        CHECKPOINT,
        /** Something that can not be told. */
        UNKNOWN
    }
}
