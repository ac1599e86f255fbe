package dev.meanwhile.job;

import java.time.Duration;
import java.util.Objects;

/**
 * How the jobs of a type run, unless a job says otherwise.
 *
 * @param timeout     how long an attempt may take; zero means for ever
 * @param retry       how often an attempt that failed is made again
 * @param concurrency how many attempts run at once, from 1 to {@link #MAX_CONCURRENCY}
 * @param placement   where Java code runs
 */
public record TypeOptions(Duration timeout, RetryPolicy retry, int concurrency, Placement placement) {

    /** How many attempts of a type can run at once. A waiting virtual thread takes one to a few kilobytes. */
    public static final int MAX_CONCURRENCY = 1_000_000;

    /** No timeout, one attempt, a million at once, on virtual threads. */
    public static final TypeOptions DEFAULT = new TypeOptions(Duration.ZERO, RetryPolicy.NONE, MAX_CONCURRENCY, Placement.VIRTUAL);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range; the message names it
     */
    public TypeOptions {
        Objects.requireNonNull(timeout, "timeout == null");
        Objects.requireNonNull(retry, "retry == null");
        Objects.requireNonNull(placement, "placement == null");
        if (timeout.isNegative() || timeout.compareTo(Durations.MAX) > 0) {
            throw new IllegalArgumentException("timeout must be from 0s to " + Durations.format(Durations.MAX) + ", was " + timeout);
        }
        if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
            throw new IllegalArgumentException("concurrency must be from 1 to " + MAX_CONCURRENCY + ", was " + concurrency);
        }
    }

    /**
     * Returns these options with another timeout.
     *
     * @param timeout how long an attempt may take; zero means for ever
     * @return the options
     */
    public TypeOptions withTimeout(Duration timeout) {
        return new TypeOptions(timeout, retry, concurrency, placement);
    }

    /**
     * Returns these options with another retry policy.
     *
     * @param retry how often an attempt that failed is made again
     * @return the options
     */
    public TypeOptions withRetry(RetryPolicy retry) {
        return new TypeOptions(timeout, retry, concurrency, placement);
    }

    /**
     * Returns these options with another limit of attempts at once.
     *
     * @param concurrency how many, from 1 to {@link #MAX_CONCURRENCY}
     * @return the options
     */
    public TypeOptions withConcurrency(int concurrency) {
        return new TypeOptions(timeout, retry, concurrency, placement);
    }

    /**
     * Returns these options with another placement.
     *
     * @param placement where Java code runs
     * @return the options
     */
    public TypeOptions withPlacement(Placement placement) {
        return new TypeOptions(timeout, retry, concurrency, placement);
    }
}
