package dev.meanwhile.store;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.journal.Ack;
import dev.meanwhile.journal.Fsync;
import dev.meanwhile.journal.Journal;
import dev.meanwhile.journal.JournalException;
import dev.meanwhile.journal.NotRecordedException;
import dev.meanwhile.journal.PrivateFolder;
import dev.meanwhile.journal.Record;
import dev.meanwhile.journal.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Jobs on disk: in a journal, with their logs in files beside it. Unfinished jobs are in memory as well. */
public final class JournalStore implements JobStore {

    private final InstantSource clock;
    private final Journal journal;
    private final JobTable jobs;
    private final Retention retention;
    private final LogFolder logs;
    private final JobReader reader;
    private final JournalSchedules schedules;
    private final JournalCheckpoints checkpoints;
    private final Cleaner cleaner;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CutOffJobs cutOff;

    private JournalStore(Journal journal, JobTable jobs, Retention retention, LogFolder logs, InstantSource clock, EventLog log) {
        this.clock = clock;
        this.journal = journal;
        this.jobs = jobs;
        this.retention = retention;
        this.logs = logs;
        this.cutOff = new CutOffJobs(jobs);
        this.reader = new JobReader(journal, jobs);
        this.schedules = new JournalSchedules(jobs, this::append, log);
        this.checkpoints = new JournalCheckpoints(journal, jobs, this::append);
        this.cleaner = new Cleaner(journal, jobs, schedules, clock, log, closed);
    }

    /** Opens the journal, and has its lines replayed. */
    @FunctionalInterface
    interface Opener {
        Journal open(Replay replay) throws IOException;
    }

    /**
     * Opens the store in a data folder, in folders of its own there, which are made if need be.
     *
     * @throws IOException if the journal can not be opened; the message says why, and what to do
     */
    public static JournalStore open(Path data, Fsync fsync, Keep keep, Limits limits, InstantSource clock, EventLog log)
            throws IOException {
        try {
            Path folder = PrivateFolder.make(folder(data));
            return open(replay -> Journal.open(folder, fsync, log, replay), data.resolve("logs"), keep, limits, clock, log);
        } catch (JournalException telling) {
            throw telling;
        } catch (IOException broken) {
            throw PrivateFolder.unusable(data, broken);
        }
    }

    /** Returns where the journal is in a data folder. */
    public static Path folder(Path data) {
        return data.resolve("journal");
    }

    static JournalStore open(Opener opener, Path logFolder, Keep keep, Limits limits, InstantSource clock, EventLog log)
            throws IOException {
        var jobs = new JobTable(limits.maxBytes());
        var replay = new JobReplay(jobs);
        Journal journal = opener.open(replay);
        boolean opened = false;
        try {
            var logs = new LogFolder(logFolder, limits.maxLog(), jobs::isUnfinished);
            var store = new JournalStore(journal, jobs, new Retention(keep, keep.bytes()), logs, clock, log);
            store.begin(replay);
            opened = true;
            return store;
        } finally {
            if (!opened) {
                journal.close();
            }
        }
    }

    /** Enters what was replayed into the books, and starts cleaning. */
    private void begin(JobReplay replay) {
        logs.retain(id -> {
            JobEntry entry = jobs.get(id);
            if (entry != null) {
                entry.logged();
            }
            return entry != null;
        });
        jobs.checkpoints().retain(jobs::isUnfinished);
        for (JobEntry entry : replay.finished()) {
            retention.finished(entry.id, entry.state(), entry.finishedAt(), size(entry)).forEach(this::drop);
        }
        if (!journal.wasClosed()) {
            recover(cutOff::found);
        }
        prune();
        Thread.ofPlatform().name("journal-cleaner").daemon().start(cleaner);
    }

    @Override
    public void recover(Consumer<Job> unfinished) {
        jobs.forEach(entry -> {
            Job job = entry.job();
            if (job != null) {
                unfinished.accept(job);
            }
        });
    }

    @Override
    public boolean wasClosed() {
        return journal.wasClosed();
    }

    @Override
    public void add(Job job, IdempotencyKey key) {
        append(new JobRecords.Add(jobs, job, keyed(key)));
    }

    private JobLines.Keyed keyed(IdempotencyKey key) {
        if (key == null) {
            return null;
        }
        jobs.answers().ensureRoom();
        return new JobLines.Keyed(key, clock.instant());
    }

    @Override
    public void save(Job job) {
        JobEntry entry = Objects.requireNonNull(jobs.get(job.id()), () -> "unknown job " + job.id());
        // That its time has come need not be recorded: the time is.
        if (job.state() != JobState.QUEUED || entry.state() == JobState.RUNNING) {
            insist(new JobRecords.Move(jobs, entry, job), ack(job));
        }
        jobs.show(entry, job);
        if (job.state().isFinished()) {
            if (entry.isLogged()) {
                logs.end(job.id());
            }
            retention.finished(job.id(), job.state(), job.status().finishedAt(), size(entry)).forEach(this::drop);
        }
    }

    @Override
    public void renew(Job job, IdempotencyKey key) {
        JobEntry entry = jobs.get(job.id());
        // Struck first: what is not in the books is being forgotten, and what is struck will not be.
        if (entry == null || entry.state().isFinished() && !retention.strike(job.id())) {
            throw new ForgottenException(job.id());
        }
        boolean finished = entry.state().isFinished();
        boolean recorded = false;
        try {
            var again = new JobRecords.Again(jobs, entry, job, keyed(key));
            append(again);
            recorded = true;
            if (again.isForgotten()) {
                throw new ForgottenException(job.id());
            }
        } finally {
            if (!recorded && finished && jobs.get(job.id()) == entry) {
                retention.finished(job.id(), entry.state(), entry.finishedAt(), size(entry)).forEach(this::drop);
            }
        }
        jobs.show(entry, job);
    }

    /**
     * A start has to be out of this process before the job's code runs, so that a job that kills the server is found RUNNING
     * by the next one. It has to be forced only if the job must not run twice even if the machine dies.
     */
    private static Ack ack(Job job) {
        return job.state() == JobState.RUNNING && job.request().options().rerunAfterCrash() ? Ack.WRITTEN : Ack.FORCED;
    }

    private long size(JobEntry entry) {
        return entry.place().bytes() + (entry.isLogged() ? logs.size(entry.id) : 0);
    }

    @Override
    public void cancelling(UUID id) {
        JobEntry entry = jobs.get(id);
        if (entry != null) {
            append(new JobRecords.Cancel(entry));
        }
    }

    private void insist(Record record, Ack ack) {
        try {
            journal.insist(record, ack);
        } catch (IllegalStateException closedBefore) {
            throw new StoreClosedException(closedBefore);
        }
    }

    private void append(Record record) {
        try {
            journal.append(record);
        } catch (NotRecordedException refused) {
            throw new RefusedException(RefusedException.Reason.NOT_RECORDED, refused.getMessage());
        }
    }

    @Override
    public Job find(UUID id) {
        JobEntry entry = jobs.get(id);
        return entry == null ? null : load(entry);
    }

    private Job load(JobEntry entry) {
        Job job = entry.job();
        return job != null ? job : reader.read(entry);
    }

    @Override
    public boolean remove(UUID id) {
        JobEntry entry = jobs.get(id);
        if (entry == null) {
            return false;
        }
        var forget = new JobRecords.Forget(entry);
        append(forget);
        if (!forget.waits()) {
            retention.strike(id);
            drop(id);
        }
        return !forget.waits();
    }

    private void drop(UUID id) {
        JobEntry entry = jobs.drop(id);
        if (entry != null && entry.isLogged()) {
            logs.remove(id);
        }
    }

    @Override
    public List<Job> list(JobFilter filter, UUID before, int limit) {
        return jobs.newest(filter, before, limit).stream().map(this::load).filter(Objects::nonNull).toList();
    }

    @Override
    public List<UUID> ids(JobFilter filter, UUID before, int limit) {
        return jobs.newest(filter, before, limit).stream().map(entry -> entry.id).toList();
    }

    @Override
    public Map<String, Map<JobState, Long>> counts() {
        return jobs.counts();
    }

    @Override
    public JobLog log(UUID id) {
        JobEntry entry = jobs.get(id);
        if (entry != null) {
            entry.logged();
        }
        return logs.of(id);
    }

    @Override
    public void answered(IdempotencyKey key, Job met) {
        append(new JobRecords.Answered(jobs, keyed(key), met));
    }

    @Override
    public Answer answer(String key) {
        KeptAnswer kept = jobs.answers().get(key, clock.instant());
        return kept == null ? null : reader.read(kept);
    }

    @Override
    public ScheduleStore schedules() {
        return schedules;
    }

    @Override
    public CheckpointStore checkpoints() {
        return checkpoints;
    }

    @Override
    public void queue(String name, QueueOptions said) {
        append(jobs.queues().change(name, said));
    }

    @Override
    public Map<String, QueueOptions> queues() {
        return jobs.queues().all();
    }

    @Override
    public void prune() {
        retention.expired(clock.instant()).forEach(this::drop);
        jobs.answers().expire(clock.instant()).forEach(kept -> jobs.liveBytes(-kept.drop()));
        jobs.tidy();
    }

    /** Cleans the journal now, rather than within a second. */
    void clean() {
        cleaner.clean();
    }

    @Override
    public String kind() {
        return "journal";
    }

    @Override
    public String failure() {
        return journal.failure();
    }

    @Override
    public void close() {
        closed.countDown();
        logs.close();
        if (cutOff.areAnyAsFound()) {
            // Nobody has taken them up, as when a start came to nothing: the next one is still to learn of the crash.
            journal.abandon();
        } else {
            journal.close();
        }
    }
}
