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
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Tells whoever listens what becomes of jobs, as it happens; and whoever was away for a moment, what he has missed. Safe for
 * use by any thread.
 *
 * <p>Publishing costs nothing while nobody listens, and about the same whether one does or a thousand do: a change is entered
 * into the {@link Ring}, and the one thread that wakes the others is woken, if all has been told before. Whoever follows a single
 * job is told by the thread that publishes; those are few for any one job.
 *
 * <p>Numbers begin at a time of the clock, which is more than any process has published until then: so a number that a
 * listener has from an earlier process, or from before nobody listened for long, is lower than all there are, and he is told
 * that he has missed something.
 */
public final class Feed implements AutoCloseable {

    private static final long NUMBERS_PER_MILLI = 1_000;
    /** Up to so many characters input and result of a job stay with its change; making one without them would take as much. */
    private static final int LITTLE = 256;
    /** How long listeners are left alone after they were woken: what is published meanwhile, they find together. */
    private static final Duration REST = Duration.ofMillis(1);

    /** How often {@link #prune} finds that nobody listens before changes are forgotten: who has lost his connection comes back. */
    private static final int PATIENCE = 10;

    private final InstantSource clock;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    /** Written under the lock; null while nobody has listened for long. */
    private volatile Ring ring;
    /** Written under the lock: the number of the last change before those in the ring. */
    private volatile long before;
    /** Guarded by lock: how often in a row nobody listened. */
    private int unheard;

    private final List<AllChanges> listeners = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<UUID, List<ChangesOfJob>> followers = new ConcurrentHashMap<>();

    private final Endurance endurance = new Endurance("feed_failed", EventLog.NONE);
    private final Thread waker = Thread.ofVirtual().name("feed").unstarted(() -> endurance.run(this::wakeListeners));
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
        this.clock = clock;
        this.maxBytes = maxBytes;
        waker.start();
    }

    /** Tells what a job has become. The changes of one job are published one after another, in their order. */
    public void publish(Job job) {
        Ring recent = ring;
        if (recent == null) {
            return;
        }
        Change change = recent.add(outline(job));
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
        return new Job(job.id(), new Job.Request(request.type(), request.queue(), "null", request.options(), request.origin()),
                job.submittedAt(), new JobStatus(status.state(), status.attempt(), status.crashes(), status.cancelRequested(),
                status.runAt(), status.startedAt(), status.finishedAt(), status.progress(), null, status.error(), status.history(),
                status.lease()));
    }

    /**
     * Subscribes the calling thread to the changes of all jobs from now on.
     *
     * @param after the number of the last change it knows, if any: then from that one on, with a gap where some are lost
     */
    public Subscription subscribe(OptionalLong after) {
        lock.lock();
        try {
            var listener = new AllChanges(begin(), after, listeners::remove);
            listeners.add(listener);
            if (closed) {
                listener.end();
            }
            LockSupport.unpark(waker);
            return listener;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the ring, for somebody who is about to listen. */
    private Ring begin() {
        assert lock.isHeldByCurrentThread();
        unheard = 0;
        if (ring == null) {
            // Never again the number after the last one: whoever has that one has missed what nobody has listened to.
            ring = new Ring(Math.max(clock.millis() * NUMBERS_PER_MILLI, before + 2), maxBytes);
        }
        return ring;
    }

    /** Forgets what was published when nobody has listened for long. Called now and then. */
    public void prune() {
        lock.lock();
        try {
            unheard = listeners.isEmpty() && followers.isEmpty() ? unheard + 1 : 0;
            if (unheard >= PATIENCE && ring != null) {
                before = last();
                ring = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Subscribes the calling thread to the changes of one job from now on. Nothing of the job may be published meanwhile.
     *
     * @param after the number of a change: those since then come first, or a gap if not all of them are known
     */
    public Subscription follow(UUID job, OptionalLong after) {
        lock.lock();
        try {
            Ring recent = begin();
            var follower = new ChangesOfJob(job, recent.next() - 1, this::leave);
            followers.merge(job, List.of(follower), (present, added) -> Stream.concat(present.stream(), added.stream()).toList());
            if (after.isPresent() && !replay(recent, follower, after.getAsLong())) {
                follower.restart();
            }
            if (closed) {
                follower.end();
            }
            return follower;
        } finally {
            lock.unlock();
        }
    }

    private void leave(ChangesOfJob follower) {
        followers.computeIfPresent(follower.job(), (job, present) -> present.size() == 1 ? null
                : present.stream().filter(other -> other != follower).toList());
    }

    /** Tells a follower what he has missed; returns false if not every change since then is known, of whatever job it was. */
    private static boolean replay(Ring recent, ChangesOfJob follower, long after) {
        long next = recent.next();
        if (after < recent.first() - 1 || after >= next) {
            return false;
        }
        for (long number = after + 1; number < next; number++) {
            Change change = recent.get(number);
            if (change == null) {
                return false;
            }
            if (change.job().id().equals(follower.job())) {
                follower.changed(change);
            }
        }
        return true;
    }

    /** Returns the number of the last change; if there was none since somebody listens, one less than that of the next. */
    long last() {
        Ring recent = ring;
        return recent == null ? before : recent.next() - 1;
    }

    /** Returns how many jobs are followed. */
    int followed() {
        return followers.size();
    }

    private void wakeListeners() {
        long told = last();
        while (!closed) {
            dormant.set(!listeners.isEmpty());
            if (last() == told || listeners.isEmpty()) {
                LockSupport.park(this);
            }
            dormant.set(false);
            told = last();
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
