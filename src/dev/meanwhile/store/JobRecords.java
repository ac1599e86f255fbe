package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.journal.Ack;
import dev.meanwhile.journal.Record;
import java.util.List;

/** What the journal's store appends. The lines are made by the threads that append them, so that the writer need not. */
final class JobRecords {

    private JobRecords() { }

    /**
     * That its time has come need not be recorded: the time is. Nor that the jobs before it have ended: each of them is, and
     * whoever takes up a job that waits for others looks at how they are. So the end of one and what comes of it for a thousand
     * others need not be one record.
     */
    static boolean isNews(Job job, JobEntry entry) {
        return job.state() != JobState.QUEUED && job.state() != JobState.SCHEDULED || entry.state() == JobState.RUNNING;
    }

    /**
     * A start has to be out of this process before the job's code runs, so that a job that kills the server is found RUNNING
     * by the next one. It has to be forced only if the job must not run twice even if the machine dies.
     */
    static Ack ack(Job job) {
        return job.state() == JobState.RUNNING && job.request().options().rerunAfterCrash() ? Ack.WRITTEN : Ack.FORCED;
    }

    /** A job just accepted. */
    static final class Add implements Record {

        private final JobTable jobs;
        private final JobEntry entry;
        private final JobLines.Keyed keyed;
        private final ScheduleLines.Tick tick;
        private final byte[] members;
        private KeptAnswer answer;
        private boolean known;

        Add(JobTable jobs, Job job, JobLines.Keyed keyed) {
            this(jobs, job, keyed, null);
        }

        Add(JobTable jobs, Job job, JobLines.Keyed keyed, ScheduleLines.Tick tick) {
            this.jobs = jobs;
            this.entry = new JobEntry(job);
            this.keyed = keyed;
            this.tick = tick;
            this.members = JobLines.add(job, keyed, tick);
        }

        @Override
        public byte[] members() {
            return members;
        }

        @Override
        public void recorded(long position, int length) {
            jobs.liveBytes(entry.at(position, length));
            if (answer != null) {
                answer.at(position, length, true);
            }
            if (!known) {
                known = true;
                jobs.add(entry);
                if (keyed != null) {
                    answer = new KeptAnswer(keyed, position, length, true);
                    jobs.keep(answer);
                }
            }
            if (tick != null) {
                jobs.schedules().tick(tick, position);
            }
        }
    }

    /** Jobs just accepted together. */
    static final class AddAll implements Record {

        private final JobTable jobs;
        private final List<JobEntry> entries;
        private final JobLines.Keyed keyed;
        private final byte[] members;
        private KeptAnswer answer;
        private boolean known;

        AddAll(JobTable jobs, List<Job> batch, JobLines.Keyed keyed) {
            this.jobs = jobs;
            this.entries = batch.stream().map(JobEntry::new).toList();
            this.keyed = keyed;
            this.members = JobLines.batch(batch, keyed);
        }

        @Override
        public byte[] members() {
            return members;
        }

        @Override
        public void recorded(long position, int length) {
            entries.forEach(entry -> jobs.liveBytes(entry.at(position, length, length / entries.size())));
            if (answer != null) {
                answer.at(position, length, true);
            }
            if (!known) {
                known = true;
                entries.forEach(jobs::add);
                if (keyed != null) {
                    answer = new KeptAnswer(keyed, position, length, true);
                    jobs.keep(answer);
                }
            }
        }
    }

    /** A job that waits again: submitted anew, or tried again after it had finished. */
    static final class Again implements Record {

        private final JobTable jobs;
        private final JobEntry entry;
        private final Job job;
        private final JobLines.Keyed keyed;
        private final byte[] members;
        private Job before;
        private KeptAnswer answer;
        private boolean forgotten;

        Again(JobTable jobs, JobEntry entry, Job job, JobLines.Keyed keyed) {
            this.jobs = jobs;
            this.entry = entry;
            this.job = job;
            this.keyed = keyed;
            this.members = JobLines.again(job, keyed);
        }

        /** Returns whether nothing was recorded, because the job was forgotten before. For use once it has been appended. */
        boolean isForgotten() {
            return forgotten;
        }

        @Override
        public byte[] members() {
            forgotten = entry.isForgotten();
            if (forgotten) {
                return null;
            }
            before = entry.composed();
            entry.composed(job);
            entry.renewing(true);
            return members;
        }

        @Override
        public void refused() {
            // Nobody else moves it meanwhile.
            entry.composed(before);
            entry.renewing(false);
        }

        @Override
        public void recorded(long position, int length) {
            if (forgotten) {
                return;
            }
            entry.renewing(false);
            jobs.liveBytes(entry.at(position, length));
            if (keyed != null && answer == null) {
                answer = new KeptAnswer(keyed, position, length, true);
                jobs.keep(answer);
            } else if (answer != null) {
                answer.at(position, length, true);
            }
        }
    }

    /** What has become of a job. */
    static final class Move implements Record {

        private final JobTable jobs;
        private final JobEntry entry;
        private final Job job;
        private final byte[] members;

        Move(JobTable jobs, JobEntry entry, Job job) {
            this.jobs = jobs;
            this.entry = entry;
            this.job = job;
            this.members = JobLines.move(job);
        }

        @Override
        public byte[] members() {
            entry.composed(job);
            return members;
        }

        @Override
        public void recorded(long position, int length) {
            jobs.liveBytes(entry.movedAt(position, length));
            if (job.state().isFinished()) {
                entry.settle(job);
            }
        }
    }

    /** A running job has been told to stop. */
    static final class Cancel implements Record {

        private final JobEntry entry;
        private Job before;
        private Job after;

        Cancel(JobEntry entry) {
            this.entry = entry;
        }

        @Override
        public byte[] members() {
            before = entry.composed();
            if (before == null || before.state() != JobState.RUNNING) {
                return null;
            }
            after = before.with(before.status().cancelling());
            entry.composed(after);
            return JobLines.cancel(entry.id);
        }

        @Override
        public void refused() {
            // Unless it has moved on.
            if (entry.composed() == after) {
                entry.composed(before);
            }
        }
    }

    /** A finished job is to be forgotten. */
    static final class Forget implements Record {

        private final JobEntry entry;

        Forget(JobEntry entry) {
            this.entry = entry;
        }

        @Override
        public byte[] members() {
            entry.forgotten(true);
            return JobLines.forget(entry.id);
        }

        @Override
        public void refused() {
            entry.forgotten(false);
        }
    }

    /** A request with a key was answered with a job there was already. */
    static final class Answered implements Record {

        private final JobTable jobs;
        private final JobLines.Keyed keyed;
        private final byte[] members;
        private KeptAnswer answer;

        Answered(JobTable jobs, JobLines.Keyed keyed, Job met) {
            this.jobs = jobs;
            this.keyed = keyed;
            this.members = JobLines.answer(keyed, false, met);
        }

        @Override
        public byte[] members() {
            return members;
        }

        @Override
        public void recorded(long position, int length) {
            if (answer == null) {
                answer = new KeptAnswer(keyed, -1, 0, true);
                jobs.keep(answer);
            }
            jobs.liveBytes(answer.at(position, length, false));
        }
    }
}
