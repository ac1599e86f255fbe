package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.journal.FaultyDisk;
import dev.meanwhile.journal.Fsync;
import dev.meanwhile.journal.JournalException;
import dev.meanwhile.journal.TestJournals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of jobs when the disk fails, the process dies or the power goes, at any operation. */
class JournalStoreFaultTest {

    private static final long SEGMENT = 700;
    private static final int AT_ONCE = 64;

    @TempDir
    private Path folder;

    /** The same calls each time, cleaning among them, and what may be found of each job at any moment. */
    private static final class Script {

        private final RandomJobs jobs = new RandomJobs(new Random(1));
        /** By id, what may be found; empty for nothing. */
        private final Map<String, Set<Optional<Job>>> possible = new ConcurrentHashMap<>();
        /** Whether what was only written may be lost, too. */
        private final boolean lossy;
        private JobStore store;

        Script(boolean lossy) {
            this.lossy = lossy;
        }

        void run(TestStore opened) {
            store = opened.store();
            for (int i = 0; i < 9; i++) {
                boolean rerun = i % 2 == 0;
                Job job = jobs.plain(TestStore.NOW, rerun);
                if (!add(job, i % 4 == 0 ? "key" + i : null)) {
                    continue;
                }
                if (i == 5) {
                    renew(anew(job), "met again");
                    continue;
                }
                job = save(job.with(job.status().started(TestStore.NOW)), !rerun);
                if (i % 3 == 0) {
                    job = cancel(job);
                }
                var error = new JobError("e", "m", "s", 1, TestStore.NOW);
                if (i == 4) {
                    job = save(job.with(job.status().retrying(error, TestStore.NOW, TestStore.NOW)), true);
                    job = job.with(job.status().queued(TestStore.NOW));
                    job = save(job.with(job.status().started(TestStore.NOW)), false);
                }
                job = save(job.with(rerun ? job.status().succeeded("{\"b\":1}", TestStore.NOW)
                        : job.status().failed(error, TestStore.NOW)), true);
                if (i == 1) {
                    job = renew(job.with(job.status().retried(TestStore.NOW, false)), null);
                    opened.store().clean();
                    job = job.state().isFinished() ? job : save(job.with(job.status().started(TestStore.NOW)), !rerun);
                    job = job.state().isFinished() ? job : save(job.with(job.status().failed(error, TestStore.NOW)), true);
                }
                if (i == 2) {
                    answered(job, "met");
                } else if (i != 6) {
                    remove(job);
                }
                opened.store().clean();
            }
        }

        private Set<Optional<Job>> of(String name) {
            return possible.computeIfAbsent(name, absent -> ConcurrentHashMap.newKeySet());
        }

        private void may(String name, Job job) {
            of(name).add(Optional.ofNullable(job));
        }

        private void must(String name, Job job) {
            of(name).retainAll(Set.of(Optional.ofNullable(job)));
        }

        private boolean add(Job job, String key) {
            String name = job.id().toString();
            may(name, null);
            may(name, job);
            if (key != null) {
                may(key, null);
                may(key, job);
            }
            Job found = refuses(() -> store.add(job, key == null ? null : new IdempotencyKey(key, "print"))) ? null : job;
            must(name, found);
            if (key != null) {
                must(key, found);
            }
            return found != null;
        }

        private Job save(Job job, boolean forced) {
            String name = job.id().toString();
            may(name, job);
            store.save(job);
            if (forced || !lossy) {
                must(name, job);
            }
            return job;
        }

        private Job cancel(Job job) {
            String name = job.id().toString();
            Job cancelled = job.with(job.status().cancelling());
            may(name, cancelled);
            boolean refused = refuses(() -> store.cancelling(job.id()));
            of(name).remove(Optional.of(refused ? cancelled : job));
            return refused ? job : cancelled;
        }

        private Job anew(Job job) {
            var options = job.request().options().withTags("newest");
            var request = new Job.Request("noop", "noop", "{\"b\":\"newest\"}", options, Job.Origin.NONE);
            return new Job(job.id(), request, job.submittedAt(),
                    job.status().replaced(TestStore.NOW, TestStore.NOW.plusSeconds(60), false));
        }

        /** Lets a job wait again; returns it as it is then, which is as it was if that is refused. */
        private Job renew(Job job, String key) {
            String name = job.id().toString();
            Job before = store.find(job.id());
            may(name, job);
            if (key != null) {
                may(key, null);
                may(key, job);
            }
            boolean refused = refuses(() -> store.renew(job, key == null ? null : new IdempotencyKey(key, "print")));
            must(name, refused ? before : job);
            if (key != null) {
                must(key, refused ? null : job);
            }
            return refused ? before : job;
        }

        private void remove(Job job) {
            String name = job.id().toString();
            may(name, null);
            must(name, refuses(() -> store.remove(job.id())) ? job : null);
        }

        private void answered(Job job, String key) {
            may(key, null);
            may(key, job);
            must(key, refuses(() -> store.answered(new IdempotencyKey(key, "print"), job)) ? null : job);
        }

        private static boolean refuses(Runnable call) {
            try {
                call.run();
                return false;
            } catch (RefusedException refused) {
                return true;
            }
        }

        Map<String, Set<Optional<Job>>> copy() {
            var copy = new ConcurrentHashMap<String, Set<Optional<Job>>>();
            possible.forEach((name, jobs) -> copy.put(name, new HashSet<>(jobs)));
            return copy;
        }
    }

    private static void check(Map<String, Set<Optional<Job>>> possible, Path folder, String when) throws IOException {
        try (var opened = TestStore.open(folder)) {
            check(possible, opened, when);
        }
    }

    private static void check(Map<String, Set<Optional<Job>>> possible, TestStore opened, String when) {
        List<Job> all = opened.all();
        possible.forEach((name, jobs) -> {
            Optional<Job> found;
            if (name.contains("-")) {
                found = all.stream().filter(job -> job.id().toString().equals(name)).findAny();
            } else {
                Answer answer = opened.store().answer(name);
                found = Optional.ofNullable(answer).map(Answer::job);
                assertThat(answer == null || answer.key().text().equals(name) && answer.made() != name.startsWith("met")).isTrue();
            }
            // Nothing may be found of what is just beginning.
            assertThat(jobs.isEmpty() ? Set.of(Optional.empty()) : jobs).as("%s: what may be found of %s", when, name).contains(found);
        });
        assertThat(all).as(when).allMatch(job -> possible.containsKey(job.id().toString()));
        long counted = opened.store().counts().values().stream().flatMap(states -> states.values().stream()).mapToLong(n -> n).sum();
        assertThat(counted).as(when).isEqualTo(all.size());
        for (Job job : all) {
            assertThat(opened.store().find(job.id())).as(when).isEqualTo(job);
        }
    }

    @Test
    void keepsEveryJobWhereverTheProcessDiesOrThePowerFails() throws Exception {
        for (boolean power : List.of(false, true)) {
            Path here = folder.resolve("power" + power);
            var random = new Random(1);
            var script = new Script(power);
            var disk = new FaultyDisk();
            var known = new ArrayList<Map<String, Set<Optional<Job>>>>();
            try (var opened = TestStore.open(here.resolve("run"), disk, Fsync.ALWAYS, SEGMENT)) {
                disk.before(number -> {
                    if (power) {
                        disk.crash(here.resolve("left" + known.size()), random);
                    } else {
                        disk.kill(here.resolve("left" + known.size()));
                    }
                    known.add(script.copy());
                });
                script.run(opened);
                disk.before(number -> { });
                assertThat(here.resolve("run/00000001.jsonl")).doesNotExist();
                check(script.copy(), opened, "live");
            }
            for (int i = 0; i < known.size(); i++) {
                check(known.get(i), here.resolve("left" + i), (power ? "power failed" : "killed") + " before operation " + i);
            }
            check(script.copy(), here.resolve("run"), "closed");
        }
    }

    @Test
    void keepsEveryJobWhateverOperationFails() throws Exception {
        var counting = new FaultyDisk();
        try (var opened = TestStore.open(folder.resolve("dry"), counting, Fsync.ALWAYS, SEGMENT)) {
            new Script(true).run(opened);
        }
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> runs = new ArrayList<>();
            // The first four open it.
            for (int i = 5; i <= counting.operations(); i++) {
                int at = i;
                runs.add(threads.submit(() -> {
                    fails(at);
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        }
    }

    private void fails(int at) throws IOException {
        Path here = folder.resolve("fails" + at);
        var random = new Random(at);
        int lasting = random.nextInt(1, 3);
        var script = new Script(true);
        var known = new ConcurrentLinkedQueue<Map.Entry<String, Map<String, Set<Optional<Job>>>>>();
        var disk = new FaultyDisk().losing().failing(number -> number >= at && number < at + lasting);
        int looked = at + random.nextInt(lasting, 14);
        disk.before(number -> {
            if (number == looked) {
                String how = random.nextBoolean() ? "kill" : "crash";
                if (how.equals("kill")) {
                    disk.kill(here.resolve(how));
                } else {
                    disk.crash(here.resolve(how), random);
                }
                known.add(Map.entry(how, script.copy()));
            }
        });
        String when = "operation " + at + " and " + (lasting - 1) + " more fail";
        try (var opened = TestStore.open(here.resolve("run"), disk, Fsync.ALWAYS, SEGMENT)) {
            script.run(opened);
            opened.store().save(last(opened, script));
            check(script.copy(), opened, when);
        }
        check(script.copy(), here.resolve("run"), when + ", closed");
        for (var one : known) {
            check(one.getValue(), here.resolve(one.getKey()), when + ", " + one.getKey() + " before " + looked);
        }
    }

    /** Adds a job as soon as that is possible again, and returns what becomes of it. */
    private static Job last(TestStore opened, Script script) {
        Job job = script.jobs.plain(TestStore.NOW, false);
        while (!script.add(job, null)) {
            job = script.jobs.plain(TestStore.NOW, false);
            LockSupport.parkNanos(50_000_000);
        }
        Job running = job.with(job.status().started(TestStore.NOW));
        script.may(job.id().toString(), running);
        return running;
    }

    @Test
    void recordsNothingOfACancelThatWasRefused() throws IOException {
        var disk = new FaultyDisk();
        var script = new Script(false);
        Path killed = folder.resolve("killed");
        try (var opened = TestStore.open(folder.resolve("run"), disk, Fsync.ALWAYS, SEGMENT)) {
            script.store = opened.store();
            Job job = script.jobs.plain(TestStore.NOW, false);
            opened.store().add(job, null);
            opened.store().save(job.with(job.status().started(TestStore.NOW)));
            int force = disk.operations() + 2;
            disk.failing(number -> number == force);
            assertThatThrownBy(() -> opened.store().cancelling(job.id())).isInstanceOf(RefusedException.class);
            opened.store().save(last(opened, script));
            // Has it copied as it is composed.
            while (Files.exists(folder.resolve("run/00000001.jsonl"))) {
                Job other = script.jobs.plain(TestStore.NOW, false);
                opened.store().add(other, null);
                other = other.with(other.status().started(TestStore.NOW));
                opened.store().save(other);
                opened.store().save(other.with(other.status().succeeded("1", TestStore.NOW)));
                opened.store().remove(other.id());
                opened.store().clean();
            }
            disk.kill(killed);
            try (var again = TestStore.open(killed)) {
                assertThat(again.store().find(job.id()).status().cancelRequested()).isFalse();
            }
        }
    }

    @Test
    void showsFinishedJobsWhileTheDiskIsFull() throws IOException {
        for (Fsync fsync : Fsync.values()) {
            var disk = new FaultyDisk();
            var script = new Script(true);
            try (var opened = TestStore.open(folder.resolve("full" + fsync), disk, fsync, 10_000)) {
                script.run(opened);
                disk.capacity(0);
                Job job = script.jobs.plain(TestStore.NOW, false);
                assertThatThrownBy(() -> opened.store().add(job, null)).isInstanceOf(RefusedException.class)
                        .hasMessageContaining("No space");
                int looked = disk.operations() + 4;
                for (int i = 0; i < 2_000 && disk.operations() < looked; i++) {
                    check(script.copy(), opened, fsync + ", full");
                    LockSupport.parkNanos(10_000_000);
                }
                assertThat(disk.operations()).isGreaterThanOrEqualTo(looked);
                disk.capacity(Long.MAX_VALUE);
                opened.store().save(last(opened, script));
                check(script.copy(), opened, fsync + ", with room again");
            }
        }
    }

    @Test
    void refusesLinesThatMakeNoSense() throws IOException {
        Path here = folder.resolve("senseless");
        TestStore.open(here).close();
        byte[] whole = Files.readAllBytes(here.resolve("00000001.jsonl"));
        String id = "\"id\":\"01900000-0001-7000-8000-000000000000\"";
        String known = "\"op\":\"add\"," + id + ",\"at\":1,\"type\":\"t\",\"input\":1}";
        TestJournals.append(here, 3, known);
        TestStore.open(here).close();
        for (String line : List.of("'op':'add'}", "'op':'add',ID}", "'op':'add','at':1,'type':'t'}",
                "'op':'add',ID,'at':'now','type':'t'}", "'op':'add',ID,'at':1,'type':'t','priority':1000}",
                "'op':'add',ID,'at':1,'type':'t','status':{}}", "'op':'move'}", "'op':'forget','id':'me'}",
                "'op':'move',ID,'state':'lost'}", "'op':'move',ID,'state':'succeeded'}", "'op':'answer',ID}")) {
            String members = line.replace("ID", id).replace('\'', '"');
            Files.write(here.resolve("00000001.jsonl"), whole);
            TestJournals.append(here, 3, known);
            long size = Files.size(here.resolve("00000001.jsonl"));
            TestJournals.append(here, 3, members);
            byte[] before = Files.readAllBytes(here.resolve("00000001.jsonl"));
            assertThatThrownBy(() -> TestStore.open(here)).as(members).isInstanceOf(JournalException.class)
                    .hasMessageContainingAll("00000001.jsonl", "at byte " + size, "Nothing was changed");
            assertThat(Files.readAllBytes(here.resolve("00000001.jsonl"))).isEqualTo(before);
        }
    }
}
