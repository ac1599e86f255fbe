package dev.meanwhile.engine;

import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What ready jobs wait in: as many run at once as it has slots. A free slot and a ready job meet at once, on the thread
 * that brings the later of the two.
 */
final class Queue {

    private final String name;
    private final int slots;
    /** Starts a job on which it has the right to move; ends in {@link #vacate}. */
    private final Consumer<LiveJob> starter;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final TreeSet<LiveJob> ready = new TreeSet<>();
    private int running;
    private boolean closed;

    Queue(String name, int slots, Consumer<LiveJob> starter) {
        this.name = name;
        this.slots = slots;
        this.starter = starter;
    }

    String name() {
        return name;
    }

    int slots() {
        return slots;
    }

    /**
     * Takes a job that is ready, with the right to move it, which is given back when it has to wait; starts it if its turn has
     * come.
     */
    void add(LiveJob job) {
        start(enter(job));
    }

    /** Takes out a job that does not wait here any more. The caller has the right to move it. */
    void remove(LiveJob job) {
        lock.lock();
        try {
            ready.remove(job);
        } finally {
            lock.unlock();
        }
    }

    /** Gives the slot of an attempt that has ended to the next job. */
    void vacate() {
        start(next());
    }

    /** Starts nothing from now on. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How a queue stands, as one of its jobs sees it.
     *
     * @param waits   whether the job waits in it
     * @param ahead   how many come before it; not counted any further than asked for
     * @param running how many run
     * @param closed  whether it starts nothing any more
     */
    record Standing(boolean waits, int ahead, int running, boolean closed) { }

    /** Returns how the queue stands, and counts the jobs before that one up to {@code most}. */
    Standing standing(LiveJob job, int most) {
        lock.lock();
        try {
            int ahead = 0;
            for (var before = ready.headSet(job).iterator(); ahead < most && before.hasNext(); before.next()) {
                ahead++;
            }
            return new Standing(ready.contains(job), ahead, running, closed);
        } finally {
            lock.unlock();
        }
    }

    private void start(LiveJob job) {
        if (job != null) {
            starter.accept(job);
        }
    }

    /** Returns {@code job}, or one that comes before it, with a slot and the right to move it; null if there is none to start. */
    private LiveJob enter(LiveJob job) {
        lock.lock();
        try {
            boolean free = !closed && running < slots;
            if (free && ready.isEmpty()) {
                running++;
                return job;
            }
            ready.add(job);
            job.release();
            LiveJob first = free ? take() : null;
            if (first != null) {
                running++;
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the next job, which is to have the caller's slot; null if there is none, and the slot is free. */
    private LiveJob next() {
        lock.lock();
        try {
            LiveJob first = closed ? null : take();
            if (first == null) {
                running--;
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out the first job that can be started, with the right to move it; null if there is none. */
    private LiveJob take() {
        assert lock.isHeldByCurrentThread();
        for (LiveJob first = ready.pollFirst(); first != null; first = ready.pollFirst()) {
            // Whoever else has the right to move it, or is about to take it because its time is up, sees to it.
            if (!first.isExpired() && first.claim()) {
                return first;
            }
        }
        return null;
    }
}
