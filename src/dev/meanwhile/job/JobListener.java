package dev.meanwhile.job;

/**
 * Is told what becomes of jobs, once it is recorded: to count, to call somebody, to go on with something else. Each method does
 * nothing unless it is overridden.
 *
 * <p>Each listener has a thread of its own, a platform thread that does nothing else, and is told of one event after another: those
 * of a job come in the order in which they happened. So it need not be safe for use by several threads; and it may block, or throw,
 * without any job, the server or another listener taking harm. What it throws is logged, once for each event, and the next event is
 * told. While it is busy, events wait for it, 10,000 of them or as many as fit into an eighth of {@link Limits#maxBytes}; more are
 * left out, and {@link #missed} says how many.
 *
 * <p>It hears what happens while this process runs, and which jobs that the last process left finish at the start, such as one that
 * it died under for the third time. What happens right before the process ends may never be told, as nothing is told after a
 * restart: what must be done is a job, such as one that the handler submits.
 */
public interface JobListener {

    /**
     * An attempt has begun.
     *
     * @param job the job as it was then, RUNNING
     */
    default void started(Job job) { }

    /**
     * A job has finished: its code returned.
     *
     * @param job the job as it was then, SUCCEEDED, with its result
     */
    default void succeeded(Job job) { }

    /**
     * A job has finished: its attempts are used up, or another one would be of no use, or could do harm.
     *
     * @param job the job as it was then, FAILED, with its error
     */
    default void failed(Job job) { }

    /**
     * An attempt has failed, and another one is due later.
     *
     * @param job the job as it was then, RETRYING, with the error of that attempt
     */
    default void retrying(Job job) { }

    /**
     * A job has finished: somebody asked for it to stop, and it has; or it was to run after a job that did not succeed.
     *
     * @param job the job as it was then, CANCELLED
     */
    default void cancelled(Job job) { }

    /**
     * A job has finished: it was not started in time.
     *
     * @param job the job as it was then, EXPIRED
     */
    default void expired(Job job) { }

    /**
     * Events were left out, because this listener had been busy for so long. It is told in their place.
     *
     * @param events how many
     */
    default void missed(long events) { }
}
