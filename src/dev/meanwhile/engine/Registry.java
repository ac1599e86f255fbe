package dev.meanwhile.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Everything alive in this process, by id: unfinished jobs and background tasks, and the threads that run them. */
final class Registry {

    private final ConcurrentMap<UUID, Live> live = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger stuck = new AtomicInteger();
    private final UnderWay underWay = new UnderWay();

    /** Set once somebody waits for idleness; set before {@code running} is looked at, and read after it was changed. */
    private volatile boolean awaited;
    private final ReentrantLock lock = new ReentrantLock();
    /** Signalled, under the lock, when nothing runs any more. */
    private final Condition idle = lock.newCondition();

    /** Returns what counts all that is under way, so that a test knows when all is done. */
    UnderWay underWay() {
        return underWay;
    }

    void add(Live one) {
        live.put(one.id(), one);
    }

    void remove(Live one) {
        live.remove(one.id(), one);
    }

    /** Returns the unfinished job of that id, or null. */
    LiveJob job(UUID id) {
        return live.get(id) instanceof LiveJob job ? job : null;
    }

    Collection<Live> all() {
        return live.values();
    }

    /** Shows what runs just now, as far as it is an attempt or a task. */
    void forEachOccupant(Consumer<Occupant> see) {
        for (Live one : live.values()) {
            Occupant occupant = one.occupant();
            if (occupant != null) {
                see.accept(occupant);
            }
        }
    }

    /** Counts an attempt or a task that begins. */
    void began() {
        running.incrementAndGet();
    }

    /** Counts an attempt or a task that has ended. */
    void ended() {
        if (running.decrementAndGet() == 0 && awaited) {
            lock.lock();
            try {
                idle.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    int running() {
        return running.get();
    }

    /** Counts attempts that go on although they were told to stop. */
    void stuck(int change) {
        stuck.addAndGet(change);
    }

    int stuck() {
        return stuck.get();
    }

    /**
     * Waits until nothing runs, or {@code most} has passed.
     *
     * @return whether nothing runs
     */
    boolean awaitIdle(Duration most) throws InterruptedException {
        awaited = true;
        lock.lockInterruptibly();
        try {
            long nanos = most.toNanos();
            while (running.get() > 0 && nanos > 0) {
                nanos = idle.awaitNanos(nanos);
            }
            return running.get() == 0;
        } finally {
            lock.unlock();
        }
    }
}
