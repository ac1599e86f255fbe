package dev.meanwhile.job;

/**
 * The code of a job type, given by the embedding program.
 *
 * <p>Each attempt calls {@link #run} once, on a thread of its own, so an implementation must be safe for use by several
 * threads at once unless its type's concurrency is 1.
 *
 * <p>A timeout or a cancel interrupts that thread, and can do no more: code that neither blocks nor looks at its interrupt
 * goes on, is reported as stuck, and holds its slot until it returns. Whatever it throws, an {@link Error} too, fails the
 * attempt and nothing else.
 *
 * @param <I> what the input is read into: a record, or any type Gson knows
 */
@FunctionalInterface
public interface JobHandler<I> {

    /**
     * Does the work of one attempt.
     *
     * @param input   the job's input, read anew for each attempt; null if the input is JSON null
     * @param context the attempt: whom to tell of progress, and whether to stop
     * @return the job's result, written as JSON; may be null
     * @throws Exception      whatever failed; the attempt has then failed, and is retried as the type's policy says
     * @throws Permanent      if another attempt can not mend it
     * @throws RetryAfter     if it may be mended by waiting a while
     */
    Object run(I input, JobContext context) throws Exception;
}
