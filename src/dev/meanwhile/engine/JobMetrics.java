package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.Transition;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What has happened to jobs since the start, counted by type. Safe for use by any thread, and never waits. */
public final class JobMetrics {

    /** What is counted. A job can be retried and crash often, but is submitted and ends once. */
    public enum Count { SUBMITTED, STARTED, SUCCEEDED, FAILED, RETRIED, CANCELLED, CRASHED }

    /** The figures of one type. */
    public static final class OfType {

        private final Map<Count, LongAdder> counts = adders(Count.class);
        private final Histogram waited = new Histogram();
        private final Histogram ran = new Histogram();

        private OfType() { }

        void add(Count what) {
            counts.get(what).increment();
        }

        /** Returns how often that has happened. */
        public long count(Count what) {
            return counts.get(what).sum();
        }

        /** Returns how long jobs have waited for their attempts since they were ready. */
        public Histogram waited() {
            return waited;
        }

        /** Returns how long attempts took, however they ended. */
        public Histogram ran() {
            return ran;
        }
    }

    /** One for each type that is known, or was when a job was accepted that is unfinished. */
    private final ConcurrentMap<String, OfType> types = new ConcurrentHashMap<>();
    private final Map<RefusedException.Reason, LongAdder> refused = adders(RefusedException.Reason.class);

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> keys) {
        var adders = new EnumMap<E, LongAdder>(keys);
        for (E key : keys.getEnumConstants()) {
            adders.put(key, new LongAdder());
        }
        return adders;
    }

    /** Returns the figures of a type, which are zeros from when they are first asked for. */
    OfType of(String type) {
        OfType known = types.get(type);
        return known != null ? known : types.computeIfAbsent(type, absent -> new OfType());
    }

    /** Counts what a job has become. */
    void moved(Job job) {
        JobStatus status = job.status();
        OfType type = of(job.type());
        switch (status.state()) {
            case RUNNING -> {
                type.add(Count.STARTED);
                type.waited.record(millis(status.runAt(), status.startedAt()));
            }
            case SUCCEEDED -> type.add(Count.SUCCEEDED);
            case FAILED -> type.add(Count.FAILED);
            case RETRYING -> type.add(Count.RETRIED);
            case CANCELLED -> type.add(Count.CANCELLED);
            case WAITING, SCHEDULED, QUEUED, EXPIRED -> { }
        }
        Transition move = status.history().getLast();
        if (move.state() != JobState.RUNNING && move.attempt() > 0) {
            type.ran.record(millis(status.startedAt(), move.at()));
        }
    }

    void refused(RefusedException.Reason reason) {
        refused.get(reason).increment();
    }

    private static long millis(Instant from, Instant to) {
        return to.toEpochMilli() - from.toEpochMilli();
    }

    /** Returns the figures of each type, in the order of their names. */
    public Map<String, OfType> types() {
        return new TreeMap<>(types);
    }

    /** Returns how many submissions were refused, by the reason. */
    public Map<RefusedException.Reason, Long> refused() {
        var counts = new EnumMap<RefusedException.Reason, Long>(RefusedException.Reason.class);
        refused.forEach((reason, count) -> counts.put(reason, count.sum()));
        return counts;
    }
}
