package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What the journal's store has in memory. Safe for use by any thread. */
final class JobTable {

    /** About how many bytes of memory an answer on disk takes, with a key of the usual length. */
    private static final int ANSWER = 256;

    private final JobIndex<JobEntry> entries = new JobIndex<>(entry -> entry.id);
    private final StateCounts counts = new StateCounts();
    private final BatchCounts batches = new BatchCounts();
    private final Answers<KeptAnswer> answers;
    private final ScheduleTable schedules = new ScheduleTable(this::liveBytes);
    /** The bytes on disk that are still needed. */
    private final AtomicLong liveBytes = new AtomicLong();
    private final QueueTable queues = new QueueTable(this::liveBytes);
    private final CheckpointTable checkpoints;

    /** Creates an empty table; answers take {@code maxBytes} at most, and checkpoints as many on disk. */
    JobTable(long maxBytes) {
        this.answers = new Answers<>(JobStore.ANSWERS_KEPT, maxBytes, answer -> ANSWER);
        this.checkpoints = new CheckpointTable(maxBytes, this::liveBytes);
    }

    JobEntry get(UUID id) {
        return entries.get(id);
    }

    boolean isUnfinished(UUID id) {
        JobEntry entry = entries.get(id);
        return entry != null && !entry.state().isFinished();
    }

    void add(JobEntry entry) {
        entries.add(entry);
        counts.add(entry.type, entry.state(), 1);
        batches.add(entry.batch, entry.state());
    }

    /** Shows what a job has become. */
    void show(JobEntry entry, Job next) {
        counts.add(entry.type, entry.state(), -1);
        counts.add(entry.type, next.state(), 1);
        batches.move(entry.batch, entry.state(), next.state());
        entry.show(next);
        checkpoints.became(next);
    }

    /** Takes a job out; returns it, or null if it was not there. */
    JobEntry drop(UUID id) {
        JobEntry entry = entries.remove(id);
        if (entry != null) {
            counts.add(entry.type, entry.state(), -1);
            batches.drop(entry.batch, entry.state());
            liveBytes(-entry.drop());
        }
        return entry;
    }

    List<JobEntry> newest(JobFilter filter, UUID before, int limit) {
        return entries.newest(entry -> entry.matches(filter), before, filter.batch(), limit);
    }

    void forEach(Consumer<JobEntry> action) {
        entries.forEach(action);
    }

    BatchCounts batches() {
        return batches;
    }

    Map<String, Map<JobState, Long>> counts() {
        return counts.get();
    }

    /** Keeps an answer, in the place of an earlier one to the same key. */
    void keep(KeptAnswer answer) {
        KeptAnswer before = answers.put(answer.keyed.key().text(), answer, answer.keyed.at());
        if (before != null) {
            liveBytes(-before.drop());
        }
    }

    QueueTable queues() {
        return queues;
    }

    CheckpointTable checkpoints() {
        return checkpoints;
    }

    Answers<KeptAnswer> answers() {
        return answers;
    }

    ScheduleTable schedules() {
        return schedules;
    }

    void liveBytes(long change) {
        liveBytes.addAndGet(change);
    }

    long liveBytes() {
        return liveBytes.get();
    }

    /** Lets go of what is kept no longer. */
    void prune(Instant now) {
        answers.expire(now).forEach(kept -> liveBytes(-kept.drop()));
        entries.tidy();
    }
}
