package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import java.util.List;

/**
 * How a request with a key was answered.
 *
 * @param key  its key
 * @param made whether the job was made for it, or met because it had the job key asked for
 * @param jobs the job, or those of a batch, as they were then
 */
public record Answer(IdempotencyKey key, boolean made, List<Job> jobs) {

    /** How a request for one job was answered. */
    public Answer(IdempotencyKey key, boolean made, Job job) {
        this(key, made, List.of(job));
    }

    /** Returns the job, if it is but one. */
    public Job job() {
        return jobs.getFirst();
    }
}
