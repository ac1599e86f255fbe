package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobListener;
import dev.meanwhile.store.Footprint;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one listener is still to be told, and the thread that tells it. Of a listener that does not keep up, events are left out
 * from when its mailbox is full until it is half empty, so that it misses many in a row rather than one here and there.
 */
final class Mailbox {

    private static final int MOST = 10_000;

    /** What is to be told. */
    private sealed interface Mail {

        /** What has become of a job. */
        record Event(Job job, long bytes) implements Mail { }

        /** So many events were left out here. */
        record Missed(long events) implements Mail { }
    }

    private final JobListener listener;
    private final long maxBytes;
    private final UnderWay underWay;
    private final EventLog log;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    // Guarded by lock.
    private final Deque<Mail> mails = new ArrayDeque<>();
    private long bytes;
    private long missed;
    private boolean closed;

    Mailbox(JobListener listener, long maxBytes, UnderWay underWay, EventLog log) {
        this.listener = listener;
        this.maxBytes = maxBytes;
        this.underWay = underWay;
        this.log = log;
        // Not a virtual one: a listener that computes would hold a carrier that jobs and requests need.
        this.thread = Thread.ofPlatform().name("listener-" + listener.getClass().getName()).daemon().unstarted(this::run);
    }

    Mailbox start() {
        thread.start();
        return this;
    }

    /** Has an event told, if there is room for it. */
    void put(Job job) {
        boolean full;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            var event = new Mail.Event(job, Footprint.of(job));
            full = isFull(event);
            if (full) {
                missed++;
                full = missed == 1;
                if (full) {
                    underWay.begins();
                }
            } else {
                tellMissed();
                mails.add(event);
                bytes += event.bytes;
                underWay.begins();
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
        if (full) {
            log.warn("listener_slow", "listener", listener.getClass().getName(), "detail", "it is not told of all that happens");
        }
    }

    private boolean isFull(Mail.Event next) {
        assert lock.isHeldByCurrentThread();
        if (missed > 0) {
            return mails.size() > MOST / 2 || bytes > maxBytes / 2;
        }
        // One of any size, if no other waits.
        return mails.size() == MOST || bytes + next.bytes > maxBytes && !mails.isEmpty();
    }

    private void tellMissed() {
        assert lock.isHeldByCurrentThread();
        if (missed > 0) {
            mails.add(new Mail.Missed(missed));
            missed = 0;
        }
    }

    /** Tells nothing from now on but what is waiting to be told. */
    void close() {
        lock.lock();
        try {
            tellMissed();
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all has been told; what has not been by then is not told any more. To be closed before. */
    void awaitEnd(Duration most) {
        try {
            if (thread.join(most)) {
                return;
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        int left;
        lock.lock();
        try {
            left = mails.size();
            mails.clear();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        log.warn("listener_left", "listener", listener.getClass().getName(), "untold", left);
    }

    private void run() {
        for (Mail mail = next(); mail != null; mail = next()) {
            try {
                tell(mail);
            } catch (Throwable thrown) {
                log.warn("listener_failed", "listener", listener.getClass().getName(), "of", of(mail), "error", thrown);
            } finally {
                underWay.ends();
            }
        }
    }

    /** Waits for the next mail; returns null when there will be none. */
    private Mail next() {
        lock.lock();
        try {
            while (true) {
                if (mails.isEmpty()) {
                    tellMissed();
                }
                Mail mail = mails.poll();
                if (mail instanceof Mail.Event event) {
                    bytes -= event.bytes;
                }
                if (mail != null || closed) {
                    return mail;
                }
                // An interrupt is the listener's own, left behind.
                arrived.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(Mail mail) {
        Thread.interrupted();
        switch (mail) {
            case Mail.Missed left -> listener.missed(left.events);
            case Mail.Event event -> tell(event.job);
        }
    }

    private void tell(Job job) {
        switch (job.state()) {
            case RUNNING -> listener.started(job);
            case SUCCEEDED -> listener.succeeded(job);
            case FAILED -> listener.failed(job);
            case RETRYING -> listener.retrying(job);
            case CANCELLED -> listener.cancelled(job);
            case EXPIRED -> listener.expired(job);
            case WAITING, SCHEDULED, QUEUED -> throw new IllegalArgumentException(job.state() + " is told to nobody");
        }
    }

    private static String of(Mail mail) {
        return switch (mail) {
            case Mail.Missed left -> left.events + " missed events";
            case Mail.Event event -> event.job.state().label() + " " + event.job.id();
        };
    }
}
