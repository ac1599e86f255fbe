package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.json.Json;
import dev.meanwhile.store.JobStore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What jobs pass on to those that run after them. Safe for use by any thread; looks at the disk. */
final class Results {

    /** All that one attempt is given are this many times as long as one result may be. */
    private static final long TIMES = 16;

    private final JobStore store;
    private final Limits limits;

    Results(JobStore store, Limits limits) {
        this.store = store;
        this.limits = limits;
    }

    /**
     * Returns the result of each that comes before a job, by id, in the order in which they were named.
     *
     * @throws IllegalStateException if they are too long together
     */
    Map<UUID, String> of(Job job) {
        var results = new LinkedHashMap<UUID, String>();
        long most = TIMES * limits.maxResult();
        long characters = 0;
        for (UUID id : job.request().options().more().after()) {
            Job first = store.state(id) == JobState.SUCCEEDED ? store.find(id) : null;
            String result = first == null ? Json.NULL : first.status().result();
            characters += result.length();
            if (characters > most) {
                throw new IllegalStateException("the results of the jobs it runs after have more than the " + most
                        + " characters they may have together (" + TIMES + " times maxResult)");
            }
            results.put(id, result);
        }
        return Collections.unmodifiableMap(results);
    }
}
