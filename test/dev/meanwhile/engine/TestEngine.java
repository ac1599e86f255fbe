package dev.meanwhile.engine;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.TestWork;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.journal.Fsync;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.JournalStore;
import dev.meanwhile.store.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** An engine whose clock stands still, whose timetable runs when asked to, and whose events are kept. */
final class TestEngine implements AutoCloseable {

    /** How long a test waits for what must come: long enough for a busy machine. */
    static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(20);

    final FakeTime clock = new FakeTime();
    final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final EventLog log = new EventLog(clock.time().wall(), Event.Level.DEBUG, events::add);
    final Timetable timetable = new Timetable(clock.time(), log);
    final JobStore store;
    final Engine engine;

    TestEngine() {
        this(Limits.DEFAULT);
    }

    TestEngine(Limits limits) {
        this(limits, null);
    }

    /** Creates an engine that records in that folder; types are to be added, and then {@link Engine#resume} be called. */
    TestEngine(Path data) {
        this(Limits.DEFAULT, data);
    }

    /** Creates an engine with these limits that records in that folder, or in memory if it is null. */
    TestEngine(Limits limits, Path data) {
        this(limits, data, store -> store);
    }

    /** Creates an engine whose store is what {@code around} makes of the one it would have. */
    TestEngine(Limits limits, Path data, UnaryOperator<JobStore> around) {
        store = around.apply(store(limits, data));
        engine = new Engine(store, log, timetable, limits);
    }

    /** Creates an engine that records in that store, which goes with it. */
    TestEngine(JobStore store) {
        this.store = store;
        engine = new Engine(store, log, timetable, Limits.DEFAULT);
    }

    private JobStore store(Limits limits, Path data) {
        if (data == null) {
            return new MemoryStore(Keep.DEFAULT, limits, clock.time().wall());
        }
        try {
            return JournalStore.open(data, Fsync.ALWAYS, Keep.DEFAULT, limits, clock.time().wall(), log);
        } catch (IOException unopened) {
            throw new UncheckedIOException(unopened);
        }
    }

    TestEngine type(String name, TestWork.Body body) {
        return type(name, TypeOptions.DEFAULT, body);
    }

    TestEngine type(String name, TypeOptions options, TestWork.Body body) {
        engine.define(new JobType(name, new TestWork(body), options));
        return this;
    }

    UUID submit(String type) {
        return submit(type, JobOptions.NONE);
    }

    UUID submit(String type, JobOptions options) {
        return engine.submit(type, "null", options).job().id();
    }

    /** Returns the job when it has finished. */
    Job finished(UUID id) throws InterruptedException {
        long deadline = System.nanoTime() + SOON.toNanos();
        Job job = engine.await(id, LOOK);
        while (!job.state().isFinished()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not finished in time: " + job);
            }
            // What was let wait only after the time for it had passed is due, too.
            timetable.runDue();
            job = engine.await(id, LOOK);
        }
        return job;
    }

    /** Lets time pass, and all happen that is due by then. */
    void pass(Duration time) {
        clock.advance(time);
        timetable.runDue();
    }

    /** Waits until an event of that name has been told of that job. */
    void awaitEvent(String name, UUID id) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (events.stream().noneMatch(event -> event.name().equals(name) && id.equals(event.get("id")))) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("no event " + name + " in " + names());
            }
            timetable.runDue();
            Thread.onSpinWait();
        }
    }

    /** Waits until that holds. */
    void awaitThat(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("never came to hold; events: " + names());
            }
            timetable.runDue();
            Thread.onSpinWait();
        }
    }

    /** Waits until a job is in that state, and returns it. */
    Job awaitState(UUID id, JobState state) {
        awaitThat(() -> engine.find(id).state() == state);
        return engine.find(id);
    }

    List<String> names() {
        return events.stream().map(Event::name).toList();
    }

    @Override
    public void close() {
        engine.stop(Duration.ZERO, SOON);
    }
}
