package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.journal.Replay;
import dev.meanwhile.json.JsonScan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Builds the table of jobs from the lines of a journal. */
final class JobReplay implements Replay {

    /** Is told what the table does not show: of jobs that are forgotten, or whose beginning is missing. */
    interface Strays {

        /** Something became of a job that is not in the table; its status follows. */
        default void moved(UUID id, JsonScan line) { }

        /** A job was forgotten. */
        default void forgotten(UUID id) { }
    }

    private final JobTable jobs;
    private final Strays strays;
    private final JobLineReader reader = new JobLineReader();

    JobReplay(JobTable jobs) {
        this(jobs, new Strays() { });
    }

    JobReplay(JobTable jobs, Strays strays) {
        this.jobs = jobs;
        this.strays = strays;
    }

    @Override
    public void line(long position, int length, String op, JsonScan line) {
        switch (op) {
            case JobLines.ADD -> add(position, length, reader.added(line));
            case JobLines.BATCH -> batch(position, length, reader.added(line));
            case JobLines.MOVE -> move(position, length, line);
            case JobLines.CANCEL -> cancel(JobLineReader.id(line));
            case JobLines.FORGET -> forget(JobLineReader.id(line));
            case JobLines.ANSWER -> {
                JobLines.Keyed keyed = reader.added(line).keyed();
                var answer = new KeptAnswer(keyed, -1, 0, true);
                jobs.liveBytes(answer.at(position, length, false));
                jobs.keep(answer);
            }
            case ScheduleLines.SCHEDULE -> jobs.schedules().put(ScheduleLines.line(line), position, length);
            case ScheduleLines.UNSCHEDULE -> jobs.schedules().remove(ScheduleLines.name(line));
            case QueueLines.QUEUE -> jobs.queues().replay(position, length, line);
            case CheckpointLines.CHECKPOINT -> jobs.checkpoints().replay(JobLineReader.id(line), position, length);
            // Written by a newer version, which knows that this one may leave it out.
            default -> { }
        }
    }

    private void add(long position, int length, JobLineReader.Added added) {
        // A copy counts for all that came before it.
        jobs.drop(added.job().id());
        var entry = new JobEntry(added.job());
        jobs.liveBytes(entry.at(position, length));
        jobs.add(entry);
        jobs.checkpoints().became(added.job());
        settle(entry);
        if (added.keyed() != null) {
            jobs.keep(new KeptAnswer(added.keyed(), position, length, true));
        }
        if (added.tick() != null) {
            jobs.schedules().tick(added.tick(), position);
        }
    }

    private void batch(long position, int length, JobLineReader.Added added) {
        for (Job job : added.jobs()) {
            var entry = new JobEntry(job);
            jobs.liveBytes(entry.at(position, length, length / added.jobs().size()));
            jobs.add(entry);
        }
        if (added.keyed() != null) {
            jobs.keep(new KeptAnswer(added.keyed(), position, length, true));
        }
    }

    private void move(long position, int length, JsonScan line) {
        UUID id = JobLineReader.id(line);
        JobEntry entry = jobs.get(id);
        if (entry == null) {
            // What is left of a job whose beginning was dropped is of no use.
            strays.moved(id, line);
            return;
        }
        Job job = entry.job();
        if (job != null) {
            show(entry, job.with(reader.moved(line)));
            jobs.liveBytes(entry.movedAt(position, length));
        }
    }

    private void cancel(UUID id) {
        JobEntry entry = jobs.get(id);
        Job job = entry == null ? null : entry.job();
        if (job != null && job.state() == JobState.RUNNING) {
            show(entry, job.with(job.status().cancelling()));
        }
    }

    private void forget(UUID id) {
        jobs.drop(id);
        strays.forgotten(id);
    }

    private void show(JobEntry entry, Job job) {
        jobs.show(entry, job);
        entry.composed(job);
        settle(entry);
    }

    private static void settle(JobEntry entry) {
        if (entry.state().isFinished()) {
            entry.settle(entry.composed());
        }
    }

    /** Returns the finished jobs, the first finished first. */
    List<JobEntry> finished() {
        var finished = new ArrayList<JobEntry>();
        jobs.forEach(entry -> {
            if (entry.state().isFinished()) {
                finished.add(entry);
            }
        });
        finished.sort(Comparator.comparing(JobEntry::finishedAt));
        return finished;
    }
}
