package dev.meanwhile.engine;

import static dev.meanwhile.engine.TestEngine.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TestWork;
import dev.meanwhile.job.Transition;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.store.IdempotencyKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a process that was killed is a copy of its folder, taken at that moment. */
class ResumptionTest {

    @TempDir
    private Path folder;

    private final List<TestEngine> engines = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private int copies;

    private TestEngine open(Path data) {
        var test = new TestEngine(data);
        engines.add(test);
        return test;
    }

    private TestEngine first() {
        return open(folder.resolve("first"));
    }

    /** Returns an engine, without types yet, on what a kill in this moment would leave of the last one. */
    private TestEngine killed() throws IOException {
        Path from = folder.resolve(copies == 0 ? "first" : "copy" + copies);
        Path to = folder.resolve("copy" + ++copies);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return open(to);
    }

    @AfterEach
    void close() {
        never.countDown();
        engines.forEach(TestEngine::close);
    }

    private TestWork.Body hold(CountDownLatch started) {
        return (input, context) -> {
            started.countDown();
            never.await();
            return "1";
        };
    }

    private static TestEngine resumed(TestEngine test) throws InterruptedException {
        test.engine.resume();
        return test;
    }

    @Test
    void runsAgainAtOnceWhatWasRunningAndCountsTheCrash() throws Exception {
        var started = new CountDownLatch(1);
        UUID id = first().type("job", hold(started)).submit("job", JobOptions.NONE.withTags("t").withKey("k").withPriority(7));
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        TestEngine second = resumed(killed().type("job", (input, context) -> "2"));
        Job job = second.finished(id);
        assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.status().crashes()).isEqualTo(1);
        assertThat(job.status().attempt()).isEqualTo(1);
        assertThat(job.status().result()).isEqualTo("2");
        assertThat(job.request().options()).isEqualTo(
                JobOptions.NONE.withTags("t").withKey("k").withPriority(7).withTimeout(Duration.ZERO).withRetry(RetryPolicy.NONE));
        assertThat(job.status().history()).extracting(Transition::state).containsExactly(JobState.QUEUED, JobState.RUNNING,
                JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
        assertThat(job.status().history().get(2).error().message()).isEqualTo("the server died while this job ran");
        var figures = second.engine.changes().metrics().types().get("job");
        assertThat(figures.count(JobMetrics.Count.CRASHED)).isEqualTo(1);
        assertThat(figures.count(JobMetrics.Count.SUBMITTED)).isZero();
    }

    @Test
    void failsAJobUnderWhichTheServerDiedThreeTimes() throws Exception {
        var started = new CountDownLatch(1);
        UUID id = first().type("job", hold(started)).submit("job");
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 2; i++) {
            var again = new CountDownLatch(1);
            resumed(killed().type("job", hold(again)));
            assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
        }
        Job job = resumed(killed().type("job", (input, context) -> "2")).engine.find(id);
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.status().crashes()).isEqualTo(3);
        assertThat(job.status().error().message()).isEqualTo("the server died 3 times while this job ran");
    }

    @Test
    void failsAJobThatMustNotRunTwice() throws Exception {
        var started = new CountDownLatch(1);
        UUID id = first().type("job", hold(started)).submit("job", JobOptions.NONE.withRerunAfterCrash(false));
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        Job job = resumed(killed().type("job", (input, context) -> "2")).engine.find(id);
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.status().crashes()).isEqualTo(1);
        assertThat(job.status().error().message()).isEqualTo("the server died while this job ran, which is not to be run again");
    }

    @Test
    void runsAJobThatMustNotRunTwiceIfItHadNotBegun() throws Exception {
        var started = new CountDownLatch(1);
        TestEngine first = first().type("job", TypeOptions.DEFAULT.withConcurrency(1), hold(started));
        first.submit("job");
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        UUID waiting = first.submit("job", JobOptions.NONE.withRerunAfterCrash(false));
        TestEngine second = resumed(killed().type("job", (input, context) -> "2"));
        assertThat(second.finished(waiting).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void keepsTheTimesOfWhatIsScheduledOrToBeRetried() throws Exception {
        var policy = new RetryPolicy(3, Duration.ofMinutes(1), 1, Duration.ofMinutes(1), 0);
        var options = TypeOptions.DEFAULT.withRetry(policy);
        TestEngine first = first().type("job", options, (input, context) -> {
            throw new IOException("not yet");
        });
        UUID scheduled = first.submit("job", JobOptions.NONE.withDelay(Duration.ofHours(1)));
        UUID retrying = first.submit("job");
        first.awaitEvent("job_retrying", retrying);
        TestEngine second = resumed(killed().type("job", options, (input, context) -> "2"));
        assertThat(second.engine.find(scheduled)).isEqualTo(first.engine.find(scheduled));
        assertThat(second.engine.find(retrying)).isEqualTo(first.engine.find(retrying));
        second.pass(Duration.ofSeconds(59));
        assertThat(second.engine.find(retrying).state()).isEqualTo(JobState.RETRYING);
        second.pass(Duration.ofSeconds(1));
        assertThat(second.finished(retrying).status().attempt()).isEqualTo(2);
        second.pass(Duration.ofMinutes(58));
        assertThat(second.engine.find(scheduled).state()).isEqualTo(JobState.SCHEDULED);
        second.pass(Duration.ofMinutes(1));
        assertThat(second.finished(scheduled).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void keepsTheTimesAndOptionsThatWereAskedFor() throws Exception {
        TestEngine first = first().type("job", (input, context) -> "1");
        Instant now = first.engine.find(first.submit("job", JobOptions.NONE.withDelay(Duration.ofHours(9)))).submittedAt();
        UUID id = first.submit("job", JobOptions.NONE.withRunAt(now.plusSeconds(60)).withExpires(Duration.ofHours(1)).withKey("k")
                .withRetry(RetryPolicy.NONE.withAttempts(7)));
        Job before = first.engine.find(id);
        TestEngine second = killed().type("job", (input, context) -> "2");
        second.clock.advance(Duration.ofSeconds(59));
        second.engine.resume();
        assertThat(second.engine.find(id)).isEqualTo(before);
        assertThat(before.expiresAt()).isEqualTo(now.plusSeconds(3600));
        second.pass(Duration.ofSeconds(1));
        assertThat(second.finished(id).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void expiresAtItsTimeWhateverWasRestartedMeanwhile() throws Exception {
        var started = new CountDownLatch(1);
        TestEngine first = first().type("job", TypeOptions.DEFAULT.withConcurrency(1), hold(started));
        UUID running = first.submit("job", JobOptions.NONE.withExpires(Duration.ofMinutes(30)));
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        UUID queued = first.submit("job", JobOptions.NONE.withExpires(Duration.ofHours(1)));
        UUID scheduled = first.submit("job",
                JobOptions.NONE.withDelay(Duration.ofMinutes(5)).withExpires(Duration.ofMinutes(10)).withKey("k"));
        var again = new CountDownLatch(1);
        TestEngine second = killed().type("job", TypeOptions.DEFAULT.withConcurrency(1), hold(again));
        second.clock.advance(Duration.ofMinutes(20));
        second.engine.resume();
        assertThat(second.engine.find(scheduled).state()).isEqualTo(JobState.EXPIRED);
        assertThat(second.engine.find(scheduled).status().error().type()).isEqualTo("expired");
        assertThat(second.engine.submit("job", "1", JobOptions.NONE.withKey("k").withDelay(Duration.ofDays(1))).made()).isTrue();
        assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
        second.pass(Duration.ofMinutes(40).minusMillis(1));
        assertThat(second.engine.find(queued).state()).isEqualTo(JobState.QUEUED);
        second.pass(Duration.ofMillis(1));
        assertThat(second.finished(queued).state()).isEqualTo(JobState.EXPIRED);
        assertThat(second.engine.find(running).state()).isEqualTo(JobState.RUNNING);
        // Cut off again, and by then it is too late to run it once more.
        TestEngine third = killed().type("job", (input, context) -> "3");
        third.clock.advance(Duration.ofHours(1));
        third.engine.resume();
        Job job = third.engine.find(running);
        assertThat(job.state()).isEqualTo(JobState.EXPIRED);
        assertThat(job.status().crashes()).isEqualTo(2);
        assertThat(job.status().history()).extracting(Transition::state).endsWith(JobState.RUNNING, JobState.QUEUED, JobState.EXPIRED);
        assertThat(third.engine.find(queued)).isEqualTo(second.engine.find(queued));
        assertThat(third.engine.vitals().waiting()).isEqualTo(1);
    }

    @Test
    void takesUpAJobThatWasTriedAgainRightBefore() throws Exception {
        TestEngine first = first().type("job", (input, context) -> {
            throw new IOException("no");
        }).type("held", (input, context) -> "1");
        UUID failed = first.submit("job", JobOptions.NONE.withTags("x").withKey("k"));
        Job before = first.finished(failed);
        // Never started, so that what is left is nothing but the retry.
        first.type("job", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
            never.await();
            return "1";
        });
        UUID blocker = first.submit("job");
        first.awaitState(blocker, JobState.RUNNING);
        assertThat(first.engine.retry(failed)).isEqualTo(Retrying.QUEUED);
        TestEngine second = killed().type("job", (input, context) -> "2").type("held", (input, context) -> "1");
        assertThat(second.engine.find(failed).state()).isEqualTo(JobState.QUEUED);
        assertThat(second.engine.find(failed)).isEqualTo(first.engine.find(failed));
        second.engine.resume();
        Job job = second.finished(failed);
        assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.status().history().subList(0, before.status().history().size())).isEqualTo(before.status().history());
        assertThat(second.engine.logOf(failed).read(0).text()).isEqualTo(first.engine.logOf(failed).read(0).text());
        TestEngine third = resumed(killed().type("job", (input, context) -> "3"));
        assertThat(third.engine.find(failed)).isEqualTo(job);
    }

    @Test
    void takesUpTheNewestOfWhatWasSubmittedAnew() throws Exception {
        var replace = JobOptions.NONE.withKey("k").withOnDuplicate(OnDuplicate.REPLACE).withDelay(Duration.ofMinutes(1));
        TestEngine first = first().type("job", (input, context) -> input);
        UUID id = first.engine.submit("job", "1", replace.withTags("old")).job().id();
        first.pass(Duration.ofSeconds(50));
        var key = new IdempotencyKey("request", "print");
        Engine.Submitted anew = first.engine.once().submit("job", "2", replace.withTags("new"), key);
        TestEngine second = killed().type("job", (input, context) -> input);
        second.clock.advance(Duration.ofSeconds(50));
        second.engine.resume();
        assertThat(second.engine.find(id)).isEqualTo(anew.job());
        assertThat(second.engine.once().submit("job", "2", replace.withTags("new"), key))
                .isEqualTo(new Engine.Submitted(anew.job(), false, true));
        second.pass(Duration.ofSeconds(59));
        assertThat(second.engine.find(id).state()).isEqualTo(JobState.SCHEDULED);
        assertThat(second.engine.submit("job", "3", replace).job().id()).isEqualTo(id);
        TestEngine third = killed().type("job", (input, context) -> input);
        third.clock.advance(Duration.ofSeconds(109));
        third.engine.resume();
        third.pass(Duration.ofSeconds(60));
        assertThat(third.finished(id).status().result()).isEqualTo("3");
    }

    @Test
    void leavesFinishedJobsAsTheyAre() throws Exception {
        TestEngine first = first().type("job", (input, context) -> {
            context.log("line");
            context.progress(0.5, "half");
            return "{\"a\":[1,2]}";
        });
        Job done = first.finished(first.submit("job"));
        TestEngine second = resumed(killed().type("job", (input, context) -> "2"));
        assertThat(second.engine.find(done.id())).isEqualTo(done);
        assertThat(second.engine.logOf(done.id()).read(0).text()).isEqualTo("line\n");
        assertThat(second.engine.vitals().waiting()).isZero();
    }

    @Test
    void cancelsWhatWasToldToStop() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        TestEngine first = first().type("job", (input, context) -> {
            started.countDown();
            while (release.getCount() > 0) {
                Thread.onSpinWait();
            }
            return "1";
        });
        UUID id = first.submit("job");
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(first.engine.cancel(id)).isEqualTo(Cancelling.STOPPING);
        TestEngine second = resumed(killed().type("job", (input, context) -> "2"));
        release.countDown();
        assertThat(second.engine.find(id).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void leavesCancelledWhatWasCancelledWhileItWaited() throws Exception {
        TestEngine first = first().type("job", (input, context) -> "1");
        UUID id = first.submit("job", JobOptions.NONE.withDelay(Duration.ofHours(1)));
        assertThat(first.engine.cancel(id)).isEqualTo(Cancelling.CANCELLED);
        TestEngine second = resumed(killed().type("job", (input, context) -> "2"));
        second.pass(Duration.ofHours(2));
        assertThat(second.engine.find(id).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void putsBackUnpunishedWhatAStopInterrupted() throws Exception {
        var started = new CountDownLatch(2);
        TestEngine first = first().type("job", hold(started));
        UUID id = first.submit("job");
        UUID once = first.submit("job", JobOptions.NONE.withRerunAfterCrash(false));
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(first.engine.stop(Duration.ZERO, SOON)).hasSize(2);
        TestEngine second = resumed(open(folder.resolve("first")).type("job", (input, context) -> "2"));
        Job job = second.finished(id);
        assertThat(job.status().crashes()).isZero();
        assertThat(job.status().attempt()).isEqualTo(1);
        assertThat(job.status().history()).hasSize(5);
        assertThat(second.engine.find(once).status().error().message())
                .isEqualTo("the server stopped while this job ran, which is not to be run again");
    }

    @Test
    void doesNotCountACrashForWhatIgnoredAStop() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        TestEngine first = first().type("job", (input, context) -> {
            started.countDown();
            while (release.getCount() > 0) {
                Thread.onSpinWait();
            }
            return "1";
        });
        UUID id = first.submit("job");
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        first.engine.stop(Duration.ZERO, Duration.ZERO);
        TestEngine second = resumed(open(folder.resolve("first")).type("job", (input, context) -> "2"));
        release.countDown();
        assertThat(second.finished(id).status().crashes()).isZero();
        assertThat(second.engine.find(id).status().result()).isEqualTo("2");
    }

    @Test
    void countsTheCrashThoughAStartInBetweenCameToNothing() throws Exception {
        var started = new CountDownLatch(1);
        UUID id = first().type("job", hold(started)).submit("job");
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        // As when its port is in use: it is stopped before it has taken anything up.
        killed().close();
        TestEngine third = resumed(open(folder.resolve("copy1")).type("job", (input, context) -> "3"));
        assertThat(third.finished(id).status().crashes()).isEqualTo(1);
        third.close();
        TestEngine fourth = resumed(open(folder.resolve("copy1")));
        assertThat(fourth.store.wasClosed()).isTrue();
    }

    @Test
    void refusesACancelThatCanNotBeRecordedAnyMore() throws Exception {
        TestEngine first = first().type("job", (input, context) -> "1");
        UUID id = first.submit("job", JobOptions.NONE.withDelay(Duration.ofHours(1)));
        first.close();
        assertThatThrownBy(() -> first.engine.cancel(id)).isInstanceOfSatisfying(RefusedException.class,
                refused -> assertThat(refused.reason()).isEqualTo(RefusedException.Reason.STOPPING));
        assertThat(resumed(open(folder.resolve("first"))).engine.find(id).state()).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void keepsTheKeyOfAnUnfinishedJob() throws Exception {
        UUID id = first().type("job", (input, context) -> "1")
                .submit("job", JobOptions.NONE.withKey("k").withDelay(Duration.ofHours(1)));
        TestEngine second = resumed(killed().type("job", (input, context) -> "2"));
        assertThat(second.engine.submit("job", "null", JobOptions.NONE.withKey("k")).job().id()).isEqualTo(id);
        second.pass(Duration.ofHours(1));
        second.finished(id);
        assertThat(second.engine.submit("job", "null", JobOptions.NONE.withKey("k")).job().id()).isNotEqualTo(id);
    }

    @Test
    void startsWhatWaitedInTheOrderItHad() throws Exception {
        var started = new CountDownLatch(1);
        TestEngine first = first().type("job", TypeOptions.DEFAULT.withConcurrency(1), hold(started));
        UUID running = first.submit("job");
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        var expected = new ArrayList<UUID>();
        for (int i = 0; i < 20; i++) {
            first.clock.advance(Duration.ofMillis(1));
            expected.add(first.submit("job"));
        }
        UUID urgent = first.submit("job", JobOptions.NONE.withPriority(1));
        expected.addFirst(running);
        expected.addFirst(urgent);
        var order = new LinkedBlockingQueue<UUID>();
        TestEngine second = resumed(killed().type("job", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
            order.add(context.id());
            return "2";
        }));
        second.finished(expected.getLast());
        assertThat(order).containsExactlyElementsOf(expected);
        assertThat(second.engine.vitals().waiting()).isZero();
    }

    @Test
    void letsJobsWaitWhoseTypeIsGoneUntilItIsBack() throws Exception {
        UUID id = first().type("job", (input, context) -> "1").submit("job", JobOptions.NONE.withDelay(Duration.ofHours(1)));
        TestEngine second = resumed(killed());
        second.pass(Duration.ofHours(2));
        assertThat(second.engine.find(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(second.names()).contains("type_missing");
        TestEngine third = killed().type("job", (input, context) -> "3");
        third.clock.advance(Duration.ofHours(3));
        third.engine.resume();
        third.timetable.runDue();
        assertThat(third.finished(id).status().result()).isEqualTo("3");
    }
}
