package dev.meanwhile.engine;

import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RefusedException.Reason;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much may wait. Each job is counted before it is recorded, so that no number of submitters at once gets past a limit.
 * Never waits.
 */
final class Admission {

    private final Limits limits;
    /** Jobs that wait to run: SCHEDULED, QUEUED or RETRYING. */
    private final AtomicInteger waiting = new AtomicInteger();
    /** Bytes that unfinished jobs take. */
    private final AtomicLong bytes = new AtomicLong();

    Admission(Limits limits) {
        this.limits = limits;
    }

    /**
     * Lets a job in that takes that many bytes.
     *
     * @throws RefusedException if there is no room; nothing is counted then
     */
    void enter(long size) {
        if (waiting.incrementAndGet() > limits.maxQueued()) {
            waiting.decrementAndGet();
            throw new RefusedException(Reason.QUEUE_FULL, limits.maxQueued() + " jobs are waiting, as many as may (maxQueued)");
        }
        if (bytes.addAndGet(size) > limits.maxBytes()) {
            bytes.addAndGet(-size);
            waiting.decrementAndGet();
            throw new RefusedException(Reason.QUEUE_FULL,
                    "unfinished jobs take " + limits.maxBytes() + " bytes, as many as they may (maxBytes)");
        }
    }

    /** Lets a job in that was let in by an earlier process: it is not refused, whatever the limits are now. */
    void enterAgain(long size) {
        waiting.incrementAndGet();
        bytes.addAndGet(size);
    }

    /** A job that waited runs, or will never run. */
    void stopsWaiting() {
        waiting.decrementAndGet();
    }

    /** A job that ran waits again: it was let in before, so it is not refused. */
    void waitsAgain() {
        waiting.incrementAndGet();
    }

    /** A job has finished that took that many bytes. */
    void leave(long size) {
        bytes.addAndGet(-size);
    }

    int waiting() {
        return waiting.get();
    }
}
