package dev.meanwhile.job;

import java.time.Duration;
import java.util.Objects;

/**
 * How long finished jobs are remembered. Whichever limit is met first forgets a job, its result and its log, oldest first.
 *
 * @param succeeded how long those that SUCCEEDED
 * @param failed    how long those that FAILED, were CANCELLED or EXPIRED
 * @param count     how many finished jobs at most, from 0
 * @param bytes     how many bytes they take at most, on disk with their logs; in memory never more than {@link Limits} allow
 */
public record Keep(Duration succeeded, Duration failed, int count, long bytes) {

    /** A day, a week, a hundred thousand, and 4 GiB. */
    public static final Keep DEFAULT = new Keep(Duration.ofDays(1), Duration.ofDays(7), 100_000, 4L << 30);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a member is negative; the message names it
     */
    public Keep {
        Objects.requireNonNull(succeeded, "succeeded == null");
        Objects.requireNonNull(failed, "failed == null");
        if (succeeded.isNegative() || failed.isNegative() || count < 0 || bytes < 0) {
            throw new IllegalArgumentException("keep must not be negative, was " + succeeded + ", " + failed + ", " + count
                    + ", " + bytes);
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
