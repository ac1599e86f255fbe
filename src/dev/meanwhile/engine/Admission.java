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
    /** Bytes of the inputs of unfinished jobs. */
    private final AtomicLong bytes = new AtomicLong();

    Admission(Limits limits) {
        this.limits = limits;
    }

    /**
     * Lets a job in with an input of that many characters.
     *
     * @throws RefusedException if there is no room; nothing is counted then
     */
    void enter(int characters) {
        if (waiting.incrementAndGet() > limits.maxQueued()) {
            waiting.decrementAndGet();
            throw new RefusedException(Reason.QUEUE_FULL, limits.maxQueued() + " jobs are waiting, as many as may (maxQueued)");
        }
        if (bytes.addAndGet(characters) > limits.maxBytes()) {
            bytes.addAndGet(-characters);
            waiting.decrementAndGet();
            throw new RefusedException(Reason.QUEUE_FULL,
                    "the inputs of unfinished jobs take " + limits.maxBytes() + " bytes, as many as they may");
        }
    }

    /** A job that waited runs, or will never run. */
    void stopsWaiting() {
        waiting.decrementAndGet();
    }

    /** A job that ran waits again: it was let in before, so it is not refused. */
    void waitsAgain() {
        waiting.incrementAndGet();
    }

    /** A job has finished that came with an input of that many characters. */
    void leave(int characters) {
        bytes.addAndGet(-characters);
    }

    int waiting() {
        return waiting.get();
    }
}
