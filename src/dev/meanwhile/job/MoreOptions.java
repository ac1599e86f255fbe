package dev.meanwhile.job;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Those {@link JobOptions} that few jobs ask for, kept together so that the others do not pay for them. Immutable.
 *
 * @param expires        when it is EXPIRED unless it has been started; null means never
 * @param retry          how often an attempt that failed is made again; null means as its type says
 * @param onDuplicate    what a submission does that meets an unfinished job of its key
 * @param queue          what it waits in; null means as its type says
 * @param concurrencyKey of the jobs of a queue that share it, only so many run at once; null means none
 * @param after          the jobs that come first
 * @param afterFailure   what becomes of it when one of those does not succeed
 */
public record MoreOptions(When expires, RetryPolicy retry, OnDuplicate onDuplicate, String queue, String concurrencyKey,
                          List<UUID> after, AfterFailure afterFailure) {

    /** Never expires, with the type's policy and queue, without a concurrency key, and after no other job. */
    public static final MoreOptions NONE =
            new MoreOptions(null, null, OnDuplicate.RETURN, null, null, List.of(), AfterFailure.CANCEL);

    private static final int MAX_AFTER = 10_000;

    /**
     * Checks the ranges.
     *
     * @throws InvalidInputException if a member is out of its range, with a pointer to it as a member of the {@link JobOptions}
     */
    public MoreOptions {
        Objects.requireNonNull(onDuplicate, "onDuplicate == null");
        Objects.requireNonNull(afterFailure, "afterFailure == null");
        after = List.copyOf(after);
        JobOptions.checkTime("/expires", "/expires", expires);
        JobOptions.check(queue == null || JobType.isName(queue), "/queue", "must be " + JobType.NAME_FORM);
        JobOptions.checkKey("/concurrencyKey", concurrencyKey);
        JobOptions.check(after.size() <= MAX_AFTER, "/after", "must be at most " + MAX_AFTER + ", were " + after.size());
        var named = new HashSet<UUID>();
        for (int i = 0; i < after.size(); i++) {
            JobOptions.check(named.add(after.get(i)), "/after/" + i, "is there twice");
        }
    }

    /**
     * Returns these options with another expiry.
     *
     * @param expires when the job is EXPIRED unless it has been started; null means never
     * @return the options
     */
    public MoreOptions withExpires(When expires) {
        return new MoreOptions(expires, retry, onDuplicate, queue, concurrencyKey, after, afterFailure);
    }

    /**
     * Returns these options with another retry policy.
     *
     * @param retry how often an attempt that failed is made again; null means as its type says
     * @return the options
     */
    public MoreOptions withRetry(RetryPolicy retry) {
        return new MoreOptions(expires, retry, onDuplicate, queue, concurrencyKey, after, afterFailure);
    }

    /**
     * Returns these options with another answer to a duplicate.
     *
     * @param onDuplicate what a submission does that meets an unfinished job of its key
     * @return the options
     */
    public MoreOptions withOnDuplicate(OnDuplicate onDuplicate) {
        return new MoreOptions(expires, retry, onDuplicate, queue, concurrencyKey, after, afterFailure);
    }

    /**
     * Returns these options with another queue.
     *
     * @param queue what the job waits in; null means as its type says
     * @return the options
     */
    public MoreOptions withQueue(String queue) {
        return new MoreOptions(expires, retry, onDuplicate, queue, concurrencyKey, after, afterFailure);
    }

    /**
     * Returns these options with another concurrency key.
     *
     * @param concurrencyKey of the jobs of a queue that share it, only so many run at once; null means none
     * @return the options
     */
    public MoreOptions withConcurrencyKey(String concurrencyKey) {
        return new MoreOptions(expires, retry, onDuplicate, queue, concurrencyKey, after, afterFailure);
    }

    /**
     * Returns these options with other jobs to wait for.
     *
     * @param after        the jobs that come first
     * @param afterFailure what becomes of the job when one of those does not succeed
     * @return the options
     */
    public MoreOptions withAfter(List<UUID> after, AfterFailure afterFailure) {
        return new MoreOptions(expires, retry, onDuplicate, queue, concurrencyKey, after, afterFailure);
    }
}
