package dev.meanwhile.job;

import java.time.Duration;
import java.util.Objects;

/**
 * How the jobs of a type run, unless a job says otherwise.
 *
 * @param timeout     how long an attempt may take; zero means for ever
 * @param retry       how often an attempt that failed is made again
 * @param concurrency how many attempts the type's own queue runs at once, from 1 to {@link #MAX_CONCURRENCY}, unless the queue is
 *                    given a number itself; of no effect where the jobs wait in another queue
 * @param placement   where Java code runs
 * @param queue       what its jobs wait in, which other types may share; null means a queue of its own, by the type's name
 * @param concurrencyKey a template such as {@code ${input.customer}}, filled in from the input when a job is accepted, that makes the
 *                    concurrency key of a job that asks for none; null means there is none then
 */
public record TypeOptions(Duration timeout, RetryPolicy retry, int concurrency, Placement placement, String queue,
                          String concurrencyKey) {

    /** How many attempts of a queue can run at once. A waiting virtual thread takes one to a few kilobytes. */
    public static final int MAX_CONCURRENCY = 1_000_000;

    /** No timeout, one attempt, a million at once, on virtual threads, in a queue of its own, without a concurrency key. */
    public static final TypeOptions DEFAULT =
            new TypeOptions(Duration.ZERO, RetryPolicy.NONE, MAX_CONCURRENCY, Placement.VIRTUAL, null, null);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range, or the queue's name is none; the message names it
     */
    public TypeOptions {
        Objects.requireNonNull(timeout, "timeout == null");
        Objects.requireNonNull(retry, "retry == null");
        Objects.requireNonNull(placement, "placement == null");
        if (timeout.isNegative() || timeout.compareTo(Durations.MAX) > 0) {
            throw new IllegalArgumentException("timeout must be from 0s to " + Durations.format(Durations.MAX) + ", was " + timeout);
        }
        if (queue != null && !JobType.isName(queue)) {
            throw new IllegalArgumentException("queue must be " + JobType.NAME_FORM + ", was " + Shown.quoted(queue));
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
        return new TypeOptions(timeout, retry, concurrency, placement, queue, concurrencyKey);
    }

    /**
     * Returns these options with another retry policy.
     *
     * @param retry how often an attempt that failed is made again
     * @return the options
     */
    public TypeOptions withRetry(RetryPolicy retry) {
        return new TypeOptions(timeout, retry, concurrency, placement, queue, concurrencyKey);
    }

    /**
     * Returns these options with another limit of attempts at once.
     *
     * @param concurrency how many, from 1 to {@link #MAX_CONCURRENCY}
     * @return the options
     */
    public TypeOptions withConcurrency(int concurrency) {
        return new TypeOptions(timeout, retry, concurrency, placement, queue, concurrencyKey);
    }

    /**
     * Returns these options with another placement.
     *
     * @param placement where Java code runs
     * @return the options
     */
    public TypeOptions withPlacement(Placement placement) {
        return new TypeOptions(timeout, retry, concurrency, placement, queue, concurrencyKey);
    }

    /**
     * Returns these options with another queue.
     *
     * @param queue what the jobs wait in, named as types are; null means a queue of the type's own
     * @return the options
     */
    public TypeOptions withQueue(String queue) {
        return new TypeOptions(timeout, retry, concurrency, placement, queue, concurrencyKey);
    }

    /**
     * Returns these options with another concurrency key.
     *
     * @param template what makes the key of a job from its input, such as {@code ${input.customer}}; null means there is none
     * @return the options
     */
    public TypeOptions withConcurrencyKey(String template) {
        return new TypeOptions(timeout, retry, concurrency, placement, queue, template);
    }
}
