package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Lease;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RefusedException.Reason;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.StoreClosedException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * An attempt that a worker in another process makes. It takes no thread here: it is moved by those that bring what the worker
 * sends, and by the timetable when the lease runs out. What ends it is decided once, under the lock: an answer, the lease's end, or
 * a stop of the server, which leaves the job with the worker for the next one.
 *
 * <p>All methods throw {@link LeaseLostException}, and change nothing, once the lease is no longer the job's own.
 */
final class LeasedAttempt {

    private final Attempt attempt;
    private final Runner runner;
    private final JobStore store;
    private final Timetable timetable;
    /** Hears, without the lock, that it is over, before its job moves on. */
    private final Consumer<LeasedAttempt> over;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private Timetable.Entry end;
    private boolean ended;
    private boolean left;

    LeasedAttempt(Attempt attempt, Runner runner, JobStore store, Timetable timetable, Consumer<LeasedAttempt> over) {
        this.attempt = attempt;
        this.runner = runner;
        this.store = store;
        this.timetable = timetable;
        this.over = over;
    }

    LiveJob live() {
        return attempt.live();
    }

    private Lease lease() {
        return live().job().status().lease();
    }

    /** Returns when a lease runs out that is given or renewed at {@code now}: not after the attempt's time is up. */
    static Instant until(Job job, Duration length, Instant startedAt, Instant now) {
        Instant until = now.plus(length);
        Instant latest = latest(job, startedAt);
        return latest == null || until.isBefore(latest) ? until : latest;
    }

    private static Instant latest(Job job, Instant startedAt) {
        return job.timeout().isZero() ? null : startedAt.plus(job.timeout());
    }

    /** Begins to watch for the end of the lease, whose times are measured from {@code reading}. */
    void watch(Time.Reading reading) {
        lock.lock();
        try {
            // The timetable's own thread must not wait for the disk.
            end = timetable.entry(reading.tickOf(lease().until()),
                    () -> Thread.ofVirtual().name("lease-" + live().id()).start(this::runOut));
            timetable.add(end);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a token is that of this lease. */
    boolean isOf(LeaseToken token) {
        return token.isOf(lease());
    }

    /** The worker is alive: its lease begins anew, which is recorded when this returns. Returns the job with that lease. */
    Job renew() {
        lock.lock();
        try {
            ensureHeld();
            Time.Reading now = runner.time().read();
            Job renewed = renewed(now.at());
            end.cancel();
            watch(now);
            return renewed;
        } catch (StoreClosedException stopped) {
            throw stopping();
        } finally {
            lock.unlock();
        }
    }

    private Job renewed(Instant now) {
        assert lock.isHeldByCurrentThread();
        while (true) {
            Job before = live().job();
            Instant until = until(before, lease().length(), before.status().startedAt(), now);
            Job next = before.with(before.status().leased(lease().withUntil(until)));
            store.save(next);
            if (live().showIf(before, next)) {
                return next;
            }
            // Told to stop in this very moment, which is not to be lost.
        }
    }

    /** Passes on what the worker says of its work. */
    void say(Consumer<Attempt> what) {
        lock.lock();
        try {
            ensureHeld();
            what.accept(attempt);
        } finally {
            lock.unlock();
        }
    }

    /** Settles the job as the worker says, unless it was told to stop before; returns what has become of it. */
    Job answer(Ending how) {
        lock.lock();
        try {
            ensureHeld();
            ended = true;
            end.cancel();
        } finally {
            lock.unlock();
        }
        int number = lease().number();
        settle(how);
        Job job = live().job();
        if (job.state() == JobState.RUNNING && job.status().lease().number() == number) {
            throw stopping();
        }
        return job;
    }

    private void runOut() {
        lock.lock();
        try {
            if (ended || left || !end.isDue()) {
                // Answered or renewed in time.
                return;
            }
            ended = true;
        } finally {
            lock.unlock();
        }
        Job job = live().job();
        Instant latest = latest(job, job.status().startedAt());
        settle(latest != null && !lease().until().isBefore(latest) ? Ending.Told.TIMEOUT : new Ending.RanOut());
    }

    private void settle(Ending how) {
        attempt.decide(how);
        over.accept(this);
        runner.ended(attempt);
    }

    /** Leaves the job with its worker, because the server stops; returns false if it is about to be settled. */
    boolean leave() {
        lock.lock();
        try {
            if (ended || left) {
                return false;
            }
            left = true;
            end.cancel();
        } finally {
            lock.unlock();
        }
        runner.registry().ended();
        return true;
    }

    private void ensureHeld() {
        assert lock.isHeldByCurrentThread();
        if (left) {
            throw stopping();
        }
        if (ended || end.isDue()) {
            throw new LeaseLostException();
        }
    }

    static RefusedException stopping() {
        return new RefusedException(Reason.STOPPING, "the server is stopping; a lease it gave stays good until it runs out");
    }
}
