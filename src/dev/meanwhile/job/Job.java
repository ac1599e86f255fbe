package dev.meanwhile.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A job as it was at one moment. Immutable.
 *
 * @param id          a UUID of version 7 (RFC 9562), so that ids sort by the time of submission
 * @param request     what was asked for
 * @param submittedAt when it was accepted
 * @param status      what has become of it
 */
public record Job(UUID id, Request request, Instant submittedAt, JobStatus status) {

    /**
     * What was asked for, with the type's options filled in where the submitter named none: a change of configuration
     * does not touch a job already accepted.
     *
     * @param type    the name of its type
     * @param queue   the name of the queue it waits in
     * @param input   one JSON value
     * @param options what the submitter asked for. Its timeout and retry policy are not null, its expiry is a time; its own queue
     *                is null, and what it was to do about a duplicate is done
     * @param origin  where the job comes from
     */
    public record Request(String type, String queue, String input, JobOptions options, Origin origin) { }

    /**
     * Where a job comes from, besides its submitter.
     *
     * @param batch  the batch it was submitted in, or null
     * @param parent the job that submitted it, or null
     */
    public record Origin(UUID batch, UUID parent) {

        /** Neither batch nor parent. */
        public static final Origin NONE = new Origin(null, null);
    }

    /** Checks that nothing is missing. */
    public Job {
        Objects.requireNonNull(id, "id == null");
        Objects.requireNonNull(request, "request == null");
        Objects.requireNonNull(submittedAt, "submittedAt == null");
        Objects.requireNonNull(status, "status == null");
    }

    /**
     * Returns the name of its type.
     *
     * @return the name
     */
    public String type() {
        return request.type();
    }

    /**
     * Returns where it is in its life.
     *
     * @return the state
     */
    public JobState state() {
        return status.state();
    }

    /**
     * Returns how long each attempt may take.
     *
     * @return the timeout; zero means for ever
     */
    public Duration timeout() {
        return request.options().timeout();
    }

    /**
     * Returns how often an attempt that failed is made again.
     *
     * @return the policy
     */
    public RetryPolicy retry() {
        return request.options().more().retry();
    }

    /**
     * Returns when it is EXPIRED unless it has been started.
     *
     * @return the time, or null if it never is
     */
    public Instant expiresAt() {
        When expires = request.options().more().expires();
        return expires == null ? null : expires.from(submittedAt);
    }

    /**
     * Returns the same job with another status.
     *
     * @param next the status
     * @return the job
     */
    public Job with(JobStatus next) {
        return new Job(id, request, submittedAt, next);
    }
}
