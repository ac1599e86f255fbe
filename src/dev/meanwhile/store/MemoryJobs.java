package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Transition;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The jobs of a store in memory. Most of those kept are over and went the usual way; of these it keeps the few numbers that the rest
 * can be told from. That is half of the bytes and a third of the objects, and with them of what young collections copy time and
 * again while jobs come and go fast. Safe for use by any thread.
 */
final class MemoryJobs {

    private final JobIndex<Kept> index = new JobIndex<>(Kept::id);

    /** A job as it is kept. */
    sealed interface Kept {

        /** Returns what to keep of a job. */
        static Kept of(Job job) {
            return Plain.describes(job) ? Plain.of(job) : new Whole(job);
        }

        UUID id();

        Job.Request request();

        JobState state();

        /** Returns all there is to know of it. */
        Job job();
    }

    private record Whole(Job job) implements Kept {

        @Override
        public UUID id() {
            return job.id();
        }

        @Override
        public Job.Request request() {
            return job.request();
        }

        @Override
        public JobState state() {
            return job.state();
        }
    }

    /**
     * A job that was ready when it was accepted, and succeeded at its first attempt. What is the type's own is shared by all its jobs;
     * times are in milliseconds since 1970.
     */
    private record Plain(UUID id, String type, String queue, String input, JobOptions options, String result, long submittedAt,
                         long startedAt, long finishedAt) implements Kept {

        static Plain of(Job job) {
            Job.Request request = job.request();
            JobStatus status = job.status();
            return new Plain(job.id(), request.type(), request.queue(), request.input(), request.options(), status.result(),
                    job.submittedAt().toEpochMilli(), status.startedAt().toEpochMilli(), status.finishedAt().toEpochMilli());
        }

        /** Returns whether there is no more to a job than this. */
        static boolean describes(Job job) {
            JobStatus status = job.status();
            List<Transition> steps = status.history();
            return status.state() == JobState.SUCCEEDED && status.attempt() == 1 && status.crashes() == 0 && !status.cancelRequested()
                    && status.progress() == null && status.lease() == null && job.request().origin() == Job.Origin.NONE
                    && status.runAt().equals(job.submittedAt())
                    && steps.size() == 3 && steps.getFirst().state() == JobState.QUEUED && steps.getFirst().at().equals(job.submittedAt());
        }

        @Override
        public Job.Request request() {
            return new Job.Request(type, queue, input, options, Job.Origin.NONE);
        }

        @Override
        public JobState state() {
            return JobState.SUCCEEDED;
        }

        @Override
        public Job job() {
            Instant submitted = Instant.ofEpochMilli(submittedAt);
            return new Job(id, request(), submitted, JobStatus.accepted(submitted, submitted).started(Instant.ofEpochMilli(startedAt))
                    .succeeded(result, Instant.ofEpochMilli(finishedAt)));
        }
    }

    Job get(UUID id) {
        Kept kept = index.get(id);
        return kept == null ? null : kept.job();
    }

    void add(Job job) {
        index.add(new Whole(job));
    }

    /** Puts a job in the place of what it was before, which is returned. */
    Job replace(Job job) {
        return index.replace(Kept.of(job)).job();
    }

    /** Returns what was there, or null. */
    Kept remove(UUID id) {
        return index.remove(id);
    }

    /** Returns jobs as {@link JobIndex#newest} does. */
    List<Job> newest(JobFilter filter, UUID before, int limit) {
        return index.newest(kept -> filter.matches(kept.request(), kept.state()), before, filter.batch(), limit).stream()
                .map(Kept::job).toList();
    }

    void tidy() {
        index.tidy();
    }
}
