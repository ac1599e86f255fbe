package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Which jobs to list.
 *
 * @param states in one of these states; empty means any
 * @param type   of this type; null means any, here and below
 * @param queue  of this queue
 * @param tag    with this tag
 * @param key    with this key
 * @param batch  of this batch
 */
public record JobFilter(Set<JobState> states, String type, String queue, String tag, String key, UUID batch) {

    /** All of them. */
    public static final JobFilter ALL = new JobFilter(Set.of(), null, null, null, null, null);

    /** Creates a filter for jobs of any batch or none. */
    public JobFilter(Set<JobState> states, String type, String queue, String tag, String key) {
        this(states, type, queue, tag, key, null);
    }

    /** Returns whether {@code job} is one of them. */
    public boolean matches(Job job) {
        return matches(job.request(), job.state());
    }

    /** Returns whether a job of that request, in that state, is one of them. */
    boolean matches(Job.Request request, JobState itsState) {
        return matches(itsState, request.type(), request.queue(), request.options().tags(), request.options().key())
                && matches(request.origin().batch());
    }

    /** Returns whether jobs of a batch are among them. */
    boolean matches(UUID itsBatch) {
        return batch == null || batch.equals(itsBatch);
    }

    /** Returns whether a job like that is one of them. */
    boolean matches(JobState itsState, String itsType, String itsQueue, List<String> itsTags, String itsKey) {
        return (states.isEmpty() || states.contains(itsState))
                && (type == null || type.equals(itsType))
                && (queue == null || queue.equals(itsQueue))
                && (tag == null || itsTags.contains(tag))
                && (key == null || key.equals(itsKey));
    }
}
