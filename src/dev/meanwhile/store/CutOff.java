package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The jobs that ran when the last process died, as they were found. Noted before any other thread knows of it. */
final class CutOff {

    private final Map<UUID, JobStatus> found = new HashMap<>();

    void note(Job job) {
        // A worker elsewhere goes on, as if nothing had been.
        if (job.state() == JobState.RUNNING && job.status().lease() == null) {
            found.put(job.id(), job.status());
        }
    }

    /** Returns whether nobody has taken one of them up: it is still as it was found. */
    boolean isAnyAsFound(JobTable jobs) {
        return found.keySet().stream().anyMatch(id -> {
            JobEntry entry = jobs.get(id);
            Job job = entry == null ? null : entry.job();
            return job != null && job.status() == found.get(id);
        });
    }
}
