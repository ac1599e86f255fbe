package dev.meanwhile.engine;

import dev.meanwhile.event.Endurance;
import dev.meanwhile.event.EventLog;
import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Runs actions when they are due: one thread for all delays, retries and timeouts, instead of a sleeping one for each.
 *
 * <p>Actions run on that one thread and must be short. One that throws is logged, and the next one runs. Tests leave the
 * thread away and call {@link #runDue}.
 */
public final class Timetable implements AutoCloseable {

    /** An action to come. */
    final class Entry implements Comparable<Entry> {

        private final long due;
        private final long number;
        private final Runnable action;
        /** Guarded by lock. */
        private boolean struck;

        private Entry(long due, long number, Runnable action) {
            this.due = due;
            this.number = number;
            this.action = action;
        }

        /** Runs the action on this thread. */
        void run() {
            action.run();
        }

        /** Strikes the action for good, unless it is running or has run. */
        void cancel() {
            lock.lock();
            try {
                struck = true;
                entries.remove(this);
            } finally {
                lock.unlock();
            }
        }

        /** Returns whether its time has come, whether or not it has run or was struck. */
        boolean isDue() {
            return due - time.nanos() <= 0;
        }

        @Override
        public int compareTo(Entry other) {
            // By difference, because ticks may wrap.
            int byTime = Long.signum(due - other.due);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Time time;
    private final Endurance actions;
    private final Endurance endurance;
    private final Supplier<RandomGenerator> random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition earlier = lock.newCondition();

    // Guarded by lock. A tree rather than a heap: most entries are timeouts, which are struck before they are due.
    private final TreeSet<Entry> entries = new TreeSet<>();
    private long numbers;
    private boolean closed;

    /** Creates a timetable whose actions run when {@link #runDue} is called. */
    public Timetable(Time time, EventLog log) {
        this(time, log, ThreadLocalRandom::current);
    }

    /** Creates such a timetable whose delays are spread by {@code random}. */
    public Timetable(Time time, EventLog log, Supplier<RandomGenerator> random) {
        this.time = time;
        this.actions = new Endurance("timetable_action_failed", log);
        this.endurance = new Endurance("timetable_failed", log);
        this.random = random;
    }

    /** Starts the thread that runs the actions when they are due. */
    public Timetable start() {
        Thread.ofPlatform().name("timetable").daemon().start(() -> endurance.run(this::run));
        return this;
    }

    Time time() {
        return time;
    }

    /** Returns what spreads delays that would else end all at once, for use by the calling thread. */
    RandomGenerator random() {
        return random.get();
    }

    /** Returns how long it is until the next action is due, zero if one is; null if there is none. */
    Duration untilNext() {
        lock.lock();
        try {
            return entries.isEmpty() ? null : Duration.ofNanos(Math.max(0, entries.first().due - time.nanos()));
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@code action} once {@code delay} has passed, if the timetable is not closed before. */
    Entry after(Duration delay, Runnable action) {
        Entry entry = entry(time.after(delay), action);
        add(entry);
        return entry;
    }

    /** Makes an entry for an action that is due at that tick, which is to be {@linkplain #add added}. */
    Entry entry(long due, Runnable action) {
        lock.lock();
        try {
            return new Entry(due, numbers++, action);
        } finally {
            lock.unlock();
        }
    }

    /** Adds an entry unless it is there or has been struck; one that has run before runs again. */
    void add(Entry entry) {
        lock.lock();
        try {
            if (!closed && !entry.struck && entries.add(entry) && entries.first() == entry) {
                earlier.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs everything that is due by now, in the order of its time. */
    public void runDue() {
        for (Entry entry = takeDue(); entry != null; entry = takeDue()) {
            try {
                entry.run();
            } catch (Throwable thrown) {
                // This thread is the only one: without it no delay would end and no timeout be kept.
                actions.failed(thrown);
            }
        }
    }

    private Entry takeDue() {
        lock.lock();
        try {
            return !entries.isEmpty() && entries.first().due - time.nanos() <= 0 ? entries.pollFirst() : null;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitDue()) {
            runDue();
        }
    }

    /** Waits until something is due; returns false if the timetable is closed instead. */
    private boolean awaitDue() {
        lock.lock();
        try {
            while (!closed) {
                if (entries.isEmpty()) {
                    earlier.awaitUninterruptibly();
                    continue;
                }
                long nanos = entries.first().due - time.nanos();
                if (nanos <= 0) {
                    return true;
                }
                try {
                    earlier.awaitNanos(nanos);
                } catch (InterruptedException nobodysBusiness) {
                    // Nothing of ours interrupts this thread, and it ends by close() alone.
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Strikes all actions and ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            entries.clear();
            earlier.signal();
        } finally {
            lock.unlock();
        }
    }
}
