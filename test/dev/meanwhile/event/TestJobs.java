package dev.meanwhile.event;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobStatus;
import java.time.Instant;
import java.util.UUID;

/** Jobs to publish. */
final class TestJobs {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private TestJobs() { }

    /** Returns a job that runs. */
    static Job running(long id) {
        return running(id, "null");
    }

    static Job running(long id, String input) {
        var request = new Job.Request("noop", "noop", input, JobOptions.NONE, Job.Origin.NONE);
        var accepted = new Job(new UUID(1, id), request, NOW, JobStatus.accepted(NOW, NOW));
        return accepted.with(accepted.status().started(NOW));
    }

    static Job succeeded(long id, String result) {
        Job running = running(id);
        return running.with(running.status().succeeded(result, NOW));
    }

    /** Returns a job that failed with an error of so many characters. */
    static Job failed(long id, int characters) {
        Job running = running(id);
        return running.with(running.status().failed(new JobError("E", "", "x".repeat(characters), 1, NOW), NOW));
    }
}
