package dev.meanwhile.store;

import dev.meanwhile.job.JobState;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many jobs of each batch are in each state, of those that are not forgotten. Safe for use by any thread; no job that goes from
 * one state to another waits for others of its batch, which may be thousands that do so at once.
 */
final class BatchCounts {

    private static final JobState[] STATES = JobState.values();

    /** The counts of one batch, by the ordinals of the states. */
    private static final class Counts {

        /** What is in the array is not changed: a look at it sees each job in one state. */
        private final AtomicReference<int[]> counts = new AtomicReference<>(new int[STATES.length]);

        void add(JobState state, int change) {
            counts.updateAndGet(before -> {
                int[] after = before.clone();
                after[state.ordinal()] += change;
                return after;
            });
        }

        void move(JobState from, JobState to) {
            counts.updateAndGet(before -> {
                int[] after = before.clone();
                after[from.ordinal()]--;
                after[to.ordinal()]++;
                return after;
            });
        }

        Map<JobState, Integer> get() {
            int[] now = counts.get();
            var copy = new EnumMap<JobState, Integer>(JobState.class);
            for (JobState state : STATES) {
                if (now[state.ordinal()] != 0) {
                    copy.put(state, now[state.ordinal()]);
                }
            }
            return copy;
        }
    }

    /** A batch is in the map while any of its jobs is known. */
    private final ConcurrentMap<UUID, Counts> batches = new ConcurrentHashMap<>();

    /** Counts a job that is new; one of no batch, if {@code batch} is null, is not counted here and below. */
    void add(UUID batch, JobState state) {
        if (batch != null) {
            batches.compute(batch, (id, present) -> {
                Counts counts = present == null ? new Counts() : present;
                counts.add(state, 1);
                return counts;
            });
        }
    }

    /** Counts a job no more. */
    void drop(UUID batch, JobState state) {
        Counts counts = batch == null ? null : batches.get(batch);
        if (counts != null) {
            counts.add(state, -1);
            if (counts.get().isEmpty()) {
                batches.computeIfPresent(batch, (id, present) -> present.get().isEmpty() ? null : present);
            }
        }
    }

    /** Counts a job that goes from one state to another. */
    void move(UUID batch, JobState from, JobState to) {
        Counts counts = batch == null ? null : batches.get(batch);
        if (counts != null) {
            counts.move(from, to);
        }
    }

    /** Returns how many jobs of a batch are in each state there is one in; null if there is none. */
    Map<JobState, Integer> get(UUID batch) {
        Counts counts = batches.get(batch);
        Map<JobState, Integer> now = counts == null ? Map.of() : counts.get();
        return now.isEmpty() ? null : now;
    }
}
