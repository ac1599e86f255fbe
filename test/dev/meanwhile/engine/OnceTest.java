package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.engine.Engine.Submitted;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.job.Work;
import dev.meanwhile.store.IdempotencyKey;
import dev.meanwhile.store.JobFilter;
import dev.meanwhile.store.JobStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OnceTest {

    private static final IdempotencyKey KEY = new IdempotencyKey("k", "f");
    private static final IdempotencyKey OTHER_REQUEST = new IdempotencyKey("k", "g");

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final TestEngine test = new TestEngine().type("noop", (input, context) -> "1");

    /** What becomes of a submission whose input is not null, once it may leave. */
    private volatile Runnable fate = () -> { };

    @BeforeEach
    void defineATypeThatHoldsItsSubmitter() {
        test.engine.define(new JobType("gate", new Work() {
            @Override
            public Kind kind() {
                return Kind.JAVA;
            }

            @Override
            public void check(String input) {
                if (!input.equals("null")) {
                    entered.countDown();
                    awaitSoon(leave);
                    fate.run();
                }
            }

            @Override
            public String run(String input, JobContext context) {
                return input;
            }
        }, TypeOptions.DEFAULT));
    }

    @AfterEach
    void close() {
        leave.countDown();
        test.close();
        assertThat(test.engine.once().keysInUse()).isZero();
    }

    private static void awaitSoon(CountDownLatch latch) {
        try {
            assertThat(latch.await(TestEngine.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private Submitted submit(String type, String input, IdempotencyKey key) {
        return test.engine.once().submit(type, input, JobOptions.NONE, key);
    }

    private Submitted submit(IdempotencyKey key) {
        return submit("noop", "null", key);
    }

    private static <T> FutureTask<T> start(Callable<T> body) {
        var task = new FutureTask<>(body);
        Thread.ofVirtual().start(task);
        return task;
    }

    /** Lets one request in, and another of the same text wait for it. */
    private List<FutureTask<Submitted>> holdOneAndLetOneWait(IdempotencyKey second) {
        var held = start(() -> submit("gate", "1", KEY));
        awaitSoon(entered);
        return List.of(held, letOneWait("null", second));
    }

    private FutureTask<Submitted> letOneWait(String input, IdempotencyKey key) {
        var waiting = new FutureTask<>(() -> submit("gate", input, key));
        Thread thread = Thread.ofVirtual().start(waiting);
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(waiting.isDone()).isFalse();
            Thread.onSpinWait();
        }
        return waiting;
    }

    private static Throwable failure(FutureTask<?> task) throws InterruptedException {
        try {
            return new AssertionError("returned " + task.get());
        } catch (ExecutionException failed) {
            return failed.getCause();
        }
    }

    @Test
    void answersARepeatedRequestWithTheJobAsItWasAccepted() throws Exception {
        assertThat(test.engine.once().answered(KEY)).isNull();
        Submitted first = submit(KEY);
        Job done = test.finished(first.job().id());
        assertThat(first).isEqualTo(new Submitted(first.job(), true, false));
        assertThat(first.job().state()).isEqualTo(JobState.QUEUED);
        assertThat(submit(KEY)).isEqualTo(new Submitted(first.job(), true, true));
        assertThat(test.engine.once().answered(KEY)).isEqualTo(new Submitted(first.job(), true, true));
        test.engine.forget(done.id());
        assertThat(submit(KEY).job()).isEqualTo(first.job());
        assertThat(test.engine.list(JobFilter.ALL, null, 9)).isEmpty();
    }

    @Test
    void answersARepeatedRequestWithTheJobAsItWasMet() throws Exception {
        var release = new CountDownLatch(1);
        var started = new CountDownLatch(1);
        test.type("held", (input, context) -> {
            started.countDown();
            release.await();
            return "1";
        });
        var options = JobOptions.NONE.withKey("order-17");
        Job made = test.engine.submit("held", "1", options).job();
        started.await();
        Submitted met = test.engine.once().submit("held", "2", options, KEY);
        assertThat(met.made()).isFalse();
        assertThat(met.repeated()).isFalse();
        assertThat(met.job().state()).isEqualTo(JobState.RUNNING);
        release.countDown();
        test.finished(made.id());
        assertThat(test.engine.once().submit("held", "2", options, KEY)).isEqualTo(new Submitted(met.job(), false, true));
    }

    @Test
    void refusesAnotherRequestWithTheSameKey() {
        Submitted first = submit(KEY);
        assertThatThrownBy(() -> submit(OTHER_REQUEST)).isInstanceOf(KeyReusedException.class)
                .hasMessage("the key \"k\" is that of another request, answered in the last 24 hours");
        assertThatThrownBy(() -> test.engine.once().answered(OTHER_REQUEST)).isInstanceOf(KeyReusedException.class);
        assertThat(submit(KEY).job()).isEqualTo(first.job());
        assertThat(test.engine.list(JobFilter.ALL, null, 9)).hasSize(1);
    }

    @Test
    void worksOnARequestAgainWhenItsAnswerIsForgotten() {
        Submitted first = submit(KEY);
        test.pass(JobStore.ANSWERS_KEPT.minusMillis(1));
        assertThat(submit(KEY).repeated()).isTrue();
        test.pass(Duration.ofMillis(1));
        Submitted second = submit(OTHER_REQUEST);
        assertThat(second.repeated()).isFalse();
        assertThat(second.job().id()).isNotEqualTo(first.job().id());
    }

    @Test
    void makesOneJobOfTenThousandRequestsAtOnce() throws Exception {
        var go = new CountDownLatch(1);
        var requests = IntStream.range(0, 10_000).mapToObj(i -> start(() -> {
            go.await();
            return submit(KEY);
        })).toList();
        go.countDown();
        int worked = 0;
        for (var request : requests) {
            Submitted submitted = request.get();
            assertThat(submitted.job()).isEqualTo(requests.getFirst().get().job());
            assertThat(submitted.made()).isTrue();
            worked += submitted.repeated() ? 0 : 1;
        }
        assertThat(worked).isEqualTo(1);
        assertThat(test.engine.list(JobFilter.ALL, null, 9)).hasSize(1);
    }

    @Test
    void makesOneJobOfManyRequestsAtOnceAlsoAfterARestart(@TempDir Path data) throws Exception {
        Job accepted;
        try (var before = new TestEngine(data).type("noop", (input, context) -> "1")) {
            before.engine.resume();
            var requests = IntStream.range(0, 1_000).mapToObj(i ->
                    start(() -> before.engine.once().submit("noop", "null", JobOptions.NONE, KEY))).toList();
            accepted = requests.getFirst().get().job();
            for (var request : requests) {
                assertThat(request.get().job()).isEqualTo(accepted);
            }
            assertThat(before.engine.list(JobFilter.ALL, null, 9)).hasSize(1);
            before.finished(accepted.id());
        }
        try (var after = new TestEngine(data).type("noop", (input, context) -> "1")) {
            after.engine.resume();
            assertThat(after.engine.once().answered(KEY)).isEqualTo(new Submitted(accepted, true, true));
            assertThatThrownBy(() -> after.engine.once().answered(OTHER_REQUEST)).isInstanceOf(KeyReusedException.class);
        }
    }

    @Test
    void makesAJobForEachOfManyKeysAtOnce() throws Exception {
        var requests = IntStream.range(0, 2_000).mapToObj(i -> start(() -> submit(new IdempotencyKey("k" + i % 1_000, "f")))).toList();
        int worked = 0;
        for (var request : requests) {
            worked += request.get().repeated() ? 0 : 1;
        }
        assertThat(worked).isEqualTo(1_000);
        assertThat(test.engine.list(JobFilter.ALL, null, 10_000)).hasSize(1_000);
    }

    @Test
    void givesARequestThatWaitedTheAnswerOfTheOther() throws Exception {
        var both = holdOneAndLetOneWait(KEY);
        leave.countDown();
        assertThat(both.getFirst().get().repeated()).isFalse();
        assertThat(both.getLast().get()).isEqualTo(new Submitted(both.getFirst().get().job(), true, true));
    }

    @Test
    void refusesAnotherRequestThatCameWhileTheFirstWasWorkedOn() throws Exception {
        var both = holdOneAndLetOneWait(OTHER_REQUEST);
        leave.countDown();
        assertThat(both.getFirst().get().repeated()).isFalse();
        assertThat(failure(both.getLast())).isInstanceOf(KeyReusedException.class);
        assertThat(test.engine.list(JobFilter.ALL, null, 9)).hasSize(1);
    }

    @Test
    void worksOnTheNextRequestWhenTheFirstIsInvalid() throws Exception {
        fate = () -> {
            throw new InvalidInputException(List.of(new InputError("", "is odd")));
        };
        var both = holdOneAndLetOneWait(KEY);
        leave.countDown();
        assertThat(failure(both.getFirst())).isInstanceOf(InvalidInputException.class);
        assertThat(both.getLast().get().repeated()).isFalse();
    }

    @Test
    void worksOnTheNextRequestWhenTheFirstFailsInWhateverWay() throws Exception {
        fate = () -> {
            throw new StackOverflowError("deep");
        };
        var both = holdOneAndLetOneWait(OTHER_REQUEST);
        leave.countDown();
        assertThat(failure(both.getFirst())).isInstanceOf(StackOverflowError.class);
        assertThat(both.getLast().get().repeated()).isFalse();
        assertThat(submit("gate", "null", OTHER_REQUEST).repeated()).isTrue();
    }

    @Test
    void letsTheLastRequestWaitForTheSecondWhenTheFirstFails() throws Exception {
        var first = start(() -> submit("gate", "1", KEY));
        awaitSoon(entered);
        var secondEntered = new CountDownLatch(1);
        var secondLeave = new CountDownLatch(1);
        fate = () -> {
            fate = () -> {
                secondEntered.countDown();
                awaitSoon(secondLeave);
            };
            throw new IllegalStateException("odd");
        };
        var second = letOneWait("2", KEY);
        leave.countDown();
        assertThat(failure(first)).isInstanceOf(IllegalStateException.class);
        awaitSoon(secondEntered);
        var last = letOneWait("null", KEY);
        secondLeave.countDown();
        assertThat(second.get().repeated()).isFalse();
        assertThat(last.get()).isEqualTo(new Submitted(second.get().job(), true, true));
    }

    @Test
    void letsRequestsOfOtherKeysPass() throws Exception {
        var held = start(() -> submit("gate", "1", KEY));
        awaitSoon(entered);
        assertThat(submit(new IdempotencyKey("other", "f")).repeated()).isFalse();
        leave.countDown();
        held.get();
    }

    @Test
    void repeatsAnAnswerWhenTheQueueIsFullOrTheEngineStops() throws Exception {
        try (var small = new TestEngine(new Limits(1, 100_000, 1_000, 1_000, 1_000))) {
            small.type("noop", (input, context) -> "1");
            var later = JobOptions.NONE.withDelay(Duration.ofHours(1));
            Once once = small.engine.once();
            var other = new IdempotencyKey("other", "f");
            Submitted first = once.submit("noop", "null", later, KEY);
            assertThatThrownBy(() -> once.submit("noop", "null", later, other)).isInstanceOf(RefusedException.class);
            assertThat(once.answered(other)).isNull();
            assertThat(once.submit("noop", "null", later, KEY).repeated()).isTrue();
            small.engine.cancel(first.job().id());
            assertThat(once.submit("noop", "null", later, other).repeated()).isFalse();
            small.engine.refuseNew();
            assertThat(once.submit("noop", "null", later, KEY)).isEqualTo(new Submitted(first.job(), true, true));
            assertThatThrownBy(() -> once.submit("noop", "null", later, new IdempotencyKey("third", "f")))
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void keepsNoJobWhoseKeyCanNotBeKept() throws Exception {
        try (var small = new TestEngine(new Limits(100, 6_000, 1_000, 1_000, 1_000))) {
            small.type("noop", (input, context) -> "1");
            for (int i = 0; i < 10; i++) {
                small.finished(small.engine.once().submit("noop", "null", JobOptions.NONE, new IdempotencyKey("k" + i, "f")).job().id());
            }
            var counts = small.engine.vitals().counts();
            assertThatThrownBy(() -> small.engine.once().submit("noop", "null", JobOptions.NONE, KEY)).isInstanceOf(RefusedException.class);
            assertThat(small.engine.vitals().counts()).isEqualTo(counts);
            assertThat(small.engine.vitals().waiting()).isZero();
            assertThat(small.engine.once().answered(KEY)).isNull();
        }
    }
}
