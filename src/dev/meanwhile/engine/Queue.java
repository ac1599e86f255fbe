package dev.meanwhile.engine;

import dev.meanwhile.job.JobType;
import dev.meanwhile.job.QueueOptions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What ready jobs wait in. As many run at once as it has slots, of each concurrency key no more than may, no more often than its
 * rate allows, none while it is paused; and of a type with a gate, as get a place there. What can start and what lets it start
 * meet at once, on the thread that brings the later of the two; for the rate, that is the timetable's. A queue on demand starts
 * nothing by itself: it offers what can start, and whoever wants a job {@linkplain #take takes} it.
 *
 * <p>A job whose key is used up, or whose gate is full, holds nothing and keeps no other job from starting: the next one that may
 * is found in a time that grows with the number of types, and with the logarithm of those of keys and jobs.
 */
final class Queue {

    /**
     * A job that is to start, with the right to move it, and what it holds then. The job is null if all that seemed ready are being
     * moved by others, and only the place is to be given back; of a queue on demand it never is.
     */
    record Turn(LiveJob job, Slot slot) { }

    private final String name;
    /** Starts a job on which it has the right to move, with the slot it has; ends in {@link Slot#vacate}. */
    private final BiConsumer<LiveJob, Slot> starter;
    /** Hears, without the lock, that there may be a job to take; null unless on demand. */
    private final Consumer<Queue> demand;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final Ready ready;
    private final Pace pace;
    private QueueOptions options;
    private int running;
    private boolean closed;

    /** Creates an empty queue; {@code gates} returns where a type needs a place, or null. */
    Queue(String name, QueueOptions options, Function<JobType, Gate> gates, BiConsumer<LiveJob, Slot> starter, Timetable timetable) {
        this(name, options, gates, starter, timetable, null);
    }

    private Queue(String name, QueueOptions options, Function<JobType, Gate> gates, BiConsumer<LiveJob, Slot> starter,
                  Timetable timetable, Consumer<Queue> demand) {
        this.name = name;
        this.starter = starter;
        this.demand = demand;
        this.pace = new Pace(timetable, this::tokenDue);
        this.ready = new Ready(this, gates);
        lock.lock();
        try {
            set(options);
        } finally {
            lock.unlock();
        }
    }

    /** Returns an empty queue on demand. */
    static Queue onDemand(String name, QueueOptions options, Timetable timetable, Consumer<Queue> demand) {
        return new Queue(name, options, type -> null, (live, slot) -> { }, timetable, demand);
    }

    String name() {
        return name;
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

    boolean isOnDemand() {
        return demand != null;
    }

    /** Takes the job whose turn it is, and the slot it has then, which {@link Slot#vacate} gives back; null if there is none. */
    Turn take() {
        assert isOnDemand();
        return next();
    }

    /** Takes a slot, even if none is free, for a job that runs already, and not in this process. */
    Slot occupy(LiveJob job) {
        lock.lock();
        try {
            running++;
            return new Slot(ready.line(job.type()), ready.use(job.concurrencyKey()), null);
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

    /** Gives the slot of an attempt that has ended to the next job. */
    void vacate(Slot slot) {
        lock.lock();
        try {
            running--;
            ready.endUse(slot.key());
        } finally {
            lock.unlock();
        }
        advance();
    }

    /** A type was found to compute, or not to: its jobs need a place elsewhere from now on. Those that run are not touched. */
    void gateChanged(String type) {
        lock.lock();
        try {
            ready.gateChanged(type);
        } finally {
            lock.unlock();
        }
        advanceAll();
    }

    /** Goes on with other options. Jobs that run are not touched, however many they are. */
    void options(QueueOptions next) {
        lock.lock();
        try {
            set(next);
        } finally {
            lock.unlock();
        }
        advanceAll();
    }

    private void set(QueueOptions next) {
        assert lock.isHeldByCurrentThread();
        options = next;
        pace.rate(next.rate());
        ready.mostPerKey(next.concurrencyPerKey());
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

    /** How a queue is doing: how many wait and run, and since when the job is ready that waits longest, or null. */
    record Figures(int waiting, int running, Instant oldest) { }

    Figures figures() {
        lock.lock();
        try {
            return new Figures(ready.size(), running, ready.oldest());
        } finally {
            lock.unlock();
        }
    }

    /** Returns how the queue stands, and counts the jobs before that one up to {@code most}. */
    Standing standing(LiveJob job, int most) {
        lock.lock();
        try {
            Strand strand = job.strand();
            // It may have gone to another queue just now.
            boolean waits = strand != null && strand.line().queue() == this;
            return new Standing(waits, waits ? ready.ahead(job, most) : 0, running,
                    waits && !strand.isOpen() ? strand.key().running() : 0, pace.untilNext(), options, closed);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the rank of the job that would start next, or null if none would. */
    Gate.Rank first() {
        lock.lock();
        try {
            Line line = closed || options.paused() ? null : Ready.first(ready.open());
            return line == null ? null : line.firstOpen().rank();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the rank of the job of a line that would take the next place at its gate, or null if none would. */
    Gate.Rank rankOf(Line line) {
        lock.lock();
        try {
            LiveJob first = closed || options.paused() ? null : line.firstOpen();
            return first == null ? null : first.rank();
        } finally {
            lock.unlock();
        }
    }

    /** Starts the job whose turn it is; returns false if there is none, or it is for others to take. */
    boolean advance() {
        if (demand != null) {
            demand.accept(this);
            return false;
        }
        return start(next());
    }

    private void advanceAll() {
        while (advance()) { }
    }

    private void tokenDue() {
        lock.lock();
        try {
            pace.awaited();
        } finally {
            lock.unlock();
        }
        advanceAll();
    }

    private boolean start(Turn turn) {
        for (Turn one = turn; one != null; one = next()) {
            if (one.job != null) {
                starter.accept(one.job, one.slot);
                return true;
            }
            // Looked at again after that: what came in the meantime found the place taken.
            one.slot.gate().leave(one.slot.line());
        }
        return false;
    }

    /** Returns the turn of {@code job}, or of one that comes before it; null if it has to wait. */
    private Turn enter(LiveJob job) {
        lock.lock();
        try {
            if (demand == null && ready.size() == 0 && hasSlot() && pace.untilNext() == 0 && ready.isFree(job.concurrencyKey())) {
                Line line = ready.line(job.type());
                if (hasPlace(line)) {
                    return turn(job, line);
                }
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
        if (ready.size() == 0 || !hasSlot()) {
            return null;
        }
        List<Line> open = ready.open();
        if (!open.isEmpty() && pace.untilNext() > 0) {
            pace.await();
            return null;
        }
        for (Line line = Ready.first(open); line != null; line = Ready.first(open)) {
            // Each line that finds no place is remembered by its gate, not only the first of them.
            if (hasPlace(line)) {
                LiveJob job = ready.take(line);
                if (job != null) {
                    return turn(job, line);
                }
                if (line.gate() != null) {
                    return new Turn(null, new Slot(line, null, line.gate()));
                }
            }
            open.remove(line);
        }
        return null;
    }

    private boolean hasSlot() {
        return !closed && !options.paused() && running < options.concurrency();
    }

    private static boolean hasPlace(Line line) {
        return line.gate() == null || line.gate().enter(line);
    }

    private Turn turn(LiveJob job, Line line) {
        running++;
        pace.take();
        return new Turn(job, new Slot(line, ready.use(job.concurrencyKey()), line.gate()));
    }
}
