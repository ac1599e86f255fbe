package dev.meanwhile.store;

import dev.meanwhile.job.JobState;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** How many jobs of each type are in each state. Safe for use by any thread. */
final class StateCounts {

    /** One array of counts by state for each type there ever was a job of. */
    private final ConcurrentMap<String, AtomicLongArray> counts = new ConcurrentHashMap<>();

    void add(String type, JobState state, int change) {
        counts.computeIfAbsent(type, absent -> new AtomicLongArray(JobState.values().length)).addAndGet(state.ordinal(), change);
    }

    Map<String, Map<JobState, Long>> get() {
        var byType = new TreeMap<String, Map<JobState, Long>>();
        counts.forEach((type, row) -> {
            var byState = new EnumMap<JobState, Long>(JobState.class);
            for (JobState state : JobState.values()) {
                byState.put(state, row.get(state.ordinal()));
            }
            byType.put(type, byState);
        });
        return byType;
    }
}
