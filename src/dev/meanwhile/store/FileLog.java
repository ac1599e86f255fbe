package dev.meanwhile.store;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A log in files. A line is there for whoever reads the files when {@link #append} returns, even if the process is killed.
 * A line that can not be written, because the disk is full, is left out: a job does not fail for that. How much was left out
 * is written as soon as something can be written again.
 */
final class FileLog implements JobLog {

    private final File stem;
    private final int limit;
    private final Semaphore permits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    /** Null until asked for: most logs are never written. */
    private HeadAndTail files;
    /** The bytes left out since something was last written. */
    private long leftOut;
    private boolean ended;

    /**
     * Creates a log that keeps about {@code limit} bytes.
     *
     * @param stem    what the names of its files begin with
     * @param permits one for each file that may be kept open
     */
    FileLog(File stem, int limit, Semaphore permits) {
        this.stem = stem;
        this.limit = limit;
        this.permits = permits;
    }

    @Override
    public long append(String line) {
        lock.lock();
        try {
            if (!ended) {
                write(line.endsWith("\n") ? line : line + "\n");
                changed.signalAll();
            }
            return files().written();
        } finally {
            lock.unlock();
        }
    }

    private void write(String text) {
        assert lock.isHeldByCurrentThread();
        try {
            files().append(utf8(leftOut == 0 ? text : HeadAndTail.leftOut(leftOut) + text));
            leftOut = 0;
        } catch (IOException full) {
            leftOut += utf8(text).length;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Part read(long position, long end) {
        lock.lock();
        try {
            long to = Math.min(end, files().written());
            return new Part(files().read(position, to), Math.max(position, to));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean await(long position, Duration most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = most.toNanos();
            while (files().written() <= position && !ended && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return files().written() > position || !ended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end() {
        lock.lock();
        try {
            if (leftOut > 0 && !ended) {
                write("");
            }
            ended = true;
            if (files != null) {
                files.close();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size() {
        lock.lock();
        try {
            return files().size();
        } finally {
            lock.unlock();
        }
    }

    private HeadAndTail files() {
        assert lock.isHeldByCurrentThread();
        if (files == null) {
            files = new HeadAndTail(stem, limit, permits);
        }
        return files;
    }
}
