package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.QueueOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * All jobs known, and their logs. Safe for use by any thread, interrupted or not: an interrupt neither stops a method nor
 * is lost by it.
 *
 * <p>What a method was given is recorded when it returns; the engine shows nobody a job before that. A job that is new is
 * refused when it can not be recorded. What became of one that was accepted is never refused: {@link #save} waits until it
 * can be recorded.
 */
public interface JobStore extends AutoCloseable {

    /** How long it is remembered how a request with a key was answered. */
    Duration ANSWERS_KEPT = Duration.ofHours(24);

    /**
     * Hands over the unfinished jobs that were recorded before this store was opened, each as it was recorded last, in the
     * order of their ids. One that is RUNNING was running when the process that recorded it ended. Called once, before the
     * other methods.
     */
    void recover(Consumer<Job> unfinished);

    /** Returns whether the process that used the store before had closed it. */
    boolean wasClosed();

    /**
     * Records a job just accepted.
     *
     * @param key the key of the request that asked for it, or null; recorded in the same write
     * @throws dev.meanwhile.job.RefusedException if it can not be recorded, or too many keys are remembered; nothing is kept then
     */
    void add(Job job, IdempotencyKey key);

    /**
     * Records jobs just accepted, all or none of them, in one write.
     *
     * @param batch at least one, all of the same batch
     * @param key   the key of the request that asked for them, or null; recorded in the same write
     * @throws dev.meanwhile.job.RefusedException if they can not be recorded, or too many keys are remembered; nothing is kept then
     */
    void addAll(List<Job> batch, IdempotencyKey key);

    /**
     * Records what has become of a job; waits until that can be done. Only one thread at a time saves a given job.
     *
     * @param job a later version of a job that was added
     * @throws StoreClosedException if the store is closed before that
     */
    void save(Job job);

    /**
     * Records a job that waits again: submitted anew while it waited, with other input or options, or tried again after it had
     * finished. Only one thread at a time renews or saves a given job.
     *
     * @param job it, with a status in which it waits
     * @param key the key of the request that submitted it anew, or null; recorded in the same write, as answered with a job there
     *            was already
     * @throws ForgottenException                 if it had finished, and is forgotten now
     * @throws dev.meanwhile.job.RefusedException if it can not be recorded, or too many keys are remembered; it is as before then
     */
    void renew(Job job, IdempotencyKey key);

    /**
     * Records that a running job has been told to stop, and is not to be run again if it should be found RUNNING at the next
     * start. Other threads may save the job meanwhile.
     *
     * @throws dev.meanwhile.job.RefusedException if it can not be recorded
     */
    void cancelling(UUID id);

    /** Returns a job as it was last recorded, or null if there is none of that id. */
    Job find(UUID id);

    /** Returns the state of what {@link #find} returns, or null, which costs no look at the disk. */
    JobState state(UUID id);

    /** Returns what keeps jobs from being forgotten. What unfinished jobs run after is held from the beginning. */
    Holds holds();

    /**
     * Forgets a finished job and its log.
     *
     * @return false if it is unknown, waits again, or is {@linkplain #holds held}, and nothing was done
     * @throws dev.meanwhile.job.RefusedException if that can not be recorded
     */
    boolean remove(UUID id);

    /**
     * Returns jobs, the last submitted first.
     *
     * @param filter which ones
     * @param before only those submitted before the one of this id, or null for all
     * @param limit  how many at most, at least 1
     */
    List<Job> list(JobFilter filter, UUID before, int limit);

    /** Returns the ids of what {@link #list} returns, which costs no look at the disk. */
    List<UUID> ids(JobFilter filter, UUID before, int limit);

    /** Returns how many jobs of each type are in each state. */
    Map<String, Map<JobState, Long>> counts();

    /** Returns how many jobs of a batch are in each state there is one in, of those not forgotten; null if there is none. */
    Map<JobState, Integer> batch(UUID id);

    /** Returns the log of a job, empty if nothing was written yet; kept until the job is forgotten. */
    JobLog log(UUID id);

    /**
     * Records that a request with a key was answered with a job there was already.
     *
     * @throws dev.meanwhile.job.RefusedException if it can not be recorded, or too many keys are remembered
     */
    void answered(IdempotencyKey key, Job met);

    /** Returns how the request of that key was answered, or null if none was in the last {@link #ANSWERS_KEPT}. */
    Answer answer(String key);

    /** Returns the schedules that are recorded here. */
    ScheduleStore schedules();

    /** Returns how far jobs have come, as far as they have recorded it here. */
    CheckpointStore checkpoints();

    /**
     * Records what is said of a queue while the server runs, in the place of what was recorded of it before.
     *
     * @throws dev.meanwhile.job.RefusedException if it can not be recorded; it is as before then
     */
    void queue(String name, QueueOptions said);

    /** Returns what was recorded of queues, by name: of those of which anything is said. */
    Map<String, QueueOptions> queues();

    /** Forgets the finished jobs, and the answers, whose time is up. Called now and then. */
    void prune();

    /** Returns what holds the jobs, in one word. */
    String kind();

    /** Returns why nothing can be recorded at present, or null if all is well. */
    String failure();

    /** Closes the store; what still waits to be recorded is not. */
    @Override
    void close();
}
