package dev.meanwhile.engine;

import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * What ready jobs wait in: as many run at once as it has slots, and, if it has a gate, as get a place there. A free slot and
 * a ready job meet at once, on the thread that brings the later of the two.
 */
final class Queue implements Gate.Waiting {

    /** A job that is to start, for which a slot is taken, and a place at {@code gate} unless that is null. */
    private record Turn(LiveJob job, Gate gate) { }

    private final String name;
    private final int slots;
    /** Starts a job on which it has the right to move, with the gate at which it has a place; ends in {@link #vacate}. */
    private final BiConsumer<LiveJob, Gate> starter;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final TreeSet<LiveJob> ready = new TreeSet<>();
    private Gate gate;
    private int running;
    private boolean closed;

    /** Creates an empty queue; {@code gate} may be null. */
    Queue(String name, int slots, Gate gate, BiConsumer<LiveJob, Gate> starter) {
        this.name = name;
        this.slots = slots;
        this.gate = gate;
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
        start(enter(job));
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

    /** Gives the slot of an attempt that has ended to the next job, and its place, unless that is null, to whoever is first. */
    void vacate(Gate place) {
        lock.lock();
        try {
            running--;
        } finally {
            lock.unlock();
        }
        if (place != null) {
            place.leave(this);
        }
        advance();
    }

    /** Has jobs take places at another gate from now on; at none if it is null. Jobs that have started are not touched. */
    void gate(Gate next) {
        lock.lock();
        try {
            gate = next;
        } finally {
            lock.unlock();
        }
        while (advance()) { }
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

    @Override
    public Gate.Rank first() {
        lock.lock();
        try {
            return closed || ready.isEmpty() ? null : ready.first().rank();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean advance() {
        return start(next());
    }

    /** Starts the job whose turn it is, or else the next one that can be started; returns false if there is none. */
    private boolean start(Turn turn) {
        for (Turn one = turn; one != null; one = passOn(one)) {
            if (one.job.claim()) {
                starter.accept(one.job, one.gate);
                return true;
            }
            // Somebody is cancelling it.
        }
        return false;
    }

    /** Lets the next job have what was taken for one that will not run; gives it back if there is none, and returns null. */
    private Turn passOn(Turn turn) {
        lock.lock();
        try {
            if (!closed && !ready.isEmpty()) {
                return new Turn(ready.pollFirst(), turn.gate);
            }
            running--;
        } finally {
            lock.unlock();
        }
        if (turn.gate != null) {
            turn.gate.leave(this);
        }
        return null;
    }

    /** Returns the turn of {@code job}, or of one that comes before it; null if it has to wait. */
    private Turn enter(LiveJob job) {
        lock.lock();
        try {
            if (ready.isEmpty() && takeSlot()) {
                return new Turn(job, gate);
            }
            ready.add(job);
            return takeNext();
        } finally {
            lock.unlock();
        }
    }

    private Turn next() {
        lock.lock();
        try {
            return takeNext();
        } finally {
            lock.unlock();
        }
    }

    private Turn takeNext() {
        assert lock.isHeldByCurrentThread();
        return ready.isEmpty() || !takeSlot() ? null : new Turn(ready.pollFirst(), gate);
    }

    private boolean takeSlot() {
        assert lock.isHeldByCurrentThread();
        if (closed || running >= slots || gate != null && !gate.enter(this)) {
            return false;
        }
        running++;
        return true;
    }
}
