package dev.meanwhile.job;

import java.util.concurrent.Callable;

/**
 * Code around each attempt of the job types that run Java code: it measures, sets the scene, changes the result, or keeps the
 * attempt from being made. Of several, the first registered is the outermost.
 *
 * <p>It runs on the thread of the attempt and as a part of it: what it throws fails the attempt, a {@link Permanent} or a
 * {@link RetryAfter} of its own counts as one of the handler's, its time counts for the timeout, and it is interrupted when the
 * attempt is told to stop. Attempts of many jobs call it at once.
 */
@FunctionalInterface
public interface Middleware {

    /**
     * Makes an attempt.
     *
     * @param context the attempt
     * @param next    what is inside: the next middleware, or the handler. It throws what that throws, and may be called again,
     *                or not at all; on this thread, or its interrupt is lost
     * @return the result; that of {@code next}, or another one, which is written as JSON
     * @throws Exception whatever failed; the attempt has then failed
     */
    Object around(JobContext context, Callable<Object> next) throws Exception;
}
