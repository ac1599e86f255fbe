package dev.meanwhile.engine;

import static dev.meanwhile.engine.TestEngine.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.engine.JobMetrics.Count;
import dev.meanwhile.engine.Leases.Asked;
import dev.meanwhile.engine.Leases.Grant;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.work.RemoteWork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for leases on either store. */
abstract class LeasesTest {

    static final Duration LENGTH = Duration.ofSeconds(30);
    private static final JobError BOO = new JobError("E", "boo", "at x", 0, null);

    TestEngine test;

    abstract TestEngine open(Limits limits);

    static final class InMemoryTest extends LeasesTest {
        @Override
        TestEngine open(Limits limits) {
            return new TestEngine(limits);
        }
    }

    static final class OnDiskTest extends LeasesTest {

        @TempDir
        private Path folder;

        @Override
        TestEngine open(Limits limits) {
            return new TestEngine(limits, folder);
        }
    }

    @BeforeEach
    void begin() {
        test = open(Limits.DEFAULT);
        far("far", TypeOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void far(String name, TypeOptions options) {
        test.engine.define(RemoteWork.type(name, options));
    }

    private Grant lease(String... types) {
        return within(() -> test.engine.leases().lease(new Asked(List.of(types), LENGTH, "w"), Duration.ZERO));
    }

    /** Asks on another thread, and returns once that one waits. */
    private CompletableFuture<Grant> waiting(String... types) {
        var grant = new CompletableFuture<Grant>();
        Thread asking = Thread.ofPlatform().daemon().start(() -> {
            try {
                grant.complete(test.engine.leases().lease(new Asked(List.of(types), LENGTH, "w"), SOON));
            } catch (Throwable thrown) {
                grant.completeExceptionally(thrown);
            }
        });
        test.awaitThat(() -> asking.getState() == Thread.State.TIMED_WAITING);
        return grant;
    }

    private static <T> T within(Callable<T> call) {
        try {
            return call.call();
        } catch (RuntimeException thrown) {
            throw thrown;
        } catch (Exception checked) {
            throw new AssertionError(checked);
        }
    }

    private void assertLost(Grant grant) {
        Leases leases = test.engine.leases();
        Job before = test.engine.find(grant.job().id());
        assertThatThrownBy(() -> leases.renew(grant.token())).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> leases.progress(grant.token(), 0.9, "late")).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> leases.log(grant.token(), "late")).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> leases.succeed(grant.token(), "\"late\"")).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> leases.fail(grant.token(), BOO, true, null)).isInstanceOf(LeaseLostException.class);
        assertThat(test.engine.find(grant.job().id())).isEqualTo(before);
        assertThat(test.engine.logOf(grant.job().id()).read(0).text()).doesNotContain("late");
    }

    @Test
    void givesAJobOnlyToWhoAsksForIt() {
        UUID id = test.submit("far");
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(test.engine.vitals().running()).isZero();
        Grant grant = lease("far");
        assertThat(grant.job()).isEqualTo(test.engine.find(id));
        assertThat(grant.job().state()).isEqualTo(JobState.RUNNING);
        assertThat(grant.job().status().attempt()).isEqualTo(1);
        assertThat(grant.job().status().lease().until()).isEqualTo(test.clock.time().now().plus(LENGTH));
        assertThat(test.engine.stack(id)).isNull();
        assertThat(test.engine.vitals().running()).isEqualTo(1);
        assertThat(test.engine.vitals().waiting()).isZero();
        assertThat(lease("far")).isNull();
    }

    @Test
    void settlesAJobAsItsWorkerSays() {
        UUID id = test.submit("far");
        Grant grant = lease("far");
        test.engine.leases().progress(grant.token(), 0.5, "half way");
        test.engine.leases().log(grant.token(), "one\ntwo\n");
        assertThat(test.engine.find(id).status().progress().message()).isEqualTo("half way");
        Job job = test.engine.leases().succeed(grant.token(), "{\"a\":1}");
        assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.status().result()).isEqualTo("{\"a\":1}");
        assertThat(test.engine.logOf(id).read(0).text()).isEqualTo("one\ntwo\n");
        assertThat(test.engine.find(id)).isEqualTo(job);
        assertThat(test.engine.vitals().running()).isZero();
        assertLost(grant);
    }

    @Test
    void triesAgainWhenItsWorkerSays() {
        far("far", TypeOptions.DEFAULT.withRetry(new RetryPolicy(3, Duration.ofMinutes(1), 1, Duration.ofMinutes(1), 0)));
        UUID id = test.submit("far");
        Job job = test.engine.leases().fail(lease("far").token(), BOO, false, Duration.ofSeconds(7));
        assertThat(job.state()).isEqualTo(JobState.RETRYING);
        assertThat(job.status().error()).isEqualTo(JobError.reported("E", "boo", "at x", 1, test.clock.time().now()));
        assertThat(job.status().runAt()).isEqualTo(test.clock.time().now().plusSeconds(7));
        test.pass(Duration.ofSeconds(6));
        assertThat(lease("far")).isNull();
        test.pass(Duration.ofSeconds(1));
        Grant second = lease("far");
        assertThat(second.job().status().attempt()).isEqualTo(2);
        job = test.engine.leases().fail(second.token(), BOO, false, null);
        assertThat(job.status().runAt()).isEqualTo(test.clock.time().now().plusSeconds(60));
        test.pass(Duration.ofMinutes(1));
        assertThat(test.engine.leases().fail(lease("far").token(), BOO, false, null).state()).isEqualTo(JobState.FAILED);
        assertThat(test.engine.find(id).status().attempt()).isEqualTo(3);
    }

    @Test
    void doesNotTryAgainWhatCanNotBeMended() {
        far("far", TypeOptions.DEFAULT.withRetry(RetryPolicy.NONE.withAttempts(5)));
        test.submit("far");
        assertThat(test.engine.leases().fail(lease("far").token(), BOO, true, Duration.ofSeconds(1)).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void failsAnAttemptWhoseResultIsTooLong() {
        test.close();
        test = open(new Limits(10, 1 << 20, 1 << 20, 10, 1 << 20));
        far("far", TypeOptions.DEFAULT);
        test.submit("far");
        Job job = test.engine.leases().succeed(lease("far").token(), "\"0123456789\"");
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.status().error().message()).contains("12 characters", "maxResult");
    }

    @Test
    void putsAJobBackWhoseLeaseRunsOutAndCountsACrash() {
        UUID id = test.submit("far");
        Grant first = lease("far");
        test.pass(LENGTH.minusMillis(1));
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.RUNNING);
        test.pass(Duration.ofMillis(1));
        Job job = test.awaitState(id, JobState.QUEUED);
        assertThat(job.status().crashes()).isEqualTo(1);
        assertThat(job.status().attempt()).isZero();
        assertThat(job.status().history().getLast().error().message()).isEqualTo("the lease of worker \"w\" ran out while this job ran");
        assertLost(first);
        test.awaitThat(() -> test.engine.vitals().running() == 0);
        Grant second = lease("far");
        assertThat(second.job().status().lease().number()).isEqualTo(2);
        assertThat(second.job().status().attempt()).isEqualTo(1);
        assertLost(first);
        test.pass(LENGTH);
        test.awaitState(id, JobState.QUEUED);
        test.awaitThat(() -> test.engine.vitals().running() == 0);
        assertThat(lease("far").job().status().lease().number()).isEqualTo(3);
        test.pass(LENGTH);
        job = test.awaitState(id, JobState.FAILED);
        assertThat(job.status().error().message()).endsWith("with that it has crashed 3 times");
    }

    @Test
    void refusesWhatComesAtTheEndOfALeaseThoughNobodyHasLookedYet() {
        test.submit("far");
        Grant grant = lease("far");
        test.clock.advance(LENGTH);
        assertLost(grant);
    }

    @Test
    void doesNotRunAgainWhatMustNotWhenItsLeaseRunsOut() {
        UUID id = test.submit("far", JobOptions.NONE.withRerunAfterCrash(false));
        lease("far");
        test.pass(LENGTH);
        assertThat(test.awaitState(id, JobState.FAILED).status().error().message()).contains("is not to be run again");
    }

    @Test
    void goesOnAsLongAsItsWorkerIsHeardOf() {
        UUID id = test.submit("far");
        Grant grant = lease("far");
        for (int i = 0; i < 10; i++) {
            test.pass(LENGTH.minusSeconds(1));
            Job renewed = test.engine.leases().renew(grant.token());
            assertThat(renewed.status().lease().until()).isEqualTo(test.clock.time().now().plus(LENGTH));
            assertThat(test.store.find(id).status().lease()).isEqualTo(renewed.status().lease());
        }
        assertThat(test.engine.changes().metrics().types().get("far").count(Count.STARTED)).as("attempts").isEqualTo(1);
        assertThat(test.engine.leases().succeed(grant.token(), "1").status().crashes()).isZero();
    }

    @Test
    void endsALeaseWhenTheTimeoutHasComeWhateverIsHeard() {
        far("far", TypeOptions.DEFAULT.withTimeout(Duration.ofSeconds(40)));
        UUID id = test.submit("far");
        Grant grant = lease("far");
        test.pass(Duration.ofSeconds(25));
        assertThat(test.engine.leases().renew(grant.token()).status().lease().until())
                .isEqualTo(grant.job().status().startedAt().plusSeconds(40));
        test.pass(Duration.ofSeconds(15));
        Job job = test.awaitState(id, JobState.FAILED);
        assertThat(job.status().error().type()).isEqualTo("timeout");
        assertThat(job.status().crashes()).isZero();
        assertLost(grant);
    }

    @Test
    void tellsAWorkerOfACancelAndCancelsWhenItAnswers() {
        UUID id = test.submit("far");
        Grant grant = lease("far");
        assertThat(test.engine.leases().renew(grant.token()).status().cancelRequested()).isFalse();
        assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.STOPPING);
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.RUNNING);
        assertThat(test.engine.leases().renew(grant.token()).status().cancelRequested()).isTrue();
        assertThat(test.engine.leases().succeed(grant.token(), "1").state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void cancelsWhenTheLeaseOfACancelledJobRunsOut() {
        UUID id = test.submit("far");
        lease("far");
        test.engine.cancel(id);
        test.pass(LENGTH);
        assertThat(test.awaitState(id, JobState.CANCELLED).status().crashes()).isZero();
    }

    @Test
    void callsAWorkerStuckThatDoesNotStopThoughItWasTold() {
        UUID id = test.submit("far");
        Grant grant = lease("far");
        test.engine.cancel(id);
        test.pass(Duration.ofSeconds(20));
        test.engine.leases().renew(grant.token());
        test.pass(Duration.ofSeconds(19));
        assertThat(test.engine.isStuck(id)).isFalse();
        test.engine.leases().renew(grant.token());
        test.pass(Duration.ofSeconds(1));
        assertThat(test.engine.isStuck(id)).isTrue();
        test.engine.leases().succeed(grant.token(), "1");
        assertThat(test.engine.vitals().stuck()).isZero();
    }

    @Test
    void cancelsWhatNobodyHasLeased() {
        UUID id = test.submit("far");
        assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.CANCELLED);
        assertThat(lease("far")).isNull();
    }

    @Test
    void givesNothingThatHasExpired() {
        UUID id = test.submit("far", JobOptions.NONE.withExpires(Duration.ofSeconds(5)));
        test.clock.advance(Duration.ofSeconds(5));
        assertThat(lease("far")).isNull();
        test.timetable.runDue();
        test.awaitState(id, JobState.EXPIRED);
    }

    @Test
    void givesTheFirstOfAllTheTypesAskedFor() {
        far("near", TypeOptions.DEFAULT);
        UUID low = test.submit("far");
        test.clock.advance(Duration.ofMillis(1));
        UUID later = test.submit("near");
        UUID high = test.submit("near", JobOptions.NONE.withPriority(1));
        var order = new ArrayList<UUID>();
        for (int i = 0; i < 3; i++) {
            order.add(lease("near", "far").job().id());
        }
        assertThat(order).containsExactly(high, low, later);
    }

    @Test
    void runsNoMoreAtOnceThanMay() throws Exception {
        far("far", TypeOptions.DEFAULT.withConcurrency(1));
        test.submit("far");
        UUID second = test.submit("far");
        Grant first = lease("far");
        assertThat(lease("far")).isNull();
        CompletableFuture<Grant> waiting = waiting("far");
        assertThat(waiting).isNotDone();
        test.engine.leases().succeed(first.token(), "1");
        assertThat(waiting.get(30, TimeUnit.SECONDS).job().id()).isEqualTo(second);
    }

    @Test
    void givesWorkersThatWaitTheirJobsInTurn() throws Exception {
        far("other", TypeOptions.DEFAULT);
        CompletableFuture<Grant> elsewhere = waiting("other");
        CompletableFuture<Grant> first = waiting("far", "other");
        CompletableFuture<Grant> second = waiting("far");
        UUID one = test.submit("far");
        assertThat(first.get(30, TimeUnit.SECONDS).job().id()).isEqualTo(one);
        assertThat(second).isNotDone();
        UUID two = test.submit("far", JobOptions.NONE.withDelay(Duration.ofSeconds(1)));
        test.pass(Duration.ofSeconds(1));
        assertThat(second.get(30, TimeUnit.SECONDS).job().id()).isEqualTo(two);
        assertThat(elsewhere).isNotDone();
    }

    @Test
    void givesNoJobToAWorkerWhoseWaitIsOver() throws Exception {
        assertThat(test.engine.leases().lease(new Asked(List.of("far"), LENGTH, null), Duration.ofMillis(1))).isNull();
        UUID id = test.submit("far");
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.QUEUED);
    }

    @Test
    void sendsWaitingWorkersAwayWhenItStops() {
        CompletableFuture<Grant> waiting = waiting("far");
        test.engine.refuseNew();
        assertThat(waiting).failsWithin(SOON).withThrowableThat().havingCause().isInstanceOfSatisfying(RefusedException.class,
                refused -> assertThat(refused.reason()).isEqualTo(RefusedException.Reason.STOPPING));
        assertThatThrownBy(() -> lease("far")).isInstanceOf(RefusedException.class);
    }

    @Test
    void refusesTypesThatAreNotForWorkers() {
        test.type("here", (input, context) -> "1");
        assertThatThrownBy(() -> lease("far", "here", "nowhere")).isInstanceOfSatisfying(InvalidInputException.class,
                invalid -> assertThat(invalid.errors()).extracting(error -> error.pointer() + " " + error.detail()).containsExactly(
                        "/types/1 \"here\" is run by the server itself; for workers: far",
                        "/types/2 \"nowhere\" is not a known type; for workers: far"));
    }

    @Test
    void explainsThatNoWorkerAsks() {
        UUID id = test.submit("far");
        assertThat(test.engine.explain(id).detail()).isEqualTo("it is the next of queue \"far\", and no worker asks for it");
        assertThat(test.engine.explain(id).reason()).isEqualTo(Explanation.Reason.NO_FREE_SLOT);
        lease("far");
        assertThat(test.engine.explain(id).detail()).contains("with worker \"w\", on lease until 2026-01-01T00:00:30Z");
    }

    @Test
    void numbersTheLeasesOfAJobThatIsTriedAgainOnRequest() {
        UUID id = test.submit("far");
        Grant first = lease("far");
        test.engine.leases().fail(first.token(), BOO, true, null);
        assertThat(test.engine.retry(id)).isEqualTo(Retrying.QUEUED);
        assertThat(lease("far").job().status().lease().number()).isEqualTo(2);
        assertLost(first);
    }

    @Test
    void takesOneOfALateAnswerAndTheEndOfTheLease() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                UUID id = test.submit("far");
                Grant grant = lease("far");
                test.clock.advance(LENGTH.minusNanos(1));
                var together = new CyclicBarrier(2);
                var answer = threads.submit(() -> {
                    together.await();
                    return test.engine.leases().succeed(grant.token(), "1").state();
                });
                together.await();
                test.pass(Duration.ofNanos(1));
                boolean answered;
                try {
                    answered = answer.get() == JobState.SUCCEEDED;
                } catch (ExecutionException lost) {
                    assertThat(lost.getCause()).isInstanceOf(LeaseLostException.class);
                    answered = false;
                }
                if (answered) {
                    assertThat(test.engine.find(id).state()).isEqualTo(JobState.SUCCEEDED);
                } else {
                    assertThat(test.awaitState(id, JobState.QUEUED).status().crashes()).isEqualTo(1);
                    assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.CANCELLED);
                }
                test.awaitThat(() -> test.engine.vitals().running() == 0);
                assertThat(test.engine.vitals().waiting()).isZero();
            }
        }
    }

    @Test
    void givesEachJobToOneWorkerHoweverManyAsk() throws Exception {
        int jobs = 300;
        var given = ConcurrentHashMap.<UUID>newKeySet();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var grants = new ArrayList<Future<UUID>>();
            for (int i = 0; i < jobs; i++) {
                grants.add(threads.submit(() -> {
                    Grant grant = test.engine.leases().lease(new Asked(List.of("far"), LENGTH, null), SOON);
                    test.engine.leases().succeed(grant.token(), "1");
                    return grant.job().id();
                }));
                threads.submit(() -> test.submit("far"));
            }
            for (var grant : grants) {
                assertThat(given.add(grant.get())).isTrue();
            }
        }
        assertThat(given).hasSize(jobs);
        assertThat(test.engine.vitals().running()).isZero();
    }
}
