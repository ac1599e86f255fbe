package dev.meanwhile;

import dev.meanwhile.engine.Steps;
import dev.meanwhile.engine.Time;
import dev.meanwhile.engine.Timetable;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.store.JobFilter;
import dev.meanwhile.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs the jobs of a {@link Meanwhile} in a test: in memory, without a port, by a clock that stands still until it is put forward,
 * and one attempt at a time, in the order of their priority and then of the time since when they are ready. So a test has the same
 * outcome every time, and a week passes in no time.
 *
 * <pre>{@code
 * try (var test = TestMeanwhile.start(app)) {
 *     JobHandle order = test.submit("ship", new Order("Kim"));
 *     test.runDue();                                            // the first attempt, which fails
 *     test.advance(Duration.ofMinutes(5)).runDue();             // the second one, 5 minutes later
 *     assert order.state() == JobState.SUCCEEDED;
 * }
 * }</pre>
 *
 * <p>Types, queues, schedules, listeners, middleware and limits are those of the {@code Meanwhile}, and code that submits to it
 * submits here. Its routes, port, folder and the time for which it keeps finished jobs are nothing to a test like this; nor is the
 * jitter of retries, which are due exactly when their backoff has passed. Code that computes runs on virtual threads as well. Remote
 * types have no workers: their jobs wait.
 *
 * <p>No attempt begins but in {@link #runDue} and {@link #runFor}. Since only one runs at a time, a job that waits for another one
 * waits in vain. The clock is that of the engine, of timeouts, delays and schedules: code that asks the machine for the time, or
 * sleeps, knows nothing of it. A job may call {@link #advance} itself, as if its work took as long.
 *
 * <p>For use by one thread, but for {@link #advance}, {@link #now}, {@link #submit} and {@link #find}.
 */
public final class TestMeanwhile implements Jobs, AutoCloseable {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    /** How long, by the clock on the wall, each job may take until something is wrong with it. */
    private static final Duration MOST = Duration.ofMinutes(1);
    private static final Keep KEEP = new Keep(Durations.MAX, Durations.MAX, Integer.MAX_VALUE, Long.MAX_VALUE);

    private final Instant start;
    private final AtomicLong nanos = new AtomicLong();
    private final Time time = new Time(this::now, nanos::get);
    private final Meanwhile app;
    private final Steps steps;

    private TestMeanwhile(Meanwhile app, Instant start) {
        this.app = app;
        this.start = start;
        this.steps = app.startWith(this::steps);
    }

    private Steps steps(Limits limits) {
        EventLog log = SystemLog.open();
        // In the middle of what jitter can be: as if there were none.
        var timetable = new Timetable(time, log, () -> () -> Long.MIN_VALUE);
        return new Steps(new MemoryStore(KEEP, limits, time.wall()), log, timetable, limits);
    }

    /**
     * Starts what a program has set up, in 2026, on January 1 at midnight UTC.
     *
     * @param app the program's jobs; it is started by this, and can not be started again
     * @return what runs them
     * @throws IllegalStateException    if it was started before
     * @throws IllegalArgumentException as {@link Meanwhile#start}
     */
    public static TestMeanwhile start(Meanwhile app) {
        return start(app, START);
    }

    /**
     * Starts what a program has set up.
     *
     * @param app the program's jobs; it is started by this, and can not be started again
     * @param now what time it is
     * @return what runs them
     * @throws IllegalStateException    if it was started before
     * @throws IllegalArgumentException as {@link Meanwhile#start}
     */
    public static TestMeanwhile start(Meanwhile app, Instant now) {
        var test = new TestMeanwhile(app, now);
        try {
            test.steps.engine().resume();
            test.steps.settle(MOST);
            return test;
        } catch (InterruptedException hurry) {
            test.close();
            throw interrupted();
        }
    }

    /**
     * Returns what time it is.
     *
     * @return the time
     */
    public Instant now() {
        return start.plusNanos(nanos.get());
    }

    /**
     * Puts the clock forward. What is due by then happens in the next {@link #runDue}, and not before. To a job that calls it, it
     * returns when all that is due by then has happened: if its timeout is, it has been told to stop.
     *
     * @param time how far
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public TestMeanwhile advance(Duration time) {
        nanos.addAndGet(checked(time));
        steps.passed();
        return this;
    }

    private static long checked(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("the clock can only be put forward, was " + time);
        }
        return time.toNanos();
    }

    /**
     * Runs all that is due by now to its end: jobs that are ready, those whose time or whose retry has come, ticks of schedules, and
     * what comes of all these; and has listeners told of it. What becomes due later, such as the next retry, is left for later.
     *
     * @return this
     * @throws IllegalStateException if a job takes more than a minute of the machine's time; the message names it
     */
    public TestMeanwhile runDue() {
        try {
            steps.runDue(MOST);
            return this;
        } catch (InterruptedException hurry) {
            throw interrupted();
        }
    }

    /**
     * Lets time pass: puts the clock forward from one moment at which something is due to the next, and each time runs that to its
     * end. So each retry and each tick of a schedule comes at its own time.
     *
     * @param time how long
     * @return this
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException    as {@link #runDue}
     */
    public TestMeanwhile runFor(Duration time) {
        long end = nanos.get() + checked(time);
        runDue();
        for (Duration next = steps.untilNext(); next != null && nanos.get() + next.toNanos() <= end; next = steps.untilNext()) {
            advance(next).runDue();
        }
        // A job may have put the clock forward beyond that.
        return advance(Duration.ofNanos(Math.max(0, end - nanos.get())));
    }

    @Override
    public JobHandle submit(String type, Object input, JobOptions options) {
        return app.submit(type, input, options);
    }

    @Override
    public JobHandle find(UUID id) {
        return app.find(id);
    }

    /**
     * Returns all jobs there are, finished or not.
     *
     * @return them as they are now, in the order in which they were submitted
     */
    public List<Job> jobs() {
        return steps.engine().list(JobFilter.ALL, null, Integer.MAX_VALUE).reversed();
    }

    /** Stops: attempts that are still under way are told to stop. */
    @Override
    public void close() {
        steps.engine().stop(Duration.ZERO, Duration.ofSeconds(5));
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while jobs were run");
    }
}
