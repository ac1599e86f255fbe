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
        lock.lock();
        try {
            ready.add(job);
        } finally {
            lock.unlock();
        }
        dispatch();
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

    /** Gives back the slot of an attempt that has ended. */
    void vacate() {
        leaveSlot();
        dispatch();
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

    private void dispatch() {
        for (LiveJob next = takeSlot(); next != null; next = takeSlot()) {
            if (next.claim()) {
                starter.accept(next);
            } else {
                // Somebody is cancelling it.
                leaveSlot();
            }
        }
    }

    /** Returns the next job with a slot taken for it, or null if there is no job, or no slot. */
    private LiveJob takeSlot() {
        lock.lock();
        try {
            if (closed || running >= slots || ready.isEmpty()) {
                return null;
            }
            running++;
            return ready.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    private void leaveSlot() {
        lock.lock();
        try {
            running--;
        } finally {
            lock.unlock();
        }
    }
}
