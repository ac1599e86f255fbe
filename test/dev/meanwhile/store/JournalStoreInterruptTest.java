package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Job;
import dev.meanwhile.journal.FaultyDisk;
import dev.meanwhile.journal.Fsync;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreInterruptTest {

    private static final int THREADS = 10;
    private static final int ROUNDS = 25;

    @TempDir
    private Path folder;

    private final ConcurrentMap<UUID, Job> last = new ConcurrentHashMap<>();

    /** Calls something as an interrupted thread; it must still be interrupted then. */
    private static void interrupted(Runnable call) {
        Thread.currentThread().interrupt();
        call.run();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    private void use(JournalStore store, int thread) {
        var jobs = new RandomJobs(new Random(thread));
        for (int i = 0; i < ROUNDS; i++) {
            Job job;
            do {
                job = jobs.plain(TestStore.NOW, true);
                // Ids of each thread are its own.
            } while (Math.floorMod(job.id().getLeastSignificantBits(), THREADS) != thread);
            Job added = job;
            interrupted(() -> store.add(added, new IdempotencyKey(added.id().toString(), "p")));
            Job running = added.with(added.status().started(TestStore.NOW));
            interrupted(() -> store.save(running));
            interrupted(() -> store.log(added.id()).append("line"));
            interrupted(() -> store.cancelling(added.id()));
            interrupted(() -> assertThat(store.find(added.id()).id()).isEqualTo(added.id()));
            Job done = running.with(running.status().cancelled(TestStore.NOW));
            interrupted(() -> store.save(done));
            interrupted(() -> assertThat(store.find(added.id())).isEqualTo(done));
            interrupted(() -> store.answered(new IdempotencyKey("again" + added.id(), "p"), done));
            interrupted(() -> assertThat(store.answer(added.id().toString()).job()).isEqualTo(added));
            interrupted(() -> assertThat(store.list(JobFilter.ALL, null, 5)).isNotEmpty());
            interrupted(() -> assertThat(store.log(added.id()).read(0).text()).isEqualTo("line\n"));
            interrupted(() -> assertThat(store.counts()).isNotEmpty());
            interrupted(store::prune);
            if (i % 2 == 0) {
                interrupted(() -> store.remove(added.id()));
            } else {
                last.put(added.id(), done);
            }
        }
    }

    @Test
    void interruptNeverClosesJournal() throws Exception {
        var disk = new FaultyDisk();
        try (var opened = TestStore.open(folder.resolve("run"), disk, Fsync.ALWAYS, 4_000)) {
            List<FutureTask<Void>> tasks = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int number = t;
                var task = new FutureTask<Void>(() -> use(opened.store(), number), null);
                tasks.add(task);
                threads.add((t % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(task));
            }
            while (threads.stream().anyMatch(Thread::isAlive)) {
                threads.forEach(Thread::interrupt);
                opened.store().clean();
            }
            for (var task : tasks) {
                task.get();
            }
            assertThat(opened.store().failure()).isNull();
            last.forEach((id, job) -> assertThat(opened.store().find(id)).isEqualTo(job));
            Thread.currentThread().interrupt();
            opened.store().close();
            assertThat(Thread.interrupted()).isTrue();
        }
        try (var again = TestStore.open(folder.resolve("run"))) {
            assertThat(again.store().wasClosed()).isTrue();
            assertThat(again.all()).containsExactlyInAnyOrderElementsOf(last.values());
        }
    }
}
