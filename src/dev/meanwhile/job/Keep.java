package dev.meanwhile.job;

import java.time.Duration;
import java.util.Objects;

/**
 * How long finished jobs are remembered. Whichever limit is met first forgets a job, its result and its log, oldest first.
 *
 * @param succeeded how long those that SUCCEEDED
 * @param failed    how long those that FAILED, were CANCELLED or EXPIRED
 * @param count     how many finished jobs at most, from 0
 */
public record Keep(Duration succeeded, Duration failed, int count) {

    /** A day, a week, and a hundred thousand. */
    public static final Keep DEFAULT = new Keep(Duration.ofDays(1), Duration.ofDays(7), 100_000);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a member is negative; the message names it
     */
    public Keep {
        Objects.requireNonNull(succeeded, "succeeded == null");
        Objects.requireNonNull(failed, "failed == null");
        if (succeeded.isNegative() || failed.isNegative() || count < 0) {
            throw new IllegalArgumentException("keep must not be negative, was " + succeeded + ", " + failed + ", " + count);
        }
    }

    /**
     * Returns how long a job is remembered that finished in a state.
     *
     * @param state one of the finished states
     * @return how long
     */
    public Duration of(JobState state) {
        return state == JobState.SUCCEEDED ? succeeded : failed;
    }
}
