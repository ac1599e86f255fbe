package dev.meanwhile.event;

import dev.meanwhile.event.Notice.Change;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Tells whoever listens what becomes of jobs, as it happens; and whoever was away for a moment, what he has missed. Safe for
 * use by any thread.
 *
 * <p>Publishing costs about the same whether nobody listens or a thousand do: a change is entered into the {@link Ring}, and
 * the one thread that wakes the others is woken, if all has been told before. Whoever follows a single job is told by the
 * thread that publishes; those are few for any one job.
 *
 * <p>Numbers go on from a time of the clock, more than any process publishes until then: so a number that a listener
 * has from an earlier process is lower than all of this one, and he is told that he has missed something.
 */
public final class Feed implements AutoCloseable {

    private static final long NUMBERS_PER_MILLI = 1_000;
    /** Up to so many characters input and result of a job stay with its change; making one without them would take as much. */
    private static final int LITTLE = 256;
    /** How long listeners are left alone after they were woken: what is published meanwhile, they find together. */
    private static final Duration REST = Duration.ofMillis(1);

    private final Ring ring;
    private final List<AllChanges> listeners = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<UUID, List<ChangesOfJob>> followers = new ConcurrentHashMap<>();

    private final Thread waker = Thread.ofVirtual().name("feed").unstarted(this::wakeListeners);
    /** Whether the waker has to be woken for the next change. */
    private final AtomicBoolean dormant = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * Creates a feed that nobody listens to.
     *
     * @param clock    where numbers begin
     * @param maxBytes how many bytes may be kept of changes that take much memory
     */
    public Feed(InstantSource clock, long maxBytes) {
        this.ring = new Ring(clock.millis() * NUMBERS_PER_MILLI, maxBytes);
        waker.start();
    }

    /** Tells what a job has become. The changes of one job are published one after another, in their order. */
    public void publish(Job job) {
        Change change = ring.add(outline(job));
        for (ChangesOfJob follower : followers(job.id())) {
            follower.changed(change);
        }
        if (dormant.get() && dormant.compareAndSet(true, false)) {
            LockSupport.unpark(waker);
        }
    }

    /** Tells that a job has written to its log, up to {@code position}. */
    public void written(UUID job, long position) {
        for (ChangesOfJob follower : followers(job)) {
            follower.written(position);
        }
    }

    private List<ChangesOfJob> followers(UUID job) {
        return followers.isEmpty() ? List.of() : followers.getOrDefault(job, List.of());
    }

    /** Returns the job without what may be large, which is no part of an event and must not be kept alive by it. */
    private static Job outline(Job job) {
        String result = job.status().result();
        if (job.request().input().length() + (result == null ? 0 : result.length()) <= LITTLE) {
            return job;
        }
        Job.Request request = job.request();
        JobStatus status = job.status();
        return new Job(job.id(), new Job.Request(request.type(), request.queue(), "null", request.options(), request.retry()),
                job.submittedAt(), new JobStatus(status.state(), status.attempt(), status.crashes(), status.cancelRequested(),
                status.runAt(), status.startedAt(), status.finishedAt(), status.progress(), null, status.error(), status.history()));
    }

    /**
     * Subscribes the calling thread to the changes of all jobs from now on.
     *
     * @param after the number of the last change it knows, if any: then from that one on, with a gap where some are lost
     */
    public Subscription subscribe(OptionalLong after) {
        var listener = new AllChanges(ring, after, listeners::remove);
        listeners.add(listener);
        if (closed) {
            listener.end();
        }
        LockSupport.unpark(waker);
        return listener;
    }

    /**
     * Subscribes the calling thread to the changes of one job from now on. Nothing of the job may be published meanwhile.
     *
     * @param after the number of a change: those since then come first, or a gap if not all of them are known
     */
    public Subscription follow(UUID job, OptionalLong after) {
        var follower = new ChangesOfJob(job, this::leave);
        followers.merge(job, List.of(follower), (present, added) -> Stream.concat(present.stream(), added.stream()).toList());
        if (after.isPresent() && !replay(follower, after.getAsLong())) {
            follower.restart(last());
        }
        if (closed) {
            follower.end();
        }
        return follower;
    }

    private void leave(ChangesOfJob follower) {
        followers.computeIfPresent(follower.job(), (job, present) -> present.size() == 1 ? null
                : present.stream().filter(other -> other != follower).toList());
    }

    /** Tells a follower what he has missed; returns false if not every change since then is known, of whatever job it was. */
    private boolean replay(ChangesOfJob follower, long after) {
        long next = ring.next();
        if (after < ring.first() - 1 || after >= next) {
            return false;
        }
        for (long number = after + 1; number < next; number++) {
            Change change = ring.get(number);
            if (change == null) {
                return false;
            }
            if (change.job().id().equals(follower.job())) {
                follower.changed(change);
            }
        }
        return true;
    }

    /** Returns the number of the last change; if there was none, that of one before the first. */
    public long last() {
        return ring.next() - 1;
    }

    /** Returns how many jobs are followed. */
    int followed() {
        return followers.size();
    }

    private void wakeListeners() {
        long told = ring.next();
        while (!closed) {
            dormant.set(!listeners.isEmpty());
            if (ring.next() == told || listeners.isEmpty()) {
                LockSupport.park(this);
            }
            dormant.set(false);
            told = ring.next();
            listeners.forEach(Subscription::wake);
            LockSupport.parkNanos(this, REST.toNanos());
        }
    }

    /** Ends all subscriptions, once they have been told what there is. */
    @Override
    public void close() {
        closed = true;
        listeners.forEach(Subscription::end);
        followers.values().forEach(all -> all.forEach(Subscription::end));
        LockSupport.unpark(waker);
    }
}
