package dev.meanwhile.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What a submitter may ask for one job. Immutable; {@link #NONE} asks for nothing.
 *
 * @param start           when it is due
 * @param timeout         how long each attempt may take; zero means for ever, null means as its type says
 * @param priority        from -100 to 100; of the jobs that are ready, higher ones start first
 * @param key             while an unfinished job of the same type has this key, no second one is made; null means none
 * @param tags            words to find it by, at most 32 of at most 100 characters
 * @param rerunAfterCrash whether it is run again if the server ends while it runs; if not, it is FAILED then
 * @param more            what few jobs ask for
 */
public record JobOptions(When start, Duration timeout, int priority, String key, List<String> tags, boolean rerunAfterCrash,
                         MoreOptions more) {

    /** At once, with the type's timeout and retry policy, at priority 0, without key or tags, and again after a crash. */
    public static final JobOptions NONE = new JobOptions(When.NOW, null, 0, null, List.of(), true, MoreOptions.NONE);

    private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final int MAX_TAGS = 32;
    private static final int MAX_TAG = 100;
    private static final int MAX_KEY = 255;

    /**
     * Checks the ranges.
     *
     * @throws InvalidInputException if a member is out of its range, with a pointer to it
     */
    public JobOptions {
        Objects.requireNonNull(start, "start == null");
        Objects.requireNonNull(more, "more == null");
        tags = List.copyOf(tags);
        checkTime("/delay", "/runAt", start);
        checkDuration("/timeout", timeout);
        check(priority >= -100 && priority <= 100, "/priority", "must be from -100 to 100, was " + priority);
        checkKey("/key", key);
        check(tags.size() <= MAX_TAGS, "/tags", "must be at most " + MAX_TAGS + ", were " + tags.size());
        for (int i = 0; i < tags.size(); i++) {
            String tag = tags.get(i);
            check(!tag.isEmpty() && tag.length() <= MAX_TAG, "/tags/" + i, "must have 1 to " + MAX_TAG + " characters");
        }
    }

    /**
     * Returns these options with another delay, in the place of any {@link #withRunAt time}.
     *
     * @param delay how long not to start the job, from when it is accepted
     * @return the options
     */
    public JobOptions withDelay(Duration delay) {
        return withStart(new When.In(delay));
    }

    /**
     * Returns these options with another time to start, in the place of any {@link #withDelay delay}. How long that is from when
     * the job is accepted is measured once; a clock that is set afterwards does not matter until the server is restarted.
     *
     * @param time when to start the job; at once if it has passed
     * @return the options
     */
    public JobOptions withRunAt(Instant time) {
        return withStart(new When.At(time));
    }

    private JobOptions withStart(When start) {
        return new JobOptions(start, timeout, priority, key, tags, rerunAfterCrash, more);
    }

    /**
     * Returns these options with another timeout.
     *
     * @param timeout how long each attempt may take; zero means for ever
     * @return the options
     */
    public JobOptions withTimeout(Duration timeout) {
        return new JobOptions(start, timeout, priority, key, tags, rerunAfterCrash, more);
    }

    /**
     * Returns these options with another priority.
     *
     * @param priority from -100 to 100
     * @return the options
     */
    public JobOptions withPriority(int priority) {
        return new JobOptions(start, timeout, priority, key, tags, rerunAfterCrash, more);
    }

    /**
     * Returns these options with another key.
     *
     * @param key what no two unfinished jobs of one type share, 1 to 255 characters
     * @return the options
     */
    public JobOptions withKey(String key) {
        return new JobOptions(start, timeout, priority, key, tags, rerunAfterCrash, more);
    }

    /**
     * Returns these options with other tags.
     *
     * @param tags words to find the job by
     * @return the options
     */
    public JobOptions withTags(String... tags) {
        return new JobOptions(start, timeout, priority, key, List.of(tags), rerunAfterCrash, more);
    }

    /**
     * Returns these options for a job that must not, or may, run again after the server ended while it ran.
     *
     * @param rerun false to have it FAILED then
     * @return the options
     */
    public JobOptions withRerunAfterCrash(boolean rerun) {
        return new JobOptions(start, timeout, priority, key, tags, rerun, more);
    }

    /**
     * Returns these options with others of those that few jobs ask for.
     *
     * @param more the options
     * @return the options
     */
    public JobOptions withMore(MoreOptions more) {
        return new JobOptions(start, timeout, priority, key, tags, rerunAfterCrash, more);
    }

    /**
     * Returns these options for a job that is EXPIRED if it has not been started in time.
     *
     * @param expires how long after it is accepted that is
     * @return the options
     */
    public JobOptions withExpires(Duration expires) {
        return withMore(more.withExpires(new When.In(expires)));
    }

    /**
     * Returns these options for a job that is EXPIRED if it has not been started by then.
     *
     * @param expires when that is
     * @return the options
     */
    public JobOptions withExpires(Instant expires) {
        return withMore(more.withExpires(new When.At(expires)));
    }

    /**
     * Returns these options with a retry policy, in the place of the type's.
     *
     * @param retry how often an attempt that failed is made again
     * @return the options
     */
    public JobOptions withRetry(RetryPolicy retry) {
        return withMore(more.withRetry(retry));
    }

    /**
     * Returns these options for a submission that may meet an unfinished job of its {@link #withKey key}.
     *
     * @param onDuplicate what it does then
     * @return the options
     */
    public JobOptions withOnDuplicate(OnDuplicate onDuplicate) {
        return withMore(more.withOnDuplicate(onDuplicate));
    }

    /**
     * Returns these options with a queue, in the place of the type's.
     *
     * @param queue what the job waits in, named as types are
     * @return the options
     */
    public JobOptions withQueue(String queue) {
        return withMore(more.withQueue(queue));
    }

    /**
     * Returns these options with a concurrency key.
     *
     * @param concurrencyKey of the jobs of a queue that share it, only so many run at once; 1 to 255 characters
     * @return the options
     */
    public JobOptions withConcurrencyKey(String concurrencyKey) {
        return withMore(more.withConcurrencyKey(concurrencyKey));
    }

    /**
     * Returns these options for a job that waits for others.
     *
     * @param after        the ids of the others, at most 10,000
     * @param afterFailure what becomes of it when one of them does not succeed
     * @return the options
     */
    public JobOptions withAfter(List<UUID> after, AfterFailure afterFailure) {
        return withMore(more.withAfter(after, afterFailure));
    }

    /** Checks a time, with a pointer to it as a delay or as a time of day. */
    static void checkTime(String ofDelay, String ofTime, When when) {
        switch (when) {
            case When.In in -> checkDuration(ofDelay, in.delay());
            case When.At at -> check(at.time().getEpochSecond() >= 0 && !at.time().isAfter(LAST_TIME), ofTime,
                    "must be from 1970-01-01T00:00:00Z to " + LAST_TIME);
            case null -> { }
        }
    }

    private static void checkDuration(String pointer, Duration duration) {
        check(duration == null || !duration.isNegative() && duration.compareTo(Durations.MAX) <= 0,
                pointer, "must be from 0s to " + Durations.format(Durations.MAX));
    }

    static void checkKey(String pointer, String key) {
        check(key == null || !key.isEmpty() && key.length() <= MAX_KEY, pointer, "must have 1 to " + MAX_KEY + " characters");
    }

    static void check(boolean holds, String pointer, String detail) {
        if (!holds) {
            throw new InvalidInputException(List.of(new InputError(pointer, detail)));
        }
    }
}
