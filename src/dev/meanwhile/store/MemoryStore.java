package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.QueueOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Jobs in memory: fast, bounded, and gone with the process. */
public final class MemoryStore implements JobStore {

    private final InstantSource clock;
    private final int maxLog;
    /** The bytes left for the logs of unfinished jobs. */
    private final AtomicLong logBudget;
    private final Retention retention;
    private final Answers<Answer> answers;

    private final MemoryJobs jobs = new MemoryJobs();
    private final ConcurrentMap<UUID, MemoryLog> logs = new ConcurrentHashMap<>();
    private final StateCounts counts = new StateCounts();
    private final BatchCounts batches = new BatchCounts();
    private final Holds holds;
    private final ScheduleStore schedules = new MemorySchedules(job -> add(job, null));
    private final ConcurrentMap<String, QueueOptions> queues = new ConcurrentHashMap<>();
    private final MemoryCheckpoints checkpoints;

    /** Creates an empty store. */
    public MemoryStore(Keep keep, Limits limits, InstantSource clock) {
        this.clock = clock;
        this.maxLog = limits.maxLog();
        this.logBudget = new AtomicLong(limits.maxBytes());
        this.retention = new Retention(keep, Math.min(keep.bytes(), limits.maxBytes()));
        this.holds = new Holds(retention, this::state, this::drop);
        // An answer keeps the request for its job in memory, long after the job may have been forgotten.
        this.checkpoints = new MemoryCheckpoints(jobs::get, limits.maxBytes());
        this.answers = new Answers<>(ANSWERS_KEPT, limits.maxBytes(),
                answer -> answer.jobs().stream().mapToLong(job -> Footprint.of(job.request())).sum());
    }

    @Override
    public void recover(Consumer<Job> unfinished) {
        // There are none: memory begins empty.
    }

    @Override
    public boolean wasClosed() {
        return true;
    }

    @Override
    public void add(Job job, IdempotencyKey key) {
        if (key != null) {
            answers.ensureRoom();
        }
        jobs.add(job);
        counts.add(job.type(), job.state(), 1);
        batches.add(job.request().origin().batch(), job.state());
        if (key != null) {
            answers.put(key.text(), new Answer(key, true, job), clock.instant());
        }
    }

    @Override
    public void addAll(List<Job> batch, IdempotencyKey key) {
        if (key != null) {
            answers.ensureRoom();
        }
        for (Job job : batch) {
            add(job, null);
        }
        if (key != null) {
            answers.put(key.text(), new Answer(key, true, batch), clock.instant());
        }
    }

    @Override
    public void save(Job job) {
        moved(jobs.replace(job), job);
        checkpoints.became(job);
        if (job.state().isFinished()) {
            MemoryLog log = logs.get(job.id());
            if (log != null) {
                log.end();
            }
            long size = Footprint.of(job) + (log == null ? 0 : log.size());
            retention.finished(job.id(), job.state(), job.status().finishedAt(), size).forEach(this::drop);
        }
    }

    @Override
    public void renew(Job job, IdempotencyKey key) {
        if (key != null) {
            answers.ensureRoom();
        }
        Job before = jobs.get(job.id());
        if (before == null || before.state().isFinished() && !retention.strike(job.id())) {
            throw new ForgottenException(job.id());
        }
        moved(jobs.replace(job), job);
        checkpoints.became(job);
        logs.computeIfPresent(job.id(), (id, log) -> {
            log.resume();
            return log;
        });
        if (key != null) {
            answers.put(key.text(), new Answer(key, false, job), clock.instant());
        }
    }

    @Override
    public void cancelling(UUID id) {
        // Known to the engine, which does not outlive this.
    }

    @Override
    public Job find(UUID id) {
        return jobs.get(id);
    }

    @Override
    public JobState state(UUID id) {
        Job job = jobs.get(id);
        return job == null ? null : job.state();
    }

    @Override
    public Holds holds() {
        return holds;
    }

    @Override
    public boolean remove(UUID id) {
        boolean known = retention.strikeUnneeded(id);
        if (known) {
            drop(id);
        }
        return known;
    }

    private void drop(UUID id) {
        MemoryJobs.Kept job = jobs.remove(id);
        if (job != null) {
            counts.add(job.request().type(), job.state(), -1);
            batches.drop(job.request().origin().batch(), job.state());
        }
        logs.remove(id);
    }

    @Override
    public List<Job> list(JobFilter filter, UUID before, int limit) {
        return jobs.newest(filter, before, limit);
    }

    @Override
    public List<UUID> ids(JobFilter filter, UUID before, int limit) {
        return list(filter, before, limit).stream().map(Job::id).toList();
    }

    @Override
    public Map<String, Map<JobState, Long>> counts() {
        return counts.get();
    }

    @Override
    public Map<JobState, Integer> batch(UUID id) {
        return batches.get(id);
    }

    @Override
    public JobLog log(UUID id) {
        MemoryLog present = logs.get(id);
        return present != null ? present : entered(id);
    }

    private MemoryLog entered(UUID id) {
        var entered = new MemoryLog[1];
        // Looked at inside, so that either save() and renew() find the log, or this sees what they saw.
        logs.compute(id, (same, present) -> {
            Job job = jobs.get(id);
            entered[0] = present != null ? present : new MemoryLog(maxLog, logBudget);
            if (job == null || job.state().isFinished()) {
                entered[0].end();
            }
            return job == null ? null : entered[0];
        });
        return entered[0];
    }

    @Override
    public void answered(IdempotencyKey key, Job met) {
        answers.ensureRoom();
        answers.put(key.text(), new Answer(key, false, met), clock.instant());
    }

    @Override
    public Answer answer(String key) {
        return answers.get(key, clock.instant());
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
        queues.put(name, said);
    }

    @Override
    public Map<String, QueueOptions> queues() {
        return Map.copyOf(queues);
    }

    @Override
    public void prune() {
        answers.expire(clock.instant());
        retention.expired(clock.instant()).forEach(this::drop);
        jobs.tidy();
    }

    @Override
    public String kind() {
        return "memory";
    }

    @Override
    public String failure() {
        return null;
    }

    @Override
    public void close() {
        logs.values().forEach(MemoryLog::end);
    }

    private void moved(Job before, Job job) {
        counts.add(job.type(), job.state(), 1);
        counts.add(before.type(), before.state(), -1);
        batches.move(job.request().origin().batch(), before.state(), job.state());
    }
}
