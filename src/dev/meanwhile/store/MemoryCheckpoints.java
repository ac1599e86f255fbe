package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The checkpoints of the store in memory. */
final class MemoryCheckpoints implements CheckpointStore {

    private final Function<UUID, Job> jobs;
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final ConcurrentMap<UUID, String> states = new ConcurrentHashMap<>();

    /** Creates an empty store for what {@code jobs} finds; all together take {@code maxBytes} at most. */
    MemoryCheckpoints(Function<UUID, Job> jobs, long maxBytes) {
        this.jobs = jobs;
        this.maxBytes = maxBytes;
    }

    @Override
    public void put(UUID job, int attempt, String state) {
        // Looked at inside, so that either became() finds the state, or this sees what has become of the job.
        states.compute(job, (id, before) -> {
            Job now = jobs.apply(id);
            if (now == null || now.state() != JobState.RUNNING || now.status().attempt() != attempt) {
                return before;
            }
            long change = size(state) - size(before);
            if (bytes.addAndGet(change) > maxBytes && change > 0) {
                bytes.addAndGet(-change);
                throw CheckpointTable.tooMany(maxBytes);
            }
            return state;
        });
    }

    @Override
    public String get(UUID job) {
        return states.get(job);
    }

    /** Forgets what was recorded of a job, once that is what it has become, if it is of no more use. */
    void became(Job job) {
        // Whether or not it seems empty: one that is being put is not counted yet.
        if (!CheckpointStore.isKeptFor(job)) {
            states.computeIfPresent(job.id(), (id, state) -> {
                bytes.addAndGet(-size(state));
                return null;
            });
        }
    }

    /** As with requests, a character counts as two bytes. */
    private static long size(String state) {
        return state == null ? 0 : 2L * state.length();
    }
}
