package dev.meanwhile.job;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a submitter may ask for one job. Immutable; {@link #NONE} asks for nothing.
 *
 * @param delay           how long not to start it, from now; zero means at once
 * @param timeout         how long each attempt may take; zero means for ever, null means as its type says
 * @param priority        from -100 to 100; of the jobs that are ready, higher ones start first
 * @param key             while an unfinished job of the same type has this key, no second one is made; null means none
 * @param tags            words to find it by, at most 32 of at most 100 characters
 * @param rerunAfterCrash whether it is run again if the server ends while it runs; if not, it is FAILED then
 */
public record JobOptions(Duration delay, Duration timeout, int priority, String key, List<String> tags, boolean rerunAfterCrash) {

    /** At once, with the type's timeout, at priority 0, without key or tags, and again after a crash. */
    public static final JobOptions NONE = new JobOptions(Duration.ZERO, null, 0, null, List.of(), true);

    private static final int MAX_TAGS = 32;
    private static final int MAX_TAG = 100;
    private static final int MAX_KEY = 255;

    /**
     * Checks the ranges.
     *
     * @throws InvalidInputException if a member is out of its range, with a pointer to it
     */
    public JobOptions {
        Objects.requireNonNull(delay, "delay == null");
        tags = List.copyOf(tags);
        check(!delay.isNegative() && delay.compareTo(Durations.MAX) <= 0,
                "/delay", "must be from 0s to " + Durations.format(Durations.MAX));
        check(timeout == null || !timeout.isNegative() && timeout.compareTo(Durations.MAX) <= 0,
                "/timeout", "must be from 0s to " + Durations.format(Durations.MAX));
        check(priority >= -100 && priority <= 100, "/priority", "must be from -100 to 100, was " + priority);
        check(key == null || !key.isEmpty() && key.length() <= MAX_KEY, "/key", "must have 1 to " + MAX_KEY + " characters");
        check(tags.size() <= MAX_TAGS, "/tags", "must be at most " + MAX_TAGS + ", were " + tags.size());
        for (int i = 0; i < tags.size(); i++) {
            String tag = tags.get(i);
            check(!tag.isEmpty() && tag.length() <= MAX_TAG, "/tags/" + i, "must have 1 to " + MAX_TAG + " characters");
        }
    }

    /**
     * Returns these options with another delay.
     *
     * @param delay how long not to start the job, from now
     * @return the options
     */
    public JobOptions withDelay(Duration delay) {
        return new JobOptions(delay, timeout, priority, key, tags, rerunAfterCrash);
    }

    /**
     * Returns these options with another timeout.
     *
     * @param timeout how long each attempt may take; zero means for ever
     * @return the options
     */
    public JobOptions withTimeout(Duration timeout) {
        return new JobOptions(delay, timeout, priority, key, tags, rerunAfterCrash);
    }

    /**
     * Returns these options with another priority.
     *
     * @param priority from -100 to 100
     * @return the options
     */
    public JobOptions withPriority(int priority) {
        return new JobOptions(delay, timeout, priority, key, tags, rerunAfterCrash);
    }

    /**
     * Returns these options with another key.
     *
     * @param key what no two unfinished jobs of one type share, 1 to 255 characters
     * @return the options
     */
    public JobOptions withKey(String key) {
        return new JobOptions(delay, timeout, priority, key, tags, rerunAfterCrash);
    }

    /**
     * Returns these options with other tags.
     *
     * @param tags words to find the job by
     * @return the options
     */
    public JobOptions withTags(String... tags) {
        return new JobOptions(delay, timeout, priority, key, List.of(tags), rerunAfterCrash);
    }

    /**
     * Returns these options for a job that must not, or may, run again after the server ended while it ran.
     *
     * @param rerun false to have it FAILED then
     * @return the options
     */
    public JobOptions withRerunAfterCrash(boolean rerun) {
        return new JobOptions(delay, timeout, priority, key, tags, rerun);
    }

    private static void check(boolean holds, String pointer, String detail) {
        if (!holds) {
            throw new InvalidInputException(List.of(new InputError(pointer, detail)));
        }
    }
}
