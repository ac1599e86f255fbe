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
import dev.meanwhile.journal.PrivateFolder;
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
    private final Recorder recorder;
    private final JobTable jobs;
    private final Retention retention;
    private final Holds holds;
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
        this.recorder = new Recorder(journal);
        this.jobs = jobs;
        this.retention = retention;
        this.logs = logs;
        this.holds = new Holds(retention, this::state, this::drop);
        this.cutOff = new CutOffJobs(jobs);
        this.reader = new JobReader(journal, jobs);
        this.schedules = new JournalSchedules(jobs, recorder::append, log);
        this.checkpoints = new JournalCheckpoints(journal, jobs, recorder::append);
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
        recover(job -> job.request().options().more().after().forEach(retention::hold));
        jobs.checkpoints().retain(jobs::isUnfinished);
        for (JobEntry entry : replay.finished()) {
            enter(entry);
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
        recorder.append(new JobRecords.Add(jobs, job, keyed(key)));
    }

    @Override
    public void addAll(List<Job> batch, IdempotencyKey key) {
        recorder.append(new JobRecords.AddAll(jobs, batch, keyed(key)));
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
        if (JobRecords.isNews(job, entry)) {
            recorder.insist(new JobRecords.Move(jobs, entry, job), JobRecords.ack(job));
        }
        jobs.show(entry, job);
        if (job.state().isFinished()) {
            if (entry.isLogged()) {
                logs.end(job.id());
            }
            enter(entry);
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
            recorder.append(again);
            recorded = true;
            if (again.isForgotten()) {
                throw new ForgottenException(job.id());
            }
        } finally {
            if (!recorded && finished && jobs.get(job.id()) == entry) {
                enter(entry);
            }
        }
        jobs.show(entry, job);
    }

    private long size(JobEntry entry) {
        return entry.place().bytes() + (entry.isLogged() ? logs.size(entry.id) : 0);
    }

    @Override
    public void cancelling(UUID id) {
        JobEntry entry = jobs.get(id);
        if (entry != null) {
            recorder.append(new JobRecords.Cancel(entry));
        }
    }

    @Override
    public Job find(UUID id) {
        JobEntry entry = jobs.get(id);
        return entry == null ? null : reader.job(entry);
    }

    @Override
    public JobState state(UUID id) {
        JobEntry entry = jobs.get(id);
        return entry == null ? null : entry.state();
    }

    @Override
    public Holds holds() {
        return holds;
    }

    @Override
    public boolean remove(UUID id) {
        JobEntry entry = jobs.get(id);
        // Struck first: nobody can hold what is struck, or let it wait again.
        if (entry == null || !entry.state().isFinished() || !retention.strikeUnneeded(id)) {
            return false;
        }
        boolean recorded = false;
        try {
            recorder.append(new JobRecords.Forget(entry));
            recorded = true;
        } finally {
            if (!recorded) {
                enter(entry);
            }
        }
        drop(id);
        return true;
    }

    private void enter(JobEntry entry) {
        retention.finished(entry.id, entry.state(), entry.finishedAt(), size(entry)).forEach(this::drop);
    }

    private void drop(UUID id) {
        JobEntry entry = jobs.drop(id);
        if (entry != null && entry.isLogged()) {
            logs.remove(id);
        }
    }

    @Override
    public List<Job> list(JobFilter filter, UUID before, int limit) {
        return jobs.newest(filter, before, limit).stream().map(reader::job).filter(Objects::nonNull).toList();
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
    public Map<JobState, Integer> batch(UUID id) {
        return jobs.batches().get(id);
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
        recorder.append(new JobRecords.Answered(jobs, keyed(key), met));
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
        recorder.append(jobs.queues().change(name, said));
    }

    @Override
    public Map<String, QueueOptions> queues() {
        return jobs.queues().all();
    }

    @Override
    public void prune() {
        retention.expired(clock.instant()).forEach(this::drop);
        jobs.prune(clock.instant());
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
