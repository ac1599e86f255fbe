package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The jobs that ran when the last process died, as they were found: those that are so still have been taken up by nobody. All are
 * found before the store is given to anybody.
 */
final class CutOffJobs {

    private final JobTable jobs;
    private final Map<UUID, JobStatus> found = new HashMap<>();

    CutOffJobs(JobTable jobs) {
        this.jobs = jobs;
    }

    /** Notes an unfinished job, if it ran. */
    void found(Job job) {
        // A worker elsewhere goes on, as if nothing had been.
        if (job.state() == JobState.RUNNING && job.status().lease() == null) {
            found.put(job.id(), job.status());
        }
    }

    /** Returns whether any of them is as it was found. */
    boolean areAnyAsFound() {
        return found.keySet().stream().anyMatch(this::isAsFound);
    }

    private boolean isAsFound(UUID id) {
        JobEntry entry = jobs.get(id);
        Job job = entry == null ? null : entry.job();
        return job != null && job.status() == found.get(id);
    }
}
