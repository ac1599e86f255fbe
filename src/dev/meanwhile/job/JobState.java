package dev.meanwhile.job;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Where a job is in its life. The moves below are the only ones; {@link JobStatus} performs them.
 *
 * <pre>
 * (submit)  -&gt; WAITING | SCHEDULED | QUEUED
 * WAITING   -&gt; SCHEDULED | QUEUED                 the jobs it waits for have ended
 * WAITING   -&gt; CANCELLED | EXPIRED                one of them did not succeed; or they took too long
 * SCHEDULED -&gt; QUEUED | CANCELLED | EXPIRED       its time has come
 * QUEUED    -&gt; RUNNING | CANCELLED | EXPIRED      a slot is free
 * RUNNING   -&gt; SUCCEEDED | FAILED | CANCELLED     its code has really stopped
 * RUNNING   -&gt; RETRYING                           the attempt failed and another is due later
 * RUNNING   -&gt; QUEUED                             put back by a stop of the server, unpunished
 * RETRYING  -&gt; QUEUED | CANCELLED | EXPIRED       the backoff has passed
 * WAITING, SCHEDULED, QUEUED, RETRYING
 *           -&gt; WAITING | SCHEDULED | QUEUED       submitted anew with the same key
 * FAILED, CANCELLED, EXPIRED
 *           -&gt; WAITING | QUEUED                   somebody asked for it to be tried again
 * </pre>
 */
public enum JobState {

    /** Other jobs come first. */
    WAITING,
    /** A time to come. */
    SCHEDULED,
    /** Ready to run, as soon as its queue has a free slot. */
    QUEUED,
    /** An attempt is under way. */
    RUNNING,
    /** The last attempt failed; the next one is due later. */
    RETRYING,
    /** Finished: its code returned. */
    SUCCEEDED,
    /** Finished: its attempts are used up, or its error can not be mended by another one. */
    FAILED,
    /** Finished: somebody asked for it to stop, and it has. */
    CANCELLED,
    /** Finished: it was not started in time. */
    EXPIRED;

    private static final Set<JobState> FINISHED = EnumSet.of(SUCCEEDED, FAILED, CANCELLED, EXPIRED);

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * Returns whether a job in this state changes no more unless somebody asks for it to be tried again.
     *
     * @return true for the four finished states
     */
    public boolean isFinished() {
        return FINISHED.contains(this);
    }

    /**
     * Returns whether a job may go from this state straight to another.
     *
     * @param next the state to go to
     * @return whether the table above has that move
     */
    public boolean canMoveTo(JobState next) {
        return switch (this) {
            case WAITING, SCHEDULED, RETRYING -> isWaiting(next) || next == CANCELLED || next == EXPIRED;
            case QUEUED -> isWaiting(next) || next == RUNNING || next == CANCELLED || next == EXPIRED;
            case RUNNING -> next == SUCCEEDED || next == FAILED || next == CANCELLED || next == RETRYING || next == QUEUED;
            case FAILED, CANCELLED, EXPIRED -> next == QUEUED || next == WAITING;
            case SUCCEEDED -> false;
        };
    }

    private static boolean isWaiting(JobState state) {
        return state == WAITING || state == SCHEDULED || state == QUEUED;
    }

    /**
     * Returns the state's name as JSON has it.
     *
     * @return the name in lower case
     */
    public String label() {
        return label;
    }

    /**
     * Returns the state with the given label.
     *
     * @param label a name in lower case
     * @return the state, or null if there is none of that name
     */
    public static JobState ofLabel(String label) {
        for (JobState state : values()) {
            if (state.label.equals(label)) {
                return state;
            }
        }
        return null;
    }
}
