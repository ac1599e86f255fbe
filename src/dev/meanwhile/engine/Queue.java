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

    /** Adds a job that is ready, and starts it if its turn has come. */
    void add(LiveJob job) {
        run(enter(job));
    }

    /** Takes out a job that will not run. */
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
        run(next());
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

    /** Starts {@code job}, for which a slot is taken, or else the next one that can be started; none if it is null. */
    private void run(LiveJob job) {
        for (LiveJob one = job; one != null; one = next()) {
            if (one.claim()) {
                starter.accept(one);
                return;
            }
            // Somebody is cancelling it: its slot is for the next one.
        }
    }

    /** Returns {@code job}, or one that comes before it, with a slot taken for it; null if it has to wait. */
    private LiveJob enter(LiveJob job) {
        lock.lock();
        try {
            boolean free = !closed && running < slots;
            if (free && ready.isEmpty()) {
                running++;
                return job;
            }
            ready.add(job);
            if (free) {
                running++;
                return ready.pollFirst();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the next job, which is to have the caller's slot; null if there is none, and the slot is free. */
    private LiveJob next() {
        lock.lock();
        try {
            if (closed || ready.isEmpty()) {
                running--;
                return null;
            }
            return ready.pollFirst();
        } finally {
            lock.unlock();
        }
    }
}
