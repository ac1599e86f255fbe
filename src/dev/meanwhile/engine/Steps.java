package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.store.JobFilter;
import dev.meanwhile.store.JobStore;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * An engine for tests, which runs one attempt at a time, and only when it is told to. For use by one thread, but for {@link #passed};
 * the engine itself may be used by any.
 */
public final class Steps {

    private static final int SHOWN = 10;
    private static final Duration LOOK_EVERY = Duration.ofNanos(20_000);

    private final Turnstile turnstile = new Turnstile();
    private final Timetable timetable;
    private final Engine engine;
    /** The thread that runs what is due, or null while none does. Written by that thread. */
    private volatile Thread runner;
    /** How often that thread has seen to what time has brought. Written by that thread. */
    private volatile long looks;

    /** Creates an engine that records in {@code store}; what is due is decided by a timetable that nobody has started. */
    public Steps(JobStore store, EventLog log, Timetable timetable, Limits limits) {
        this.timetable = timetable;
        this.engine = new Engine(store, log, timetable, limits, turnstile);
    }

    /** Returns the engine, which is to be stopped like any other. */
    public Engine engine() {
        return engine;
    }

    /**
     * Runs to its end all that is due by now, and all that comes of it.
     *
     * @param most how long to wait for that, for each job, by the clock on the wall
     * @throws InterruptedException  if the thread is interrupted meanwhile
     * @throws IllegalStateException if one of it goes on for longer; the message names the job
     */
    public void runDue(Duration most) throws InterruptedException {
        runner = Thread.currentThread();
        try {
            settle(most);
            for (boolean started = true; started;) {
                turnstile.choose();
                started = !engine.underWay().isNothing();
                turnstile.open();
                settle(most);
            }
        } finally {
            runner = null;
        }
    }

    /**
     * The clock was put forward, perhaps by a job: waits until all has happened that this brings at once, its own timeout for one.
     * Else it would be decided by chance whether that, or its code, is first. For use by any thread.
     */
    public void passed() {
        // Of two looks, the second one began after this.
        long enough = looks + 2;
        for (Thread other = runner; other != null && other != Thread.currentThread() && looks < enough; other = runner) {
            Thread.yield();
        }
    }

    /** Waits, likewise, for what is under way, and starts no attempt. */
    public void settle(Duration most) throws InterruptedException {
        long began = System.nanoTime();
        look();
        // In this order: what is due next is put down by what is under way.
        while (!engine.underWay().isNothing() || isDue()) {
            if (System.nanoTime() - began > most.toNanos()) {
                throw new IllegalStateException("still running after " + most.toSeconds() + " s: " + running());
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            // The code of a job may have put the clock forward, beyond its timeout for example.
            look();
        }
    }

    private void look() {
        timetable.runDue();
        looks++;
    }

    private boolean isDue() {
        Duration next = untilNext();
        return next != null && next.isZero();
    }

    /** Returns how long it is until something is due again, if nobody asks for anything; null if nothing is. */
    public Duration untilNext() {
        return timetable.untilNext();
    }

    private String running() {
        String jobs = engine.list(new JobFilter(Set.of(JobState.RUNNING), null, null, null, null), null, SHOWN).stream()
                .map(Steps::said).collect(Collectors.joining(", "));
        return jobs.isEmpty() ? "a listener" : jobs;
    }

    private static String said(Job job) {
        return "job " + job.id() + " (" + job.type() + ", attempt " + job.status().attempt() + ")";
    }
}
