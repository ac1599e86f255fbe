package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.journal.FaultyDisk;
import dev.meanwhile.journal.Fsync;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCheckpointsTest {

    private static final long SEGMENT = 1_000;

    @TempDir
    private Path folder;

    private final RandomJobs jobs = new RandomJobs(new Random(1));

    private Job run(JobStore store) {
        Job job = jobs.plain(TestStore.NOW, true);
        store.add(job, null);
        return started(store, job);
    }

    private static Job started(JobStore store, Job job) {
        Job running = job.with(job.status().started(TestStore.NOW));
        store.save(running);
        return running;
    }

    private static Job retrying(JobStore store, Job job) {
        var error = new JobError("e", "m", "s", job.status().attempt(), TestStore.NOW);
        Job retrying = job.with(job.status().retrying(error, TestStore.NOW, TestStore.NOW));
        store.save(retrying);
        return retrying;
    }

    private static Job succeed(JobStore store, Job job) {
        Job done = job.with(job.status().succeeded("1", TestStore.NOW));
        store.save(done);
        return done;
    }

    @Test
    void areThereAfterACrashAndGoneWithTheirJobs() throws Exception {
        var disk = new FaultyDisk();
        Job running;
        Job retrying;
        Job anew;
        Job done;
        try (var opened = TestStore.open(folder.resolve("run"), disk, Fsync.ALWAYS, 1 << 20)) {
            JobStore store = opened.store();
            running = run(store);
            store.checkpoints().put(running.id(), 1, "1");
            store.checkpoints().put(running.id(), 1, "{\"a\":[2]}");
            retrying = run(store);
            store.checkpoints().put(retrying.id(), 1, "3");
            retrying(store, retrying);
            anew = run(store);
            store.checkpoints().put(anew.id(), 1, "4");
            Job waits = retrying(store, anew);
            store.renew(waits.with(waits.status().replaced(TestStore.NOW, TestStore.NOW, false)), null);
            done = run(store);
            store.checkpoints().put(done.id(), 1, "5");
            succeed(store, done);
            disk.kill(folder.resolve("killed"));
        }
        try (var again = TestStore.open(folder.resolve("killed"))) {
            CheckpointStore checkpoints = again.store().checkpoints();
            assertThat(checkpoints.get(running.id())).isEqualTo("{\"a\":[2]}");
            assertThat(checkpoints.get(retrying.id())).isEqualTo("3");
            assertThat(checkpoints.get(anew.id())).isNull();
            assertThat(checkpoints.get(done.id())).isNull();
        }
    }

    @Test
    void goWhereTheirJobsGoWhenTheJournalIsCleaned() throws Exception {
        Job running;
        try (var opened = TestStore.open(folder.resolve("run"), new FaultyDisk(), Fsync.ALWAYS, SEGMENT)) {
            JournalStore store = opened.store();
            running = run(store);
            store.checkpoints().put(running.id(), 1, "\"far\"");
            for (int i = 0; i < 30; i++) {
                Job job = run(store);
                store.checkpoints().put(job.id(), 1, "\"" + "x".repeat(200) + "\"");
                store.remove(succeed(store, job).id());
                store.clean();
                assertThat(store.checkpoints().get(running.id())).isEqualTo("\"far\"");
            }
            assertThat(folder.resolve("run/00000001.jsonl")).doesNotExist();
            assertThat(opened.journal().bytes()).as("what is of no more use goes").isLessThan(6 * SEGMENT);
        }
        try (var again = TestStore.open(folder.resolve("run"))) {
            assertThat(again.store().checkpoints().get(running.id())).isEqualTo("\"far\"");
        }
    }

    /** The copy's turn comes after the job has begun anew, or said more: it must not bring back what was said before. */
    @Test
    void neverFallBackToWhatWasBeingCopied() throws Exception {
        for (boolean anew : new boolean[] {true, false}) {
            var disk = new FaultyDisk();
            Path run = folder.resolve("run" + anew);
            try (var opened = TestStore.open(run, disk, Fsync.ALWAYS, SEGMENT)) {
                JournalStore store = opened.store();
                Job job = run(store);
                store.checkpoints().put(job.id(), 1, "\"old\"");
                Job waits = anew ? retrying(store, job) : job;
                for (int i = 0; opened.journal().bytes() < 9 * SEGMENT; i++) {
                    store.remove(succeed(store, run(store)).id());
                }
                int held = disk.operations() + 1;
                var reached = new CountDownLatch(1);
                var go = new CountDownLatch(1);
                disk.before(number -> {
                    if (number == held) {
                        reached.countDown();
                        await(go);
                    }
                });
                Thread adds = Thread.ofPlatform().start(() -> store.add(jobs.plain(TestStore.NOW, true), null));
                await(reached);
                Thread changes = Thread.ofPlatform().start(() -> {
                    if (anew) {
                        store.renew(waits.with(waits.status().replaced(TestStore.NOW, TestStore.NOW, false)), null);
                    } else {
                        store.checkpoints().put(job.id(), 1, "\"new\"");
                    }
                });
                awaitWaiting(changes);
                Thread cleans = Thread.ofPlatform().start(store::clean);
                awaitWaiting(cleans);
                go.countDown();
                for (Thread thread : new Thread[] {adds, changes, cleans}) {
                    thread.join();
                }
                disk.before(number -> { });
                String now = anew ? null : "\"new\"";
                assertThat(store.checkpoints().get(job.id())).isEqualTo(now);
                assertThat(run.resolve("00000001.jsonl")).doesNotExist();
                disk.kill(folder.resolve("killed" + anew));
                try (var again = TestStore.open(folder.resolve("killed" + anew))) {
                    assertThat(again.store().checkpoints().get(job.id())).isEqualTo(now);
                }
            }
        }
    }

    @Test
    void stayAsTheyWereIfTheDiskRefusesTheNext() throws Exception {
        var disk = new FaultyDisk();
        try (var opened = TestStore.open(folder.resolve("run"), disk, Fsync.ALWAYS, 1 << 20)) {
            JournalStore store = opened.store();
            Job job = run(store);
            store.checkpoints().put(job.id(), 1, "1");
            disk.failing(number -> true);
            assertThatThrownBy(() -> store.checkpoints().put(job.id(), 1, "2")).isInstanceOf(RefusedException.class);
            assertThat(store.checkpoints().get(job.id())).isEqualTo("1");
            disk.failing(number -> false);
        }
    }

    private static void awaitWaiting(Thread thread) {
        for (int i = 0; thread.getState() != Thread.State.WAITING; i++) {
            assertThat(i).isLessThan(60_000);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
