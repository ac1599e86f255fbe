package dev.meanwhile.store;

import dev.meanwhile.job.JobState;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many jobs of each batch are in each state, of those that are not forgotten. Safe for use by any thread. */
final class BatchCounts {

    /** What is in the map of a batch is changed, and read, in the turns that the outer map gives. */
    private final ConcurrentMap<UUID, Map<JobState, Integer>> batches = new ConcurrentHashMap<>();

    /** Counts a job of a batch; of none, if {@code batch} is null. */
    void add(UUID batch, JobState state, int change) {
        if (batch != null) {
            batches.compute(batch, (id, counts) -> change(counts, state, change));
        }
    }

    /** Counts a job of a batch, or of none, that goes from one state to another. */
    void move(UUID batch, JobState from, JobState to) {
        if (batch != null) {
            // In one step: nobody is to see it in neither.
            batches.compute(batch, (id, counts) -> change(change(counts, to, 1), from, -1));
        }
    }

    private static Map<JobState, Integer> change(Map<JobState, Integer> counts, JobState state, int change) {
        var changed = counts == null ? new EnumMap<JobState, Integer>(JobState.class) : counts;
        changed.merge(state, change, (before, more) -> before + more == 0 ? null : before + more);
        return changed.isEmpty() ? null : changed;
    }

    /** Returns how many jobs of a batch are in each state there is one in; null if there is none. */
    Map<JobState, Integer> get(UUID batch) {
        var copy = new EnumMap<JobState, Integer>(JobState.class);
        batches.computeIfPresent(batch, (id, counts) -> {
            copy.putAll(counts);
            return counts;
        });
        return copy.isEmpty() ? null : copy;
    }
}
