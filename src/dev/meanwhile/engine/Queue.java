package dev.meanwhile.engine;

import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What ready jobs wait in: as many run at once as it has slots, and, if it has a gate, as get a place there. A free slot and
 * a ready job meet at once, on the thread that brings the later of the two. A queue on demand starts nothing by itself: it
 * offers what is ready, and whoever wants a job {@linkplain #take takes} it.
 */
final class Queue implements Gate.Waiting {

    /**
     * What a job needs to start: a slot, and a place at {@code gate} unless that is null; and the job, with the right to move it,
     * or null if all that seemed ready are being moved by others.
     */
    private record Turn(LiveJob job, Gate gate) { }

    private final String name;
    private final int slots;
    /** Starts a job on which it has the right to move, with the gate at which it has a place; ends in {@link #vacate}. */
    private final BiConsumer<LiveJob, Gate> starter;
    /** Hears, without the lock, that there may be a job to take; null unless on demand. */
    private final Consumer<Queue> demand;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final TreeSet<LiveJob> ready = new TreeSet<>();
    private Gate gate;
    private int running;
    private boolean closed;

    /** Creates an empty queue; {@code gate} may be null. */
    Queue(String name, int slots, Gate gate, BiConsumer<LiveJob, Gate> starter) {
        this(name, slots, gate, starter, null);
    }

    private Queue(String name, int slots, Gate gate, BiConsumer<LiveJob, Gate> starter, Consumer<Queue> demand) {
        this.name = name;
        this.slots = slots;
        this.gate = gate;
        this.starter = starter;
        this.demand = demand;
    }

    /** Returns an empty queue on demand. */
    static Queue onDemand(String name, int slots, Consumer<Queue> demand) {
        return new Queue(name, slots, null, (live, gate) -> { }, demand);
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
        Turn turn = enter(job);
        if (demand == null) {
            start(turn);
        } else {
            demand.accept(this);
        }
    }

    /** Takes the job whose turn it is, with the right to move it and a slot, which {@link #vacate} gives back; null if there is none. */
    LiveJob take() {
        assert demand != null;
        for (Turn turn = next(); turn != null; turn = next()) {
            if (turn.job != null) {
                return turn.job;
            }
            giveBack(null);
        }
        return null;
    }

    /** Takes a slot, even if none is free, for a job that runs already. */
    void occupy() {
        lock.lock();
        try {
            running++;
        } finally {
            lock.unlock();
        }
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

    /** Gives the slot of an attempt that has ended to the next job, and its place, unless that is null, to whoever is first. */
    void vacate(Gate place) {
        giveBack(place);
        advance();
    }

    private void giveBack(Gate place) {
        lock.lock();
        try {
            running--;
        } finally {
            lock.unlock();
        }
        if (place != null) {
            place.leave(this);
        }
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
        if (demand != null) {
            demand.accept(this);
            return false;
        }
        return start(next());
    }

    /** Starts the job whose turn it is; returns false if there is none. */
    private boolean start(Turn turn) {
        for (Turn one = turn; one != null; one = next()) {
            if (one.job != null) {
                starter.accept(one.job, one.gate);
                return true;
            }
            // Looked at again after that: what came in the meantime found the slot taken.
            giveBack(one.gate);
        }
        return false;
    }

    /** Returns the turn of {@code job}, or of one that comes before it; null if it has to wait. */
    private Turn enter(LiveJob job) {
        lock.lock();
        try {
            if (demand == null && ready.isEmpty() && takeSlot()) {
                return new Turn(job, gate);
            }
            ready.add(job);
            job.release();
            return demand == null ? takeNext() : null;
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
        return ready.isEmpty() || !takeSlot() ? null : new Turn(takeJob(), gate);
    }

    private boolean takeSlot() {
        assert lock.isHeldByCurrentThread();
        if (closed || running >= slots || gate != null && !gate.enter(this)) {
            return false;
        }
        running++;
        return true;
    }

    /** Takes out the first job that can be started, with the right to move it; null if there is none. */
    private LiveJob takeJob() {
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
