package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Limits;
import dev.meanwhile.store.Footprint;
import dev.meanwhile.store.IdempotencyKey;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.KeptSchedule;
import dev.meanwhile.store.StoreClosedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Moves jobs: brings them into their queues, starts their attempts, settles them. Every move of an unfinished job is one
 * of these methods, called with the right to move it, and leaves it recorded, then shown.
 */
final class Runner {

    /** How long a job whose attempt could not be started waits before it is tried again. */
    private static final Duration START_AGAIN = Duration.ofSeconds(1);

    private final JobStore store;
    private final EventLog log;
    private final Timetable timetable;
    private final Limits limits;
    private final Registry registry = new Registry();
    private final Admission admission;
    private final Keys keys = new Keys();
    private final Waiters waiters = new Waiters();
    private final Lobby lobby;
    private final Lanes lanes;
    private final Overdue overdue;
    private final Changes changes;
    private final Results results;
    private final Predecessors predecessors;
    private final Checkpoints checkpoints;
    private final Children children;

    Runner(JobStore store, EventLog log, Timetable timetable, Limits limits, Lanes lanes, Children children) {
        this.store = store;
        this.log = log;
        this.timetable = timetable;
        this.limits = limits;
        this.admission = new Admission(limits);
        this.lobby = new Lobby(timetable, store, log, this::endWaiting, registry.underWay());
        this.lanes = lanes;
        this.predecessors = new Predecessors(store, registry);
        this.results = new Results(store, limits);
        this.overdue = new Overdue(timetable, registry, log);
        this.changes = new Changes(registry, store, timetable.time().wall(), limits, new Listeners(log, limits, registry.underWay()));
        this.checkpoints = new Checkpoints(store.checkpoints(), limits);
        this.children = children;
    }

    Registry registry() {
        return registry;
    }

    Admission admission() {
        return admission;
    }

    Keys keys() {
        return keys;
    }

    Waiters waiters() {
        return waiters;
    }

    Changes changes() {
        return changes;
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    Children children() {
        return children;
    }

    Lobby lobby() {
        return lobby;
    }

    Predecessors predecessors() {
        return predecessors;
    }

    Time time() {
        return timetable.time();
    }

    Instant now() {
        return timetable.time().now();
    }

    /** Records a job that was let in, and the key of the request for it unless null. */
    LiveJob record(LiveJob live, IdempotencyKey key) {
        store.add(live.job(), key);
        changes.accepted(live.job());
        registry.add(live);
        return live;
    }

    /** Records a job that was let in, made by a tick, and how far its schedule is handled then. */
    LiveJob record(LiveJob live, KeptSchedule schedule) {
        store.schedules().add(schedule, live.job());
        changes.accepted(live.job());
        registry.add(live);
        return live;
    }

    /** Takes up a job that was recorded by an earlier process, and let in by it. */
    void takeUp(LiveJob live) {
        registry.add(live);
        admission.enterAgain(Footprint.of(live.job().request()));
        if (live.job().request().options().key() != null) {
            keys.claim(live.job().type(), live.job().request().options().key(), () -> live);
        }
    }

    /**
     * Starts the next attempt of a job that has a slot. The caller has the right to move it. The attempt's own thread
     * records that it begins: whoever came by with the slot does not wait for the disk.
     */
    void start(LiveJob live, Slot slot) {
        var attempt = new Attempt(live, this, live.job().status().attempt() + 1, slot);
        live.announce(attempt);
        registry.began();
        registry.underWay().begins();
        boolean started = false;
        try {
            Thread.ofVirtual().name("job-" + live.id()).start(attempt);
            started = true;
        } catch (Throwable thrown) {
            log.error("attempt_not_started", "id", live.id(), "error", thrown);
        } finally {
            if (!started) {
                // Not here, where the slot would go to the next job that can not be started, and so on down the stack.
                timetable.after(Duration.ZERO, () -> ended(attempt));
                registry.underWay().ends();
            }
        }
    }

    /** Records that an attempt begins, on its own thread, once that is where it may run. */
    void begin(Attempt attempt) throws InterruptedException {
        lanes.settle(attempt);
        LiveJob live = attempt.live();
        Instant now = now();
        if (live.isExpired()) {
            // Since it got its slot: ended() finds that it has not begun.
            throw new IllegalStateException("job " + live.id() + " expired before it began");
        }
        Job job = live.job().with(live.job().status().started(now));
        store.save(job);
        live.show(job);
        admission.stopsWaiting();
        log.debug("job_started", "id", job.id(), "type", job.type(), "attempt", attempt.attempt());
        Duration timeout = job.timeout();
        if (!timeout.isZero()) {
            attempt.timeout(now.plus(timeout), timetable.after(timeout, () -> tell(attempt, Ending.Told.TIMEOUT)));
        }
    }

    /** Runs the work of an attempt. */
    String work(LiveJob live, Attempt attempt) throws Exception {
        // Again: many may have waited for the disk together while the first of their type were found to compute.
        lanes.settle(attempt);
        return bounded(lanes.run(attempt, () -> live.type().work().run(live.job().request().input(), attempt)));
    }

    /** Returns a result that is not too long; a longer one fails its attempt. */
    String bounded(String result) {
        if (result.length() > limits.maxResult()) {
            throw new IllegalStateException(
                    "the result has " + result.length() + " characters, more than the " + limits.maxResult() + " it may (maxResult)");
        }
        return result;
    }

    /** Returns the results of the jobs that one runs after. */
    Map<UUID, String> after(LiveJob live) {
        return results.of(live.job());
    }

    void logLine(LiveJob live, String line) {
        if (!live.job().state().isFinished()) {
            changes.wrote(live.id(), store.log(live.id()).append(line));
        }
    }

    /** Tells an attempt to stop; returns false if it has ended or been told already. */
    boolean tell(Attempt attempt, Ending.Told why) {
        return overdue.tell(attempt, why);
    }

    /** Settles the job of an attempt whose code has left, on the attempt's thread, and gives its slot to the next job. */
    void ended(Attempt attempt) {
        LiveJob live = attempt.live();
        try {
            // Others may compute while this one waits for the disk.
            attempt.leavePlace();
            attempt.cancelTimers();
            overdue.ended(attempt);
            if (live.job().state() == JobState.RUNNING) {
                settleAnyhow(live, attempt.ending());
            } else {
                neverBegan(live);
            }
        } catch (StoreClosedException stopped) {
            // The next server finds it RUNNING, and runs it again.
            log.warn("not_recorded", "id", live.id(), "type", live.job().type());
        } catch (Throwable thrown) {
            log.error("settle_failed", "id", live.id(), "error", thrown);
        } finally {
            registry.ended();
            attempt.slot().vacate();
        }
    }

    /** Lets a job wait again whose attempt could not be started, as when there is no memory for another thread. */
    private void neverBegan(LiveJob live) {
        live.announce(null);
        lobby.enterLater(live, START_AGAIN);
    }

    /** Settles; if that fails, as when there is no memory for it, the job is FAILED rather than RUNNING for ever. */
    private void settleAnyhow(LiveJob live, Ending ending) {
        try {
            settle(live, ending);
        } catch (StoreClosedException stopped) {
            throw stopped;
        } catch (Throwable thrown) {
            log.error("settle_failed", "id", live.id(), "error", thrown);
            Job job = live.job();
            if (job.state() == JobState.RUNNING) {
                var error = new JobError("unknown", "what became of the attempt could not be recorded", null,
                        job.status().attempt(), now());
                finish(live, job.with(job.status().failed(error, now())));
            }
        }
    }

    private void settle(LiveJob live, Ending ending) {
        Job before = live.job();
        Time.Reading now = time().read();
        Job job = before.with(Settlement.of(before, ending, now.at(), timetable.random()));
        if (job.state().isFinished()) {
            finish(live, job);
            return;
        }
        store.save(job);
        if (!live.showIf(before, job)) {
            // Told to stop in this very moment: there is to be no next attempt.
            settle(live, ending);
            return;
        }
        admission.waitsAgain();
        live.announce(null);
        if (job.state() == JobState.RETRYING) {
            JobError error = job.status().error();
            log.info("job_retrying", "id", job.id(), "type", job.type(), "attempt", job.status().attempt(),
                    "error", error.type() + ": " + error.message(), "at", job.status().runAt());
        } else {
            log.info("job_put_back", "id", job.id(), "type", job.type());
        }
        lobby.enterAgain(live, now);
    }

    /** Ends a job that waits. The caller has the right to move it. */
    void endWaiting(LiveJob live, JobStatus ended) {
        finish(live, live.job().with(ended));
        admission.stopsWaiting();
        lobby.leave(live);
    }

    private void finish(LiveJob live, Job job) {
        store.save(job);
        live.show(job);
        try {
            live.cancelExpiry();
            keys.free(live);
            admission.leave(Footprint.of(job.request()));
            waiters.finished(job);
            tell(job);
        } finally {
            // Even if memory is used up: those that run after it would wait for ever.
            lobby.dependents().ended(job.id(), job.state());
            predecessors.letGo(job.request().options().more().after());
            // Last: who tries it again waits for that, and so nobody who waits for its new end is told of this one.
            registry.remove(live);
        }
    }

    private void tell(Job job) {
        JobStatus status = job.status();
        switch (job.state()) {
            case SUCCEEDED -> log.debug("job_succeeded", "id", job.id(), "type", job.type(), "attempt", status.attempt());
            case FAILED -> log.info("job_failed", "id", job.id(), "type", job.type(), "attempt", status.attempt(),
                    "error", status.error().type() + ": " + status.error().message());
            default -> log.info("job_" + job.state().label(), "id", job.id(), "type", job.type());
        }
    }
}
