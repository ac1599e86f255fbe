package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import java.util.Set;

/**
 * Which jobs to list.
 *
 * @param states in one of these states; empty means any
 * @param type   of this type; null means any, here and below
 * @param queue  of this queue
 * @param tag    with this tag
 * @param key    with this key
 */
public record JobFilter(Set<JobState> states, String type, String queue, String tag, String key) {

    /** All of them. */
    public static final JobFilter ALL = new JobFilter(Set.of(), null, null, null, null);

    /** Returns whether {@code job} is one of them. */
    public boolean matches(Job job) {
        return (states.isEmpty() || states.contains(job.state()))
                && (type == null || type.equals(job.request().type()))
                && (queue == null || queue.equals(job.request().queue()))
                && (tag == null || job.request().options().tags().contains(tag))
                && (key == null || key.equals(job.request().options().key()));
    }
}
