package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.Placement;
import dev.meanwhile.store.Footprint;
import dev.meanwhile.store.IdempotencyKey;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.StoreClosedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Moves jobs: brings them into their queues, starts their attempts, settles them. Every move of an unfinished job is one
 * of these methods, called with the right to move it, and leaves it recorded, then shown.
 */
final class Runner {

    /** How long after being told to stop an attempt that still runs is called stuck. A command's process tree gets 5 s. */
    static final Duration STUCK_AFTER = Duration.ofSeconds(10);

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
    private final Changes changes;

    Runner(JobStore store, EventLog log, Timetable timetable, Limits limits) {
        this.store = store;
        this.log = log;
        this.timetable = timetable;
        this.limits = limits;
        this.admission = new Admission(limits);
        this.changes = new Changes(registry, store, timetable.time().wall(), limits);
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

    /** Takes up a job that was recorded by an earlier process, and let in by it. */
    void takeUp(LiveJob live) {
        registry.add(live);
        admission.enterAgain(Footprint.of(live.job().request()));
        if (live.job().request().options().key() != null) {
            keys.claim(live.job().type(), live.job().request().options().key(), () -> live);
        }
    }

    /** Lets a recorded job wait for its time, or its slot. */
    void send(LiveJob live, Duration delay) {
        if (live.job().state() == JobState.QUEUED) {
            enqueue(live);
        } else {
            later(live, delay);
        }
    }

    private static void enqueue(LiveJob live) {
        live.queue().add(live);
        if (live.job().state().isFinished()) {
            // Cancelled before it was in the queue: whoever cancelled it did not find it there.
            live.queue().remove(live);
        }
    }

    private void later(LiveJob live, Duration delay) {
        live.timer(timetable.after(delay, () -> due(live)));
        if (live.job().state().isFinished()) {
            live.cancelTimer();
        }
    }

    private void due(LiveJob live) {
        if (live.claim()) {
            try {
                Job job = live.job().with(live.job().status().queued(now()));
                store.save(job);
                live.show(job);
            } finally {
                live.release();
            }
            enqueue(live);
        }
    }

    /**
     * Starts the next attempt of a job that has a slot. The caller has the right to move it. The attempt's own thread records
     * that it begins: whoever came by with the slot does not wait for the disk.
     */
    void start(LiveJob live) {
        var attempt = new Attempt(live, this, live.job().status().attempt() + 1);
        live.announce(attempt);
        registry.began();
        boolean started = false;
        try {
            thread(live).unstarted(attempt).start();
            started = true;
        } catch (Throwable thrown) {
            log.error("attempt_not_started", "id", live.id(), "error", thrown);
        } finally {
            if (!started) {
                // Not here, where the slot would go to the next job that can not be started, and so on down the stack.
                timetable.after(Duration.ZERO, () -> ended(attempt));
            }
        }
    }

    /** Records that an attempt begins, on its own thread. */
    void begin(Attempt attempt) {
        LiveJob live = attempt.live();
        Instant now = now();
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

    private static Thread.Builder thread(LiveJob live) {
        return (live.type().options().placement() == Placement.CPU ? Thread.ofPlatform().daemon() : Thread.ofVirtual())
                .name("job-" + live.id());
    }

    /** Runs the work of an attempt, on its own thread. */
    String work(LiveJob live, Attempt attempt) throws Exception {
        String result = live.type().work().run(live.job().request().input(), attempt);
        if (result.length() > limits.maxResult()) {
            throw new IllegalStateException(
                    "the result has " + result.length() + " characters, more than the " + limits.maxResult() + " it may (maxResult)");
        }
        return result;
    }

    void logLine(LiveJob live, String line) {
        if (!live.job().state().isFinished()) {
            changes.wrote(live.id(), store.log(live.id()).append(line));
        }
    }

    /** Tells an attempt to stop; returns false if it has ended or been told already. */
    boolean tell(Attempt attempt, Ending.Told why) {
        return attempt.tell(why, () -> timetable.after(STUCK_AFTER, () -> reportStuck(attempt)));
    }

    private void reportStuck(Attempt attempt) {
        if (!attempt.becomesStuck()) {
            return;
        }
        registry.stuck(1);
        Thread thread = attempt.thread();
        log.warn("attempt_stuck", "id", attempt.id(), "type", attempt.type(), "attempt", attempt.attempt(), "told", attempt.ending(),
                "stack", thread == null ? "" : Arrays.toString(thread.getStackTrace()));
    }

    /** Settles the job of an attempt whose code has left, on the attempt's thread, and gives its slot to the next job. */
    void ended(Attempt attempt) {
        LiveJob live = attempt.live();
        try {
            attempt.cancelTimers();
            if (attempt.noLongerStuck()) {
                registry.stuck(-1);
            }
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
            live.queue().vacate();
        }
    }

    /** Lets a job wait again whose attempt could not be started, as when there is no memory for another thread. */
    private void neverBegan(LiveJob live) {
        live.announce(null);
        live.release();
        live.timer(timetable.after(START_AGAIN, () -> enqueue(live)));
        if (live.job().state().isFinished()) {
            live.cancelTimer();
        }
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
        Job job = before.with(Settlement.of(before, ending, now(), ThreadLocalRandom.current()));
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
        live.release();
        if (job.state() == JobState.RETRYING) {
            JobError error = job.status().error();
            Duration delay = Duration.between(now(), job.status().runAt());
            log.info("job_retrying", "id", job.id(), "type", job.type(), "attempt", job.status().attempt(),
                    "error", error.type() + ": " + error.message(), "at", job.status().runAt());
            later(live, delay.isNegative() ? Duration.ZERO : delay);
        } else {
            log.info("job_put_back", "id", job.id(), "type", job.type());
            enqueue(live);
        }
    }

    /** Cancels a job that waits. The caller has the right to move it. */
    void cancelWaiting(LiveJob live) {
        finish(live, live.job().with(live.job().status().cancelled(now())));
        admission.stopsWaiting();
        // After it is shown as finished: who brings it into the timetable or its queue at this moment looks at that next.
        live.cancelTimer();
        live.queue().remove(live);
    }

    private void finish(LiveJob live, Job job) {
        store.save(job);
        live.show(job);
        keys.free(live);
        admission.leave(Footprint.of(job.request()));
        registry.remove(live);
        waiters.finished(job);
        tell(job);
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
