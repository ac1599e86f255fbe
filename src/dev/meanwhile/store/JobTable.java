package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What the journal's store has in memory. Safe for use by any thread. */
final class JobTable {

    private final JobIndex<JobEntry> entries = new JobIndex<>(entry -> entry.id);
    private final StateCounts counts = new StateCounts();
    private final Answers<KeptAnswer> answers;
    /** The bytes on disk that are still needed. */
    private final AtomicLong liveBytes = new AtomicLong();

    JobTable(long maxAnswerBytes) {
        this.answers = new Answers<>(JobStore.ANSWERS_KEPT, maxAnswerBytes);
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
    }

    /** Shows what a job has become. */
    void show(JobEntry entry, Job next) {
        counts.add(entry.type, entry.state(), -1);
        counts.add(entry.type, next.state(), 1);
        entry.show(next);
    }

    /** Takes a job out; returns it, or null if it was not there. */
    JobEntry drop(UUID id) {
        JobEntry entry = entries.remove(id);
        if (entry != null) {
            counts.add(entry.type, entry.state(), -1);
            liveBytes(-entry.drop());
        }
        return entry;
    }

    List<JobEntry> newest(JobFilter filter, UUID before, int limit) {
        return entries.newest(entry -> entry.matches(filter), before, limit);
    }

    void forEach(Consumer<JobEntry> action) {
        entries.forEach(action);
    }

    Map<String, Map<JobState, Long>> counts() {
        return counts.get();
    }

    Answers<KeptAnswer> answers() {
        return answers;
    }

    void liveBytes(long change) {
        liveBytes.addAndGet(change);
    }

    long liveBytes() {
        return liveBytes.get();
    }

    void tidy() {
        entries.tidy();
    }
}
