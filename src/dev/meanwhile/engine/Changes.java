package dev.meanwhile.engine;

import dev.meanwhile.engine.JobMetrics.Count;
import dev.meanwhile.event.Feed;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.store.JobStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * What becomes of jobs, counted and told to whoever listens, once it is recorded. The changes of one job come one after
 * another, in the order in which it was shown as it then was. Safe for use by any thread; none waits for a listener.
 */
public final class Changes implements AutoCloseable {

    /** No more than this is kept for listeners of jobs with long errors, however much memory there is. */
    private static final long MAX_BYTES = 16L << 20;
    /** How long to wait before looking again for a job that is on its way into the registry, and how long in all. */
    private static final Duration ON_ITS_WAY = Duration.ofNanos(50_000);
    private static final Duration MOST = Duration.ofSeconds(30);

    private final Registry registry;
    private final JobStore store;
    private final Feed feed;
    private final JobMetrics metrics = new JobMetrics();
    private final Listeners listeners;

    Changes(Registry registry, JobStore store, InstantSource clock, Limits limits, Listeners listeners) {
        this.listeners = listeners;
        this.registry = registry;
        this.store = store;
        this.feed = new Feed(clock, Math.min(MAX_BYTES, limits.maxBytes() / 8));
    }

    /** A job was accepted. */
    void accepted(Job job) {
        unfailing(() -> {
            metrics.of(job.type()).add(Count.SUBMITTED);
            feed.publish(job);
        });
    }

    /** A job that was running when an earlier process ended was put back, or has failed by that. Nobody reads the feed yet. */
    void takenUp(Job job, boolean crashed) {
        if (crashed) {
            metrics.of(job.type()).add(Count.CRASHED);
        }
        if (job.state() == JobState.FAILED) {
            metrics.of(job.type()).add(Count.FAILED);
        }
        unfailing(() -> listeners.moved(job));
    }

    /** A job has gone from one state to the next. */
    void moved(Job job) {
        unfailing(() -> {
            metrics.moved(job);
            feed.publish(job);
        });
        unfailing(() -> listeners.moved(job));
    }

    /** A running job has come further, or is to stop. */
    void noted(Job job) {
        unfailing(() -> feed.publish(job));
    }

    private static void unfailing(Runnable telling) {
        try {
            telling.run();
        } catch (Throwable unheard) {
            // As when memory is used up: the job has changed all the same, and what its change brings with it must still be done.
        }
    }

    /** A job has written to its log, up to {@code position}. */
    void wrote(UUID job, long position) {
        feed.written(job, position);
    }

    /** Returns who is told of the changes of all jobs. */
    public Feed feed() {
        return feed;
    }

    /** Returns which parts of the embedding program are told. */
    public Listeners listeners() {
        return listeners;
    }

    /** Returns what is counted. */
    public JobMetrics metrics() {
        return metrics;
    }

    /**
     * Subscribes the calling thread to the changes of one job.
     *
     * @param after the number of a change: those since then are told as well, or that not all of them are known
     * @return the job, or null if it is unknown
     */
    public Following follow(UUID id, OptionalLong after) {
        long began = System.nanoTime();
        while (System.nanoTime() - began < MOST.toNanos()) {
            LiveJob live = registry.job(id);
            if (live != null) {
                return live.follow(after);
            }
            Job job = store.find(id);
            if (job == null) {
                return null;
            }
            if (job.state().isFinished()) {
                return new Following(job, feed.follow(id, after));
            }
            // Recorded a moment ago; nothing becomes of it before it is registered.
            LockSupport.parkNanos(ON_ITS_WAY.toNanos());
        }
        throw new IllegalStateException("job " + id + " is neither finished nor known to the registry");
    }

    /** Forgets what nobody may ask for any more. Called now and then. */
    void prune() {
        feed.prune();
    }

    /** Ends all that listeners are told. */
    @Override
    public void close() {
        feed.close();
    }
}
