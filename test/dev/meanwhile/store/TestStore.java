package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.journal.FaultyDisk;
import dev.meanwhile.journal.Fsync;
import dev.meanwhile.journal.Journal;
import dev.meanwhile.journal.PrivateFolder;
import dev.meanwhile.journal.TestJournals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A store with its journal in {@code folder} itself, on a disk that may fail, in small segments. */
public record TestStore(JournalStore store, Journal journal) implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final Keep KEEP = new Keep(Duration.ofDays(100), Duration.ofDays(100), 100_000, 1L << 30);
    private static final Limits LIMITS = new Limits(100_000, 100_000_000, 100_000, 100_000, 100_000);

    /** Opens the store; {@code folder} is made if need be. */
    public static TestStore open(Path folder, FaultyDisk disk, Fsync fsync, long segmentSize) throws IOException {
        PrivateFolder.make(folder);
        var opened = new ArrayList<Journal>();
        JournalStore store = JournalStore.open(replay -> {
            opened.add(TestJournals.open(folder, disk, fsync, segmentSize, EventLog.NONE, replay));
            return opened.getFirst();
        }, folder.resolveSibling(folder.getFileName() + "-logs"), KEEP, LIMITS, () -> NOW, EventLog.NONE);
        return new TestStore(store, opened.getFirst());
    }

    /** Opens the store on a disk that does not fail. */
    public static TestStore open(Path folder) throws IOException {
        return open(folder, new FaultyDisk(), Fsync.ALWAYS, 1 << 20);
    }

    List<Job> all() {
        return store.list(JobFilter.ALL, null, Integer.MAX_VALUE);
    }

    /** Returns all that can be seen of the store: jobs, counts, and how requests with these keys were answered. */
    Map<String, String> state(Iterable<String> keys) {
        var state = new TreeMap<String, String>();
        // That a running job was told to stop is shown after a start only; until then it is the engine that shows it.
        all().forEach(job -> state.put(job.id().toString(), job.state() == JobState.RUNNING
                ? job.toString().replace("cancelRequested=true", "cancelRequested=false") : job.toString()));
        all().forEach(job -> state.put("checkpoint of " + job.id(), String.valueOf(store.checkpoints().get(job.id()))));
        state.put("counts", store.counts().toString());
        keys.forEach(key -> state.put(key, String.valueOf(store.answer(key))));
        return state;
    }

    /** Checks that two states are the same, and tells only what differs. */
    static void assertSame(Map<String, String> now, Map<String, String> before, String when) {
        var different = new TreeMap<>(now);
        different.entrySet().removeAll(before.entrySet());
        assertThat(different).as(when).isEmpty();
        assertThat(now.keySet()).as(when).containsAll(before.keySet());
    }

    @Override
    public void close() {
        store.close();
    }
}
