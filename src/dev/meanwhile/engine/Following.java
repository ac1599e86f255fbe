package dev.meanwhile.engine;

import dev.meanwhile.event.Subscription;
import dev.meanwhile.job.Job;

/**
 * A job that is followed.
 *
 * @param job      the job as it is
 * @param sequence the number of the last change, of whatever job, that it shows
 * @param changes  what becomes of it from then on
 */
public record Following(Job job, long sequence, Subscription changes) implements AutoCloseable {

    @Override
    public void close() {
        changes.close();
    }
}
