package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.StoreClosedException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Where jobs wait: for others to end, for a time in the timetable, then for a slot in their queue, and no longer than until they
 * expire. Its methods are called with the right to move the job, unless they say otherwise, and all but {@link #leave} give it back.
 *
 * <p>That a job is expired is decided by the timetable's clock, and looked at wherever one is about to start. To record it takes
 * the disk: that is done on threads of its own, so that no other time is late for it.
 */
final class Lobby {

    /** Thousands may expire, or be cancelled, at once; as many as this wait for the disk together. */
    private static final int ENDING_AT_ONCE = 256;
    /** How soon to look again at a job that could not go on. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Timetable timetable;
    private final JobStore store;
    private final EventLog log;
    /** Ends a job that waits, which the caller has the right to move. */
    private final BiConsumer<LiveJob, JobStatus> end;
    private final Executor ending;
    private final Dependents dependents;

    Lobby(Timetable timetable, JobStore store, EventLog log, BiConsumer<LiveJob, JobStatus> end, UnderWay underWay) {
        this.timetable = timetable;
        this.store = store;
        this.log = log;
        this.end = end;
        var threads = new ThreadPoolExecutor(ENDING_AT_ONCE, ENDING_AT_ONCE, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofVirtual().name("end-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        this.ending = underWay.counting(threads);
        this.dependents = new Dependents(store, log, timetable.time(), this, end, ending);
    }

    Dependents dependents() {
        return dependents;
    }

    /** Lets a job wait that has just been accepted, or begins anew; its times are measured from {@code reading}. */
    void enter(LiveJob live, Time.Reading reading) {
        Instant expiresAt = live.job().expiresAt();
        if (expiresAt != null) {
            Timetable.Entry expiry = timetable.entry(reading.tickOf(expiresAt), () -> ending.execute(() -> expire(live)));
            live.expiry(expiry);
            timetable.add(expiry);
        }
        if (live.job().state() == JobState.WAITING) {
            awaitOthers(live, reading.tickOf(live.job().status().runAt()));
        } else {
            enterAgain(live, reading);
        }
    }

    /** Lets a job wait for others, and then until that tick. */
    void awaitOthers(LiveJob live, long due) {
        dependents.enter(live, due);
        lookAgain(live);
    }

    /** Looks again in a while whether a job waits for others still, on which the caller has no right. */
    void lookLater(LiveJob live) {
        timetable.after(LOOK_AGAIN, () -> dependents.look(live));
    }

    /** Lets a job go on that has waited for others: to its queue, or until that tick. */
    void go(LiveJob live, long due) {
        if (live.job().state() == JobState.QUEUED) {
            enqueue(live);
        } else {
            later(live, due);
        }
    }

    /** Lets a job wait again after an attempt. */
    void enterAgain(LiveJob live, Time.Reading reading) {
        go(live, reading.tickOf(live.job().status().runAt()));
    }

    /** Lets a job wait again, after a while, whose attempt could not be started. */
    void enterLater(LiveJob live, Duration delay) {
        later(live, timetable.time().after(delay));
    }

    /** Lets a job go on waiting as before: where it was, it may not be any more. */
    void putBack(LiveJob live) {
        Timetable.Entry timer = live.timer();
        if (live.vigil() != null) {
            live.release();
            dependents.look(live);
            lookAgain(live);
        } else if (timer == null) {
            live.queue().remove(live);
            enqueue(live);
        } else {
            release(live, timer);
        }
    }

    /** Takes a job out of wherever it waits, which does not end its expiry. */
    void leave(LiveJob live) {
        dependents.leave(live);
        live.cancelTimer();
        live.queue().remove(live);
    }

    private void enqueue(LiveJob live) {
        if (live.isExpired()) {
            ending.execute(() -> endExpired(live));
        } else {
            live.queue().add(live);
            lookAgain(live);
        }
    }

    private void later(LiveJob live, long due) {
        if (live.isExpired()) {
            ending.execute(() -> endExpired(live));
        } else {
            Timetable.Entry timer = timetable.entry(due, () -> due(live));
            live.timer(timer);
            release(live, timer);
        }
    }

    private void release(LiveJob live, Timetable.Entry timer) {
        // Before the timer can run, which would find the right taken.
        live.release();
        timetable.add(timer);
        lookAgain(live);
    }

    /** Looks at a job after the right to it was given back: while it was taken, its expiry may have come by in vain. */
    private void lookAgain(LiveJob live) {
        if (live.isExpired()) {
            ending.execute(() -> expire(live));
        }
    }

    /** Brings a job whose time has come into its queue. */
    private void due(LiveJob live) {
        if (!live.claim()) {
            return;
        }
        Timetable.Entry timer = live.timer();
        if (timer == null || !timer.isDue()) {
            // It was this job's timer when its turn came; since then the job was submitted anew.
            putBack(live);
            return;
        }
        boolean queued = false;
        try {
            if (live.job().state() != JobState.QUEUED) {
                Job job = live.job().with(live.job().status().queued(timetable.time().now()));
                store.save(job);
                live.show(job);
            }
            queued = true;
        } finally {
            if (!queued) {
                live.release();
            }
        }
        live.timer(null);
        enqueue(live);
    }

    /** Ends a job that has expired; but whoever has the right to move it looks at that when it is to wait again. */
    private void expire(LiveJob live) {
        if (!live.claim()) {
            return;
        }
        if (live.isExpired()) {
            endExpired(live);
        } else {
            // Submitted anew, with more time.
            putBack(live);
        }
    }

    private void endExpired(LiveJob live) {
        try {
            end.accept(live, live.job().status().expired(live.job().expiresAt(), timetable.time().now()));
        } catch (StoreClosedException stopped) {
            // The next server finds it waiting, and expired.
            log.warn("not_recorded", "id", live.id(), "type", live.job().type());
        }
    }
}
