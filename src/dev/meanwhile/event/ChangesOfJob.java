package dev.meanwhile.event;

import dev.meanwhile.event.Notice.Change;
import dev.meanwhile.event.Notice.Gap;
import dev.meanwhile.event.Notice.Written;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The changes of one job, and how its log grows, in a queue of its own. When that is full the oldest changes are lost, so
 * that the last one, which says how the job ended, never is.
 */
final class ChangesOfJob extends Subscription {

    /** How many bytes may be in the queue: about four hundred changes of a job that has not failed. */
    private static final int MAX_BYTES = 1 << 18;

    private final UUID job;
    private final Consumer<ChangesOfJob> leave;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final Deque<Notice> queue = new ArrayDeque<>();
    private int bytes;
    /** What was lost before all that is in the queue, or null. */
    private Gap gap;

    /** Creates an empty subscription; {@code leave} takes it off the list of those who are told. */
    ChangesOfJob(UUID job, long start, Consumer<ChangesOfJob> leave) {
        super(start);
        this.job = job;
        this.leave = leave;
    }

    UUID job() {
        return job;
    }

    /** Adds a change. Called by any thread, and never waits for the subscriber. */
    void changed(Change change) {
        lock.lock();
        try {
            queue.add(change);
            bytes += change.bytes();
            while (bytes > MAX_BYTES && queue.peek() != change) {
                if (queue.poll() instanceof Change oldest) {
                    bytes -= oldest.bytes();
                    gap = lose(oldest);
                }
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    private Gap lose(Change oldest) {
        assert lock.isHeldByCurrentThread();
        if (gap == null) {
            return new Gap(OptionalLong.of(1), oldest.sequence());
        }
        return new Gap(gap.lost().isPresent() ? OptionalLong.of(gap.lost().getAsLong() + 1) : gap.lost(), oldest.sequence());
    }

    /** Begins anew, where it started: nobody knows what was lost before. */
    void restart() {
        lock.lock();
        try {
            queue.clear();
            bytes = 0;
            gap = new Gap(OptionalLong.empty(), start());
        } finally {
            lock.unlock();
        }
    }

    /** Notes how far the log has grown. Called by any thread. */
    void written(long position) {
        lock.lock();
        try {
            // What is written between two changes is told at once.
            if (queue.peekLast() instanceof Written) {
                queue.pollLast();
            }
            queue.add(new Written(position));
        } finally {
            lock.unlock();
        }
        wake();
    }

    @Override
    Notice take() {
        lock.lock();
        try {
            if (gap != null) {
                Notice first = gap;
                gap = null;
                return first;
            }
            Notice notice = queue.poll();
            if (notice instanceof Change change) {
                bytes -= change.bytes();
            }
            return notice;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        leave.accept(this);
    }
}
