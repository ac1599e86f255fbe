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
 * An engine for tests, which runs one attempt at a time, and only when it is told to. For use by one thread; the engine itself may
 * be used by any.
 */
public final class Steps {

    private static final int SHOWN = 10;
    private static final Duration LOOK_EVERY = Duration.ofNanos(20_000);

    private final Turnstile turnstile = new Turnstile();
    private final Timetable timetable;
    private final Engine engine;

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
        settle(most);
        for (boolean started = true; started;) {
            turnstile.choose();
            started = !engine.underWay().isNothing();
            turnstile.open();
            settle(most);
        }
    }

    /** Waits, likewise, for what is under way, and starts no attempt. */
    public void settle(Duration most) throws InterruptedException {
        long began = System.nanoTime();
        timetable.runDue();
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
            timetable.runDue();
        }
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
