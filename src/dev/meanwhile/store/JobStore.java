package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * All jobs known, and their logs. Safe for use by any thread, interrupted or not: an interrupt neither stops a method nor
 * is lost by it.
 *
 * <p>What a method was given is recorded when it returns; the engine shows nobody a job before that.
 */
public interface JobStore extends AutoCloseable {

    /** Records a job just accepted. */
    void add(Job job);

    /**
     * Records what has become of a job. Only one thread at a time saves a given job.
     *
     * @param job a later version of a job that was added
     */
    void save(Job job);

    /** Returns a job as it was last recorded, or null if there is none of that id. */
    Job find(UUID id);

    /** Forgets a finished job and its log; does nothing if it is unknown. */
    void remove(UUID id);

    /**
     * Returns jobs, the last submitted first.
     *
     * @param filter which ones
     * @param before only those submitted before the one of this id, or null for all
     * @param limit  how many at most, at least 1
     */
    List<Job> list(JobFilter filter, UUID before, int limit);

    /** Returns how many jobs of each type are in each state. */
    Map<String, Map<JobState, Long>> counts();

    /** Returns the log of a job, empty if nothing was written yet; kept until the job is forgotten. */
    JobLog log(UUID id);

    /** Forgets the finished jobs whose time is up. Called now and then. */
    void prune();

    /** Returns what holds the jobs, in one word. */
    String kind();

    @Override
    void close();
}
