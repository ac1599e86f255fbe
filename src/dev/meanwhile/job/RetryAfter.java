package dev.meanwhile.job;

import java.time.Duration;
import java.util.Objects;

/** Fails an attempt and says when the next one, if the job has one left, makes sense: instead of the policy's wait. */
public final class RetryAfter extends Exception {

    private static final long serialVersionUID = 1L;

    /** How long to wait. */
    private final Duration delay;

    /**
     * Creates an exception.
     *
     * @param message what went wrong
     * @param delay   how long to wait before the next attempt, not negative
     */
    public RetryAfter(String message, Duration delay) {
        super(message);
        this.delay = Objects.requireNonNull(delay, "delay == null");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, was " + delay);
        }
    }

    /**
     * Creates an exception for an attempt that did not fail, but came too early.
     *
     * @param delay how long to wait before the next attempt, not negative
     */
    public RetryAfter(Duration delay) {
        this("to be tried again after " + Durations.format(Objects.requireNonNull(delay, "delay == null")), delay);
    }

    /**
     * Returns how long to wait before the next attempt.
     *
     * @return the wait
     */
    public Duration delay() {
        return delay;
    }
}
