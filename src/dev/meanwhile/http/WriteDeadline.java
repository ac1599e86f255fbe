package dev.meanwhile.http;

import dev.meanwhile.event.Endurance;
import dev.meanwhile.event.EventLog;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long one write to a client may take that does not read. The JDK's server has no such limit, but for one on the whole
 * response, which would cut every stream. A write that takes longer is interrupted, which closes its connection.
 *
 * <p>One virtual thread looks after all writers, while there are any. Safe for use by any thread.
 */
final class WriteDeadline {

    private final Endurance endurance = new Endurance("write_deadline_failed", EventLog.NONE);
    private final Duration most;
    private final Set<Writer> writers = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by lock: whether there is a thread that looks after the writers. */
    private boolean watched;

    WriteDeadline(Duration most) {
        this.most = most;
    }

    /** Returns a writer who is looked after until he is closed. */
    Writer writer() {
        var writer = new Writer();
        lock.lock();
        try {
            writers.add(writer);
            if (!watched) {
                Thread.ofVirtual().name("write-deadline").start(() -> endurance.run(this::watch));
                watched = true;
            }
            return writer;
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        while (goesOn()) {
            writers.forEach(Writer::look);
            LockSupport.parkNanos(most.toNanos() / 8);
        }
    }

    private boolean goesOn() {
        lock.lock();
        try {
            watched = !writers.isEmpty();
            return watched;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether there is a thread that looks after writers. */
    boolean isWatching() {
        lock.lock();
        try {
            return watched;
        } finally {
            lock.unlock();
        }
    }

    /** Who writes one response, on one thread. */
    final class Writer implements AutoCloseable {

        private final ReentrantLock writing = new ReentrantLock();
        /** Guarded by writing: who writes, while it does. */
        private Thread thread;
        /** Guarded by writing: since when. */
        private long since;
        /** Guarded by writing: whether it was interrupted. */
        private boolean late;

        void begins() {
            writing.lock();
            try {
                since = System.nanoTime();
                thread = Thread.currentThread();
            } finally {
                writing.unlock();
            }
        }

        /**
         * Says that the write is over, however it ended.
         *
         * @throws InterruptedIOException if it took too long, and was interrupted
         */
        void ends() throws InterruptedIOException {
            writing.lock();
            try {
                thread = null;
                if (late) {
                    // Sent under the lock, so it has arrived; it was for the write, and not for what the thread does next.
                    Thread.interrupted();
                    throw new InterruptedIOException("the client has taken nothing for " + most.toSeconds() + " s");
                }
            } finally {
                writing.unlock();
            }
        }

        private void look() {
            writing.lock();
            try {
                if (thread != null && !late && System.nanoTime() - since > most.toNanos()) {
                    late = true;
                    thread.interrupt();
                }
            } finally {
                writing.unlock();
            }
        }

        @Override
        public void close() {
            writers.remove(this);
        }
    }
}
