package dev.meanwhile.engine;

import dev.meanwhile.job.Limits;
import dev.meanwhile.store.CheckpointStore;
import dev.meanwhile.work.Binding;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** How far jobs have come, as their attempts say it and the next ones are told. Safe for use by any thread. */
final class Checkpoints {

    private final CheckpointStore store;
    private final int maxBytes;

    Checkpoints(CheckpointStore store, Limits limits) {
        this.store = store;
        this.maxBytes = limits.maxBody();
    }

    /** Records how far an attempt has come, unless it has ended. */
    void put(Attempt attempt, Object state) {
        String json = Binding.write(state);
        // A character takes from one to three bytes; most states are told apart without counting.
        if (json.length() > maxBytes || 3L * json.length() > maxBytes && json.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new IllegalArgumentException("the state of a checkpoint must have at most " + maxBytes + " bytes as JSON (maxBody), had "
                    + json.getBytes(StandardCharsets.UTF_8).length);
        }
        store.put(attempt.id(), attempt.attempt(), json);
    }

    /** Returns what was recorded of a job last. */
    <T> Optional<T> get(UUID job, Class<T> type) {
        String state = store.get(job);
        return state == null ? Optional.empty() : Optional.ofNullable(Binding.read(state, type));
    }
}
