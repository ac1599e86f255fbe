package dev.meanwhile.engine;

import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RefusedException.Reason;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether jobs are let in, and how many may wait. Each is counted before it is recorded, so that no number of submitters at once
 * gets past a limit. Never waits.
 */
final class Admission {

    private final Limits limits;
    /** Jobs that wait to run: SCHEDULED, QUEUED or RETRYING. */
    private final AtomicInteger waiting = new AtomicInteger();
    /** Bytes that unfinished jobs take. */
    private final AtomicLong bytes = new AtomicLong();
    /** Set once. */
    private volatile boolean closed;

    Admission(Limits limits) {
        this.limits = limits;
    }

    /** Lets nothing in from now on. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Checks that jobs are let in at all, before there is any work with one.
     *
     * @throws RefusedException if they are not
     */
    void ensureOpen() {
        if (closed) {
            throw new RefusedException(Reason.STOPPING, "the server is stopping");
        }
    }

    /**
     * Lets a job in that takes that many bytes.
     *
     * @throws RefusedException if there is no room, or nothing is let in any more; nothing is counted then
     */
    void enter(long size) {
        ensureOpen();
        if (waiting.incrementAndGet() > limits.maxQueued()) {
            waiting.decrementAndGet();
            throw new RefusedException(Reason.QUEUE_FULL, limits.maxQueued() + " jobs are waiting, as many as may (maxQueued)");
        }
        boolean entered = false;
        try {
            grow(size);
            entered = true;
        } finally {
            if (!entered) {
                waiting.decrementAndGet();
            }
        }
    }

    /**
     * Lets a job that waits take that many bytes more, or fewer.
     *
     * @throws RefusedException if there is no room; nothing is counted then
     */
    void grow(long size) {
        if (bytes.addAndGet(size) > limits.maxBytes() && size > 0) {
            bytes.addAndGet(-size);
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
