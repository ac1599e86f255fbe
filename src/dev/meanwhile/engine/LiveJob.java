package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Progress;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * An unfinished job. {@link #job} is what everybody sees; only the holder of the right to move it may replace it, which is
 * taken by {@link #claim} and given back by {@link #release} when the job waits again. Whoever makes one has the right to it; a
 * finished job's is never given back.
 *
 * <p>A job enters its queue or the timetable only with that right, which is given back in the same step. A queue or a timer that
 * comes by while somebody else has the right lets go of the job: who has it finishes the job, or lets it wait anew.
 *
 * <p>Sorts as jobs start: by priority, then by the time since when it is ready, then by id.
 */
final class LiveJob implements Live, Comparable<LiveJob> {

    private final JobType type;
    private final Changes changes;
    private final AtomicBoolean claimed = new AtomicBoolean(true);
    /**
     * Replaced by the holder of the right to move, and, while RUNNING, by whoever reports progress or requests a cancel: under
     * this object's monitor, which costs a job that waits no memory, and with it what it has become is told in that order.
     */
    private volatile Job job;

    /** Written by the holder of the right to move before the job joins its queue, and not while it is in it. */
    private long readyAt;
    /** Written by the holder of the right to move, read by any thread; not null exactly while an attempt has that right. */
    private volatile Attempt attempt;
    // Written by the holder of the right to move, read by any thread.
    /** What brings the job into its queue later; null while it does not wait for that. */
    private volatile Timetable.Entry timer;
    /** What ends the job unless it has been started by then, or null. */
    private volatile Timetable.Entry expiry;
    /** What it waits for that comes first; null while it does not. */
    private volatile Vigil vigil;
    /** What it waits in when its time has come. */
    private volatile Queue queue;
    /** Where in its queue it is, or null if it is not; written with that queue's lock, read by any thread. */
    private volatile Strand strand;

    LiveJob(Job job, JobType type, Queue queue, Changes changes) {
        this.job = job;
        this.type = type;
        this.queue = queue;
        this.changes = changes;
        this.readyAt = job.status().runAt().toEpochMilli();
    }

    @Override
    public UUID id() {
        return job.id();
    }

    Job job() {
        return job;
    }

    JobType type() {
        return type;
    }

    Queue queue() {
        return queue;
    }

    /** Moves it to another queue. It must not be in the one it had. */
    void queue(Queue next) {
        assert claimed.get() && strand == null;
        queue = next;
    }

    Strand strand() {
        return strand;
    }

    void strand(Strand where) {
        strand = where;
    }

    /** Returns the key it shares with others of its queue, or null. */
    String concurrencyKey() {
        return job().request().options().more().concurrencyKey();
    }

    long readyAt() {
        return readyAt;
    }

    Attempt attempt() {
        return attempt;
    }

    @Override
    public Occupant occupant() {
        return attempt;
    }

    /** Takes the right to move the job, if nobody has it. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    /** Gives the right to move the job back. */
    void release() {
        claimed.set(false);
    }

    /** Shows what the job has become. */
    void show(Job next) {
        assert claimed.get();
        readyAt = next.status().runAt().toEpochMilli();
        synchronized (this) {
            job = next;
            changes.moved(next);
        }
    }

    /** Shows what the job has become unless it is no longer {@code before}, as when it was told to stop meanwhile. */
    boolean showIf(Job before, Job next) {
        assert claimed.get();
        readyAt = next.status().runAt().toEpochMilli();
        synchronized (this) {
            if (job != before) {
                return false;
            }
            job = next;
            if (next.status().history() == before.status().history()) {
                // As when its lease begins anew.
                changes.noted(next);
            } else {
                changes.moved(next);
            }
            return true;
        }
    }

    /** Announces the attempt that is about to run, before the job is shown as running; null when it has ended. */
    void announce(Attempt next) {
        assert claimed.get();
        attempt = next;
    }

    void timer(Timetable.Entry entry) {
        assert claimed.get();
        timer = entry;
    }

    Timetable.Entry timer() {
        return timer;
    }

    void cancelTimer() {
        Timetable.Entry entry = timer;
        if (entry != null) {
            entry.cancel();
            timer = null;
        }
    }

    void vigil(Vigil next) {
        assert claimed.get();
        vigil = next;
    }

    Vigil vigil() {
        return vigil;
    }

    void expiry(Timetable.Entry entry) {
        assert claimed.get();
        expiry = entry;
    }

    /** Returns whether it is too late to start it. */
    boolean isExpired() {
        Timetable.Entry entry = expiry;
        return entry != null && entry.isDue();
    }

    void cancelExpiry() {
        Timetable.Entry entry = expiry;
        if (entry != null) {
            entry.cancel();
            expiry = null;
        }
    }

    /** Notes that its attempt of that number is to be the last; returns false if that one no longer runs. */
    boolean cancelling(int number) {
        return note(number, status -> status.cancelRequested() ? status : status.cancelling());
    }

    /** Notes how far its attempt of that number has come. */
    void progressed(int number, Progress progress) {
        note(number, status -> status.progressed(progress));
    }

    private synchronized boolean note(int attempt, Function<JobStatus, JobStatus> change) {
        Job now = job;
        if (now.state() != JobState.RUNNING || now.status().attempt() != attempt) {
            return false;
        }
        JobStatus next = change.apply(now.status());
        if (next != now.status()) {
            job = now.with(next);
            changes.noted(job);
        }
        return true;
    }

    /** Subscribes the calling thread to the changes of the job as it is now. */
    synchronized Following follow(OptionalLong after) {
        return new Following(job, changes.feed().follow(id(), after));
    }

    /** Returns where it stands among jobs of other queues. */
    Gate.Rank rank() {
        return new Gate.Rank(job().request().options().priority(), readyAt);
    }

    @Override
    public int compareTo(LiveJob other) {
        int byPriority = Integer.compare(other.job().request().options().priority(), job().request().options().priority());
        if (byPriority != 0) {
            return byPriority;
        }
        int byTime = Long.compare(readyAt, other.readyAt);
        return byTime != 0 ? byTime : id().compareTo(other.id());
    }
}
