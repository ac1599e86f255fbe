package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.journal.FaultyDisk;
import dev.meanwhile.journal.Fsync;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalStoreCleaningTest {

    private static final long SEGMENT = 4_000;

    @TempDir
    private Path folder;

    private final Random random = new Random(1);
    private final RandomJobs jobs = new RandomJobs(random);
    private final List<String> keys = new ArrayList<>();
    /** Finished jobs that may be removed, the oldest first, and those that were. */
    private final ArrayDeque<Job> finished = new ArrayDeque<>();
    private final Set<UUID> removed = new HashSet<>();
    private final Set<UUID> cancelling = new HashSet<>();
    /** Bytes of lines that are needed, counted generously. */
    private long live;

    /** Adds a job and has something become of it; returns it as it is then. */
    private Job flow(JobStore store) {
        Job job = jobs.plain(TestStore.NOW, true);
        int fate = random.nextInt(100);
        IdempotencyKey key = fate % 10 == 0 ? new IdempotencyKey("key" + keys.size(), "print") : null;
        store.add(job, key);
        if (key != null) {
            keys.add(key.text());
            live += JobLines.answer(new JobLines.Keyed(key, TestStore.NOW), true, job).length + 40;
        }
        if (fate == 2 || fate == 3 || fate > 60 && fate < 65) {
            job = replaced(store, job, fate % 2 == 0);
        }
        if (fate > 5) {
            job = job.with(job.status().started(TestStore.NOW));
            store.save(job);
            checkpoint(store, job, fate > 8);
            if (fate == 7) {
                store.cancelling(job.id());
                cancelling.add(job.id());
                job = job.with(job.status().cancelling());
            }
        }
        if (fate > 65 && fate < 70) {
            job = job.with(job.status().failed(new JobError("e", "m", "s", 1, TestStore.NOW), TestStore.NOW));
            store.save(job);
            job = job.with(job.status().retried(TestStore.NOW, false));
            store.renew(job, null);
            job = job.with(job.status().started(TestStore.NOW));
            store.save(job);
        }
        if (fate > 8) {
            job = job.with(job.status().succeeded("\"" + "r".repeat(random.nextInt(100)) + "\"", TestStore.NOW));
            store.save(job);
            finished.add(job);
            if (fate == 50) {
                keys.add("met" + keys.size());
                store.answered(new IdempotencyKey(keys.getLast(), "print"), job);
                live += JobLines.add(job, null).length + 100;
            }
        }
        live += size(job);
        while (finished.size() > 20) {
            Job old = finished.poll();
            store.remove(old.id());
            removed.add(old.id());
            live -= size(old);
        }
        return job;
    }

    private void checkpoint(JobStore store, Job job, boolean finishes) {
        store.checkpoints().put(job.id(), 1, "\"begun\"");
        String state = "{\"done\":" + job.id().getLeastSignificantBits() % 1_000 + "}";
        store.checkpoints().put(job.id(), 1, state);
        live += finishes ? 0 : CheckpointLines.write(job.id(), state).length + 40;
    }

    private Job replaced(JobStore store, Job job, boolean keyed) {
        var request = new Job.Request("noop", "noop", "\"anew\"", job.request().options().withTags("anew"), Job.Origin.NONE);
        var anew = new Job(job.id(), request, job.submittedAt(), job.status().replaced(TestStore.NOW, TestStore.NOW, false));
        store.renew(anew, keyed ? new IdempotencyKey("anew" + keys.size(), "print") : null);
        if (keyed) {
            keys.add("anew" + keys.size());
            live += JobLines.add(anew, null).length + 100;
        }
        return anew;
    }

    /** What a job may take at most: a line with its beginning, and one with its end. */
    private static long size(Job job) {
        return JobLines.add(job, null).length + JobLines.move(job).length + 80;
    }

    @Test
    void keepsTheJournalSmallAndEverythingInIt() throws Exception {
        var disk = new FaultyDisk();
        Path run = folder.resolve("run");
        Map<String, String> state;
        try (var opened = TestStore.open(run, disk, Fsync.ALWAYS, SEGMENT)) {
            for (int i = 0; i < 400; i++) {
                flow(opened.store());
                if (i % 20 == 0) {
                    opened.store().clean();
                    assertThat(opened.journal().bytes()).isLessThanOrEqualTo(2 * live + 2 * SEGMENT);
                }
            }
            assertThat(run.resolve("00000001.jsonl")).doesNotExist();
            state = opened.state(keys);
            assertThat(opened.all()).extracting(Job::id).doesNotContainAnyElementsOf(removed);
        }
        try (var again = TestStore.open(run, new FaultyDisk(), Fsync.ALWAYS, SEGMENT)) {
            TestStore.assertSame(again.state(keys), state, "opened again");
            assertThat(cancelling).isNotEmpty().allMatch(id -> again.store().find(id).status().cancelRequested());
            // What was counted as needed is the same after reading as after writing it: nothing more to clean, or little.
            again.store().clean();
            assertThat(again.journal().bytes()).isLessThanOrEqualTo(2 * live + 2 * SEGMENT);
            TestStore.assertSame(again.state(keys), state, "opened again");
        }
    }

    @Test
    void isTheSameWhereverItDiesWhileItCleans() throws Exception {
        var disk = new FaultyDisk();
        try (var opened = TestStore.open(folder.resolve("run"), disk, Fsync.ALWAYS, 1_500)) {
            int checked = 0;
            for (int i = 0; i < 30; i++) {
                for (int k = 0; k < 12; k++) {
                    flow(opened.store());
                }
                Map<String, String> state = opened.state(keys);
                int from = disk.operations();
                int at = from + random.nextInt(1, 16);
                Path left = folder.resolve("left" + i);
                disk.before(number -> {
                    if (number == at && random.nextBoolean()) {
                        disk.kill(left);
                    } else if (number == at) {
                        disk.crash(left, random);
                    }
                });
                opened.store().clean();
                disk.before(number -> { });
                TestStore.assertSame(opened.state(keys), state, "cleaned");
                if (left.toFile().exists()) {
                    checked++;
                    try (var again = TestStore.open(left)) {
                        TestStore.assertSame(again.state(keys), state, "left by round " + i);
                    }
                }
            }
            assertThat(checked).isGreaterThan(5);
        }
    }

    @Test
    void aJobThatIsRemovedWhileItsCopyIsOnTheWayNeverComesBack() throws Exception {
        var disk = new FaultyDisk();
        try (var opened = TestStore.open(folder.resolve("run"), disk, Fsync.ALWAYS, 700)) {
            JournalStore store = opened.store();
            Job job = finished(store);
            while (opened.journal().bytes() < 3 * size(job) + 2 * 700 + 500) {
                store.remove(finished(store).id());
            }
            // The writer is held up, so that the copy is asked for after the removal and before that has been recorded.
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
            Thread removes = Thread.ofPlatform().start(() -> store.remove(job.id()));
            awaitWaiting(removes);
            Thread cleans = Thread.ofPlatform().start(store::clean);
            awaitWaiting(cleans);
            go.countDown();
            for (Thread thread : List.of(adds, removes, cleans)) {
                thread.join();
            }
            assertThat(store.find(job.id())).isNull();
            assertThat(folder.resolve("run/00000001.jsonl")).doesNotExist();
            disk.kill(folder.resolve("killed"));
            try (var again = TestStore.open(folder.resolve("killed"))) {
                assertThat(again.store().find(job.id())).isNull();
            }
        }
    }

    /** What is copied of a job that waits again says what it says now, and what a request was answered before stays as it was. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aJobThatIsSubmittedAnewWhileItsCopyIsOnTheWayNeverFallsBack(boolean copiedFirst) throws Exception {
        var disk = new FaultyDisk();
        try (var opened = TestStore.open(folder.resolve("run"), disk, Fsync.ALWAYS, 700)) {
            JournalStore store = opened.store();
            var made = new IdempotencyKey("made", "print");
            Job accepted = jobs.plain(TestStore.NOW, true);
            store.add(accepted, made);
            while (opened.journal().bytes() < 6 * size(accepted) + 2 * 700 + 500) {
                store.remove(finished(store).id());
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
            var anew = new Job[1];
            Thread renews = Thread.ofPlatform().unstarted(() -> anew[0] = replaced(store, accepted, true));
            Thread cleans = Thread.ofPlatform().unstarted(store::clean);
            for (Thread thread : copiedFirst ? List.of(cleans, renews) : List.of(renews, cleans)) {
                thread.start();
                awaitWaiting(thread);
            }
            go.countDown();
            for (Thread thread : List.of(adds, renews, cleans)) {
                thread.join();
            }
            assertThat(folder.resolve("run/00000001.jsonl")).doesNotExist();
            Job running = anew[0].with(anew[0].status().started(TestStore.NOW));
            store.save(running);
            Job done = running.with(running.status().succeeded("1", TestStore.NOW));
            store.save(done);
            disk.kill(folder.resolve("killed"));
            try (var left = TestStore.open(folder.resolve("killed"))) {
                for (var one : List.of(opened, left)) {
                    assertThat(one.store().find(done.id())).isEqualTo(done);
                    assertThat(one.store().answer("made")).isEqualTo(new Answer(made, true, accepted));
                    assertThat(one.store().answer(keys.getLast()).job()).isEqualTo(anew[0]);
                }
            }
        }
    }

    private Job finished(JournalStore store) {
        Job job = jobs.plain(TestStore.NOW, true);
        store.add(job, null);
        job = job.with(job.status().started(TestStore.NOW));
        store.save(job);
        job = job.with(job.status().succeeded("1", TestStore.NOW));
        store.save(job);
        return job;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitWaiting(Thread thread) {
        for (int i = 0; thread.getState() != Thread.State.WAITING; i++) {
            assertThat(i).isLessThan(60_000);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void showsEveryJobWhileItCleans() throws Exception {
        try (var opened = TestStore.open(folder.resolve("run"), new FaultyDisk(), Fsync.ALWAYS, 1_500)) {
            JournalStore store = opened.store();
            List<Job> steady = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                Job job = jobs.plain(TestStore.NOW, true);
                store.add(job, null);
                if (i % 3 > 0) {
                    job = job.with(job.status().started(TestStore.NOW));
                    store.save(job);
                }
                if (i % 3 > 1) {
                    job = job.with(job.status().succeeded("1", TestStore.NOW));
                    store.save(job);
                }
                steady.add(job);
            }
            var stop = new AtomicBoolean();
            List<FutureTask<Integer>> readers = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                boolean lists = t == 0;
                var reader = new FutureTask<>(() -> {
                    int rounds = 0;
                    for (; !stop.get(); rounds++) {
                        if (lists) {
                            assertThat(store.list(JobFilter.ALL, null, 1_000)).containsAll(steady);
                        } else {
                            steady.forEach(job -> assertThat(store.find(job.id())).isEqualTo(job));
                        }
                    }
                    return rounds;
                });
                readers.add(reader);
                Thread.ofPlatform().start(reader);
            }
            var cleaner = new FutureTask<>(() -> {
                while (!stop.get()) {
                    store.clean();
                }
                return null;
            });
            Thread.ofPlatform().start(cleaner);
            try {
                for (int i = 0; i < 300; i++) {
                    flow(store);
                }
            } finally {
                stop.set(true);
            }
            cleaner.get();
            for (var reader : readers) {
                assertThat(reader.get()).isPositive();
            }
            assertThat(folder.resolve("run/00000001.jsonl")).doesNotExist();
        }
        try (var again = TestStore.open(folder.resolve("run"))) {
            assertThat(again.all()).extracting(Job::id).doesNotContainAnyElementsOf(removed);
        }
    }
}
