package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What the journal's store keeps of a job in memory. All of it while the job is unfinished; of a finished one, what it can be
 * found by, and where it is on disk.
 *
 * <p>Where it is: its last {@code add} line, and the last {@code move} line after that, if any.
 */
final class JobEntry {

    /** Where the lines of a job are. A position of -1 is none. */
    record Place(long base, int baseLength, int baseShare, long last, int lastLength) {

        static final Place NONE = new Place(-1, 0, 0, -1, 0);

        long bytes() {
            return baseShare + lastLength;
        }
    }

    final UUID id;
    final String type;
    final String key;
    /** The batch it was submitted in, or null. */
    final UUID batch;

    // The job as everybody sees it. Written by whoever saves or renews it.
    private volatile String queue;
    private volatile List<String> tags;
    /** The whole job; null once it is finished and on disk. */
    private volatile Job job;
    /** Its state. Written before {@link #job}. */
    private volatile JobState state;
    /** When it finished, in milliseconds since 1970; 0 before. */
    private volatile long finishedAt;

    /** Whether there may be a log of it. Written by any thread. */
    private volatile boolean logged;

    /** As it is in the journal, to the point up to which that is composed; null if finished and on disk. The writer's own. */
    private Job composed;
    /** Whether it is forgotten in the journal, to the point up to which that is composed. The writer's own. */
    private boolean forgotten;

    /** Whether a line with which it waits again has been composed, but is not recorded yet. The writer's own. */
    private boolean renewing;

    // Guarded by the monitor. The numbers are in the entry itself, since there may be millions.
    private long base = -1;
    private long last = -1;
    private int baseLength;
    /** How much of the first line is its own: all of it, but for a batch. */
    private int baseShare;
    private int lastLength;
    private boolean dropped;

    JobEntry(Job job) {
        this.id = job.id();
        this.type = job.request().type();
        this.key = job.request().options().key();
        this.batch = job.request().origin().batch();
        show(job);
        this.composed = this.job;
    }

    /** Shows what the job has become. */
    void show(Job next) {
        boolean finished = next.state().isFinished();
        queue = next.request().queue();
        tags = next.request().options().tags();
        finishedAt = finished ? next.status().finishedAt().toEpochMilli() : 0;
        state = next.state();
        job = finished ? null : next;
    }

    Job job() {
        return job;
    }

    JobState state() {
        return state;
    }

    Instant finishedAt() {
        return Instant.ofEpochMilli(finishedAt);
    }

    boolean matches(JobFilter filter) {
        return filter.matches(state, type, queue, tags, key) && filter.matches(batch);
    }

    boolean isLogged() {
        return logged;
    }

    void logged() {
        logged = true;
    }

    Job composed() {
        return composed;
    }

    void composed(Job next) {
        composed = next;
    }

    boolean isForgotten() {
        return forgotten;
    }

    void forgotten(boolean now) {
        forgotten = now;
    }

    void renewing(boolean now) {
        renewing = now;
    }

    /** Returns whether its line at {@code position} is the one all that is known of it begins with. */
    synchronized boolean isFrom(long position) {
        return !renewing && base == position;
    }

    /** Forgets what is on disk by now. */
    void settle(Job recorded) {
        if (composed == recorded) {
            composed = null;
        }
    }

    /** Notes where its {@code add} line is; returns by how much the bytes it takes on disk have changed. */
    synchronized long at(long position, int length) {
        return at(position, length, length);
    }

    /** Notes where the line is that it shares with others of its batch; returns the same. */
    synchronized long at(long position, int length, int share) {
        if (dropped) {
            return 0;
        }
        long change = share - baseShare - lastLength;
        base = position;
        baseLength = length;
        baseShare = share;
        last = -1;
        lastLength = 0;
        return change;
    }

    /** Notes where its last {@code move} line is; returns by how much the bytes it takes on disk have changed. */
    synchronized long movedAt(long position, int length) {
        // A copy of the whole job that was composed after this line may have been recorded before it.
        if (dropped || position < base) {
            return 0;
        }
        long change = length - lastLength;
        last = position;
        lastLength = length;
        return change;
    }

    /** It was forgotten: returns the bytes it took on disk. */
    synchronized long drop() {
        dropped = true;
        return baseShare + lastLength;
    }

    synchronized Place place() {
        return dropped ? Place.NONE : new Place(base, baseLength, baseShare, last, lastLength);
    }
}
