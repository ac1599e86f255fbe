package dev.meanwhile.job;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.UUID;

/**
 * Why an attempt failed, or none was made.
 *
 * @param type    the exception's class, or {@code timeout}, {@code crash}, {@code expired} or {@code after}
 * @param message what it said; may be null
 * @param stack   its stack trace, at most 16,384 characters; null where there is none
 * @param attempt which attempt, from 1; 0 if it was none that failed
 * @param at      when
 */
public record JobError(String type, String message, String stack, int attempt, Instant at) {

    private static final int MAX_STACK = 16_384;
    private static final int MAX_MESSAGE = 8_192;
    private static final int MAX_BRIEF = 1_000;

    /**
     * Describes an attempt under which the server died.
     *
     * @param attempt which attempt, from 1
     * @param at      when that was found
     * @return the error
     */
    static JobError crash(int attempt, Instant at) {
        return new JobError("crash", "the server died while this job ran", null, attempt, at);
    }

    /**
     * Describes that a job was not started in time.
     *
     * @param expiresAt by when it should have been
     * @param at        when that was found
     * @return the error
     */
    static JobError expired(Instant expiresAt, Instant at) {
        return new JobError("expired", "it had not been started by " + expiresAt, null, 0, at);
    }

    /**
     * Describes that a job it was to run after did not succeed.
     *
     * @param first the job that comes first
     * @param how   how that one has ended
     * @param at    when that was found
     * @return the error
     */
    static JobError after(UUID first, JobState how, Instant at) {
        return new JobError("after", "job " + first + ", which comes first, is " + how.label(), null, 0, at);
    }

    /**
     * Describes what a handler threw.
     *
     * @param thrown  the exception; a {@link Permanent} with a cause is described by its cause
     * @param attempt which attempt, from 1
     * @param at      when
     * @return the error
     */
    public static JobError of(Throwable thrown, int attempt, Instant at) {
        Throwable shown = thrown instanceof Permanent && thrown.getCause() != null ? thrown.getCause() : thrown;
        var stack = new StringWriter();
        String message;
        try {
            message = shown.getMessage();
            shown.printStackTrace(new PrintWriter(stack));
        } catch (Throwable broken) {
            // An exception class is the user's code too, and memory may be short: neither must hide that the attempt failed.
            message = "(its message could not be had: " + broken.getClass().getName() + ")";
        }
        return new JobError(shown.getClass().getName(), cut(message, MAX_MESSAGE), cut(stack.toString(), MAX_STACK), attempt, at);
    }

    /**
     * Describes what a worker in another process says went wrong; what is too long is cut.
     *
     * @param type    what kind of error it is, in the worker's own words
     * @param message what went wrong
     * @param stack   where, or null
     * @param attempt which attempt, from 1
     * @param at      when
     * @return the error
     */
    public static JobError reported(String type, String message, String stack, int attempt, Instant at) {
        return new JobError(cut(type, MAX_BRIEF), cut(message, MAX_MESSAGE), cut(stack, MAX_STACK), attempt, at);
    }

    /**
     * Returns this error as the history keeps it: without its stack, and with no more than the beginning of a long message,
     * because a job may have a hundred of them.
     *
     * @return the error
     */
    public JobError brief() {
        return new JobError(type, cut(message, MAX_BRIEF), null, attempt, at);
    }

    private static String cut(String text, int limit) {
        return text == null || text.length() <= limit ? text : text.substring(0, limit) + "...";
    }
}
