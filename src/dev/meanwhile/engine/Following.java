package dev.meanwhile.engine;

import dev.meanwhile.event.Subscription;
import dev.meanwhile.job.Job;

/**
 * A job that is followed.
 *
 * @param job     the job as it is
 * @param changes what becomes of it from then on
 */
public record Following(Job job, Subscription changes) implements AutoCloseable {

    @Override
    public void close() {
        changes.close();
    }
}
