package dev.meanwhile.job;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How many attempts a job has, and how long it waits between them: {@code backoff * factor^(n-1)} after the n-th, at most
 * {@code cap}, then spread evenly over plus or minus {@code jitter} of itself.
 *
 * @param attempts how many in all, from 1 to 1000; 1 means no retry
 * @param backoff  the wait after the first attempt, from zero to {@link Durations#MAX}
 * @param factor   by how much each wait is longer than the one before, from 1 to 100
 * @param cap      the longest wait, before jitter, from zero to {@link Durations#MAX}
 * @param jitter   the spread, from 0 to 1, so that jobs that failed together do not come back together
 */
public record RetryPolicy(int attempts, Duration backoff, double factor, Duration cap, double jitter) {

    /** One attempt; what the other members would be if there were more. */
    public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ofSeconds(1), 2, Duration.ofMinutes(10), 0.2);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range; the message names it
     */
    public RetryPolicy {
        Objects.requireNonNull(backoff, "backoff == null");
        Objects.requireNonNull(cap, "cap == null");
        check(attempts >= 1 && attempts <= 1000, "attempts must be from 1 to 1000, was " + attempts);
        check(isInRange(backoff), "backoff must be from 0s to " + Durations.format(Durations.MAX) + ", was " + backoff);
        check(factor >= 1 && factor <= 100, "factor must be from 1 to 100, was " + factor);
        check(isInRange(cap), "cap must be from 0s to " + Durations.format(Durations.MAX) + ", was " + cap);
        check(jitter >= 0 && jitter <= 1, "jitter must be from 0 to 1, was " + jitter);
    }

    /**
     * Returns this policy with another number of attempts.
     *
     * @param attempts how many in all, from 1 to 1000
     * @return the policy
     */
    public RetryPolicy withAttempts(int attempts) {
        return new RetryPolicy(attempts, backoff, factor, cap, jitter);
    }

    /**
     * Returns this policy with another first wait.
     *
     * @param backoff the wait after the first attempt
     * @return the policy
     */
    public RetryPolicy withBackoff(Duration backoff) {
        return new RetryPolicy(attempts, backoff, factor, cap, jitter);
    }

    /**
     * Returns this policy with another factor.
     *
     * @param factor by how much each wait is longer than the one before, from 1 to 100
     * @return the policy
     */
    public RetryPolicy withFactor(double factor) {
        return new RetryPolicy(attempts, backoff, factor, cap, jitter);
    }

    /**
     * Returns this policy with another longest wait.
     *
     * @param cap the longest wait, before jitter
     * @return the policy
     */
    public RetryPolicy withCap(Duration cap) {
        return new RetryPolicy(attempts, backoff, factor, cap, jitter);
    }

    /**
     * Returns this policy with another jitter.
     *
     * @param jitter the spread, from 0 to 1
     * @return the policy
     */
    public RetryPolicy withJitter(double jitter) {
        return new RetryPolicy(attempts, backoff, factor, cap, jitter);
    }

    /**
     * Returns how long to wait after an attempt that failed.
     *
     * @param attempt which one failed, from 1
     * @param random  where the jitter comes from
     * @return the wait, from zero to {@code cap * (1 + jitter)}
     */
    public Duration delayAfter(int attempt, RandomGenerator random) {
        // In doubles, where what is too long becomes infinite instead of negative, and the cap then takes it.
        double grown = backoff.toMillis() * Math.pow(factor, attempt - 1);
        double capped = Math.min(grown, cap.toMillis());
        double spread = jitter == 0 ? 0 : jitter * (2 * random.nextDouble() - 1);
        return Duration.ofMillis(Math.round(Math.min(capped * (1 + spread), Durations.MAX.toMillis())));
    }

    private static boolean isInRange(Duration wait) {
        return !wait.isNegative() && wait.compareTo(Durations.MAX) <= 0;
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
