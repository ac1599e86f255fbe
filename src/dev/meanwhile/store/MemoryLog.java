package dev.meanwhile.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A log in memory: the first half of its limit as it was written, and a window over the end of the rest. */
final class MemoryLog implements JobLog {

    private final int half;
    /** The bytes left for the logs of unfinished jobs, all together. */
    private final AtomicLong budget;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock. The head holds positions 0 to head.length(), the tail those from tailStart.
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();
    private long tailStart;
    private boolean ended;
    /** What was taken from the budget. */
    private long taken;

    /** Creates a log that keeps at most {@code limit} characters, and no more than {@code budget} has room for. */
    MemoryLog(int limit, AtomicLong budget) {
        this.half = Math.max(1, limit / 2);
        this.budget = budget;
    }

    @Override
    public long append(String line) {
        lock.lock();
        try {
            if (!ended) {
                add(line);
                if (!line.endsWith("\n")) {
                    add("\n");
                }
                changed.signalAll();
            }
            return written();
        } finally {
            lock.unlock();
        }
    }

    private void add(String text) {
        assert lock.isHeldByCurrentThread();
        if (!afford(head.length() + tail.length() + text.length())) {
            leaveOut(text.length());
            return;
        }
        // Once something was left out, the beginning is over.
        int toHead = tailStart > head.length() ? 0 : Math.min(text.length(), half - head.length());
        head.append(text, 0, toHead);
        if (tail.isEmpty() && tailStart < head.length()) {
            tailStart = head.length();
        }
        tail.append(text, toHead, text.length());
        // Cut at twice the window, so that a character is moved once, not once for each line that follows it.
        if (tail.length() > 2 * half) {
            int surplus = tail.length() - half;
            tail.delete(0, surplus);
            tailStart += surplus;
        }
    }

    /** Takes what is missing for {@code characters} from the budget; returns false if there is not enough left. */
    private boolean afford(long characters) {
        assert lock.isHeldByCurrentThread();
        // Two bytes a character, and a builder grows to twice what it holds.
        long missing = Math.min(4 * characters, 12L * half) - taken;
        if (missing <= 0) {
            return true;
        }
        if (budget.addAndGet(-missing) < 0) {
            budget.addAndGet(missing);
            return false;
        }
        taken += missing;
        return true;
    }

    private void leaveOut(int characters) {
        assert lock.isHeldByCurrentThread();
        if (tail.isEmpty()) {
            tailStart = Math.max(tailStart, head.length());
        }
        tailStart += tail.length() + characters;
        tail.setLength(0);
    }

    @Override
    public Part read(long position, long end) {
        lock.lock();
        try {
            long to = Math.min(end, written());
            var text = new StringBuilder();
            if (position < Math.min(head.length(), to)) {
                text.append(head, (int) Math.max(0, position), (int) Math.min(head.length(), to));
            }
            long window = Math.max(tailStart, written() - half);
            long from = Math.max(position, head.length());
            if (from < Math.min(window, to)) {
                text.append("\n[... ").append(Math.min(window, to) - from).append(" characters left out ...]\n");
            }
            from = Math.max(from, window);
            if (from < to) {
                text.append(tail, (int) (from - tailStart), (int) (to - tailStart));
            }
            return new Part(text.toString(), Math.max(position, to));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean await(long position, Duration most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = most.toNanos();
            while (written() <= position && !ended && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return written() > position || !ended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end() {
        lock.lock();
        try {
            ended = true;
            budget.addAndGet(taken);
            taken = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Goes on: the job is tried again. */
    void resume() {
        lock.lock();
        try {
            ended = false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size() {
        lock.lock();
        try {
            return head.capacity() + tail.capacity();
        } finally {
            lock.unlock();
        }
    }

    private long written() {
        assert lock.isHeldByCurrentThread();
        return tailStart + tail.length();
    }
}
