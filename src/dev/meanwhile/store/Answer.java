package dev.meanwhile.store;

import dev.meanwhile.job.Job;

/**
 * How a request with a key was answered.
 *
 * @param key  its key
 * @param made whether the job was made for it, or met because it had the job key asked for
 * @param job  the job as it was then
 */
public record Answer(IdempotencyKey key, boolean made, Job job) { }
