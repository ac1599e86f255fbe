package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.engine.Explanation.Reason;
import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.Permanent;
import dev.meanwhile.job.Transition;
import dev.meanwhile.store.JobFilter;
import dev.meanwhile.store.JobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(booleans = {false, true})
class DependentsTest {

    @Parameter
    private boolean durable;

    @TempDir
    private Path folder;

    private TestEngine test;
    private final CountDownLatch go = new CountDownLatch(1);

    @BeforeEach
    void open() throws InterruptedException {
        test = types(durable ? new TestEngine(folder.resolve("data")) : new TestEngine());
        test.engine.resume();
    }

    private TestEngine types(TestEngine engine) {
        return engine.type("held", (input, context) -> {
            go.await();
            return "1";
        }).type("sum", (input, context) -> {
            int sum = 1;
            for (String result : context.after().values()) {
                sum += Integer.parseInt(result);
            }
            return Integer.toString(sum);
        }).type("after", (input, context) -> "\"" + context.after().values() + "\"").type("bad", (input, context) -> {
            throw new Permanent(new IllegalArgumentException("bad"));
        });
    }

    @AfterEach
    void close() {
        go.countDown();
        test.close();
    }

    private static JobOptions after(UUID... firsts) {
        return JobOptions.NONE.withAfter(List.of(firsts), AfterFailure.CANCEL);
    }

    private static JobOptions cleanUp(UUID... firsts) {
        return JobOptions.NONE.withAfter(List.of(firsts), AfterFailure.RUN);
    }

    private List<JobState> states(UUID id) {
        return test.engine.find(id).status().history().stream().map(Transition::state).toList();
    }

    @Test
    void passesResultsOnAlongAChainAndThroughADiamond() throws InterruptedException {
        UUID first = test.submit("held");
        UUID left = test.submit("sum", after(first));
        UUID right = test.submit("sum", after(first));
        UUID last = test.submit("sum", after(right, left));
        assertThat(List.of(left, right, last)).allMatch(id -> test.engine.find(id).state() == JobState.WAITING);
        go.countDown();
        assertThat(test.finished(last).status().result()).isEqualTo("5");
        assertThat(states(last)).containsExactly(JobState.WAITING, JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
        test.awaitThat(() -> test.engine.dependents() == 0);
    }

    @Test
    void givesTheResultsInTheOrderOfTheNamesAndNullForWhatDidNotSucceed() throws InterruptedException {
        UUID bad = test.submit("bad");
        UUID sum = test.submit("sum");
        test.finished(bad);
        test.finished(sum);
        assertThat(test.finished(test.submit("after", cleanUp(bad, sum))).status().result()).isEqualTo("\"[null, 1]\"");
        assertThat(test.finished(test.submit("after", cleanUp(sum, bad))).status().result()).isEqualTo("\"[1, null]\"");
    }

    @Test
    void isCancelledWithAllThatFollowWhenAJobBeforeItFails() throws InterruptedException {
        UUID bad = test.submit("bad", JobOptions.NONE.withDelay(Duration.ofSeconds(1)));
        UUID held = test.submit("held");
        UUID second = test.submit("sum", after(held, bad));
        UUID third = test.submit("sum", after(second));
        UUID cleanUp = test.submit("after", cleanUp(third, bad));
        test.pass(Duration.ofSeconds(1));
        Job cancelled = test.finished(second);
        assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
        assertThat(cancelled.status().cancelRequested()).isFalse();
        assertThat(cancelled.status().error().type()).isEqualTo("after");
        assertThat(cancelled.status().error().message()).isEqualTo("job " + bad + ", which comes first, is failed");
        assertThat(test.finished(third).status().history().getLast().error().message())
                .isEqualTo("job " + second + ", which comes first, is cancelled");
        assertThat(test.finished(cleanUp).status().result()).isEqualTo("\"[null, null]\"");
        assertThat(test.engine.explain(second).detail()).endsWith("job " + bad + ", which comes first, is failed");
        assertThat(test.engine.find(held).state().isFinished()).isFalse();
    }

    @Test
    void isCancelledAtOnceWhenAJobBeforeItHasFailedAndGoesOnWhenItHasSucceeded() throws InterruptedException {
        UUID bad = test.submit("bad");
        test.finished(bad);
        assertThat(test.finished(test.submit("sum", after(bad))).state()).isEqualTo(JobState.CANCELLED);
        assertThat(test.finished(test.submit("sum", cleanUp(test.submit("sum")))).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void isRefusedAfterAJobNobodyKnows() {
        UUID known = test.submit("held");
        assertThatThrownBy(() -> test.submit("sum", after(known, UUID.randomUUID()))).isInstanceOfSatisfying(InvalidInputException.class,
                invalid -> assertThat(invalid.errors()).extracting(InputError::pointer).containsExactly("/after/1"));
        test.awaitThat(() -> test.engine.vitals().waiting() == 0);
        assertThat(test.engine.dependents()).isZero();
    }

    @Test
    void waitsNotBeyondItsExpiry() throws InterruptedException {
        UUID held = test.submit("held");
        UUID late = test.submit("sum", after(held).withExpires(Duration.ofSeconds(5)));
        UUID next = test.submit("sum", after(late));
        test.pass(Duration.ofSeconds(5));
        assertThat(test.finished(late).state()).isEqualTo(JobState.EXPIRED);
        assertThat(test.finished(next).state()).isEqualTo(JobState.CANCELLED);
        test.awaitThat(() -> test.engine.dependents() == 0);
    }

    @Test
    void isDueNoEarlierThanItsDelayFromItsSubmission() throws InterruptedException {
        UUID held = test.submit("held");
        UUID soon = test.submit("sum", after(held).withDelay(Duration.ofSeconds(5)));
        UUID later = test.submit("sum", after(held).withDelay(Duration.ofSeconds(30)));
        test.pass(Duration.ofSeconds(10));
        assertThat(test.engine.find(soon).state()).isEqualTo(JobState.WAITING);
        go.countDown();
        test.finished(soon);
        Job due = test.awaitState(later, JobState.SCHEDULED);
        assertThat(due.status().runAt()).isEqualTo(due.submittedAt().plusSeconds(30));
        test.pass(Duration.ofSeconds(19));
        assertThat(test.engine.find(later).state()).isEqualTo(JobState.SCHEDULED);
        test.pass(Duration.ofSeconds(1));
        assertThat(test.finished(later).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void tellsForWhomItWaits() {
        UUID first = test.submit("held");
        UUID second = test.submit("held");
        Explanation why = test.engine.explain(test.submit("sum", after(first, second)));
        assertThat(why.reason()).isEqualTo(Reason.WAITING_FOR);
        assertThat(why.detail()).isEqualTo("2 jobs come first");
        assertThat(why.facts()).isEqualTo(Map.of("waitingFor", List.of(first.toString(), second.toString()), "left", 2));
    }

    @Test
    void canBeCancelledWhileItWaitsWhichLeavesNothingBehind() throws InterruptedException {
        UUID held = test.submit("held");
        UUID other = test.submit("sum", after(held));
        for (int i = 0; i < 3; i++) {
            UUID id = test.submit("sum", after(held));
            UUID next = test.submit("sum", after(id));
            assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.CANCELLED);
            assertThat(test.finished(next).status().error().message()).endsWith("is cancelled");
        }
        assertThat(test.engine.cancel(other)).isEqualTo(Cancelling.CANCELLED);
        assertThat(test.engine.dependents()).isZero();
    }

    @Test
    void keepsAJobUntilThoseThatRunAfterItHaveFinished() throws InterruptedException {
        UUID first = test.submit("sum");
        test.finished(first);
        UUID second = test.submit("sum", after(first, test.submit("held")));
        assertThat(test.engine.forget(first)).isFalse();
        test.clock.advance(Duration.ofDays(30));
        test.store.prune();
        assertThat(test.engine.find(first)).isNotNull();
        go.countDown();
        assertThat(test.finished(second).status().result()).isEqualTo("3");
        test.awaitThat(() -> test.engine.forget(first));
        assertThat(test.engine.find(first)).isNull();
    }

    @Test
    void waitsAgainForAJobThatIsTriedAgainMeanwhile() throws InterruptedException {
        UUID bad = test.submit("bad");
        UUID held = test.submit("held");
        UUID last = test.submit("after", cleanUp(bad, held));
        test.finished(bad);
        test.type("bad", (input, context) -> {
            while (test.engine.find(held).state() != JobState.SUCCEEDED) {
                Thread.onSpinWait();
            }
            return "7";
        });
        assertThat(test.engine.retry(bad)).isEqualTo(Retrying.QUEUED);
        go.countDown();
        assertThat(test.finished(last).status().result()).isIn("\"[7, 1]\"", "\"[null, 1]\"");
    }

    /** Opens another engine, whose store runs something, once, when a method of that name is called. */
    private void reopen(String name, AtomicReference<Runnable> first) throws InterruptedException {
        test.close();
        test = types(new TestEngine(Limits.DEFAULT, durable ? folder.resolve("other") : null, store -> (JobStore)
                Proxy.newProxyInstance(JobStore.class.getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, args) -> {
                    Runnable now = method.getName().equals(name) ? first.getAndSet(null) : null;
                    if (now != null) {
                        now.run();
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                })));
        test.engine.resume();
    }

    @Test
    void expiresThoughItsTimeIsUpInTheMomentInWhichItIsToWaitAgain() throws InterruptedException {
        var looked = new AtomicReference<Runnable>();
        reopen("state", looked);
        UUID bad = test.submit("bad");
        test.finished(bad);
        var again = new CountDownLatch(1);
        test.type("bad", (input, context) -> {
            again.await();
            return "1";
        });
        UUID held = test.submit("held");
        UUID last = test.submit("after", cleanUp(bad, held).withExpires(Duration.ofSeconds(5)));
        assertThat(test.engine.retry(bad)).isEqualTo(Retrying.QUEUED);
        looked.set(() -> {
            test.pass(Duration.ofSeconds(5));
            // By when this has gone all its way, who came to let the other one expire has gone again.
            UUID other = test.submit("sum");
            test.awaitThat(() -> test.engine.find(other).state().isFinished());
        });
        go.countDown();
        assertThat(test.finished(last).state()).isEqualTo(JobState.EXPIRED);
        again.countDown();
    }

    @Test
    void isNotCancelledForAnEndBeforeTheOneItWaitsFor() throws Exception {
        var ending = new AtomicReference<Runnable>();
        reopen("holds", ending);
        UUID bad = test.submit("bad", JobOptions.NONE.withDelay(Duration.ofSeconds(1)));
        var again = new CountDownLatch(1);
        test.type("bad", (input, context) -> {
            again.await();
            return "1";
        });
        var late = new CompletableFuture<UUID>();
        ending.set(() -> {
            Thread hasty = Thread.startVirtualThread(() -> {
                test.engine.retry(bad);
                late.complete(test.submit("sum", after(bad)));
            });
            // Either it has been tried again while it ends, or that waits until it has ended.
            test.awaitThat(() -> !hasty.isAlive() || hasty.getState() == Thread.State.TIMED_WAITING);
        });
        test.pass(Duration.ofSeconds(1));
        UUID last = late.get(TestEngine.SOON.toSeconds(), TimeUnit.SECONDS);
        again.countDown();
        assertThat(test.finished(last).status().result()).isEqualTo("2");
    }

    @Test
    void keepsNoOtherFromGoingOnWhenItCanNotItself() throws InterruptedException {
        var saved = new AtomicReference<Runnable>();
        reopen("save", saved);
        UUID held = test.submit("held");
        test.awaitState(held, JobState.RUNNING);
        UUID first = test.submit("sum", after(held));
        UUID second = test.submit("sum", after(held));
        // The end of what they wait for is recorded, and what comes next is that the first of them may go on.
        saved.set(() -> saved.set(() -> {
            throw new OutOfMemoryError("used up");
        }));
        go.countDown();
        assertThat(test.finished(second).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(test.engine.find(first).state()).isEqualTo(JobState.WAITING);
        test.pass(Duration.ofSeconds(1));
        assertThat(test.finished(first).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void isTriedAgainOnceThoseBeforeItAre() throws InterruptedException {
        UUID bad = test.submit("bad");
        UUID second = test.submit("sum", after(bad));
        UUID third = test.submit("sum", after(second));
        test.finished(third);
        assertThat(test.engine.retry(third)).isEqualTo(Retrying.BLOCKED);
        test.type("bad", (input, context) -> "4");
        assertThat(test.engine.sweep().retry(new JobFilter(Sweep.RETRYABLE, null, null, null, null))).isEqualTo(3);
        Job job = test.finished(third);
        assertThat(job.status().result()).isEqualTo("6");
        assertThat(job.status().error()).isNull();
        assertThat(states(third)).startsWith(JobState.WAITING, JobState.CANCELLED, JobState.WAITING, JobState.QUEUED);
    }

    @Test
    void isReplacedWhileItWaitsWithOthersToWaitFor() throws InterruptedException {
        UUID held = test.submit("held");
        JobOptions keyed = JobOptions.NONE.withKey("k").withOnDuplicate(OnDuplicate.REPLACE);
        UUID id = test.submit("sum", keyed.withAfter(List.of(held), AfterFailure.CANCEL));
        assertThat(test.engine.forget(held)).isFalse();
        UUID next = test.submit("sum", after(id));
        assertThatThrownBy(() -> test.submit("sum", keyed.withAfter(List.of(next), AfterFailure.CANCEL)))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("wait for itself");
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.WAITING);
        UUID sum = test.submit("sum");
        assertThat(test.submit("sum", keyed.withAfter(List.of(sum), AfterFailure.CANCEL))).isEqualTo(id);
        assertThat(test.finished(next).status().result()).isEqualTo("3");
        UUID again = test.submit("sum", keyed.withAfter(List.of(held), AfterFailure.CANCEL));
        assertThat(test.submit("sum", keyed)).isEqualTo(again);
        assertThat(test.finished(again).status().result()).isEqualTo("1");
        assertThat(test.engine.dependents()).isZero();
    }

    @Test
    void movesAllThatWaitForOne() throws InterruptedException {
        UUID held = test.submit("held");
        UUID last = null;
        int many = durable ? 300 : 20_000;
        for (int i = 0; i < many; i++) {
            last = test.submit("sum", after(held));
        }
        go.countDown();
        test.finished(last);
        test.awaitThat(() -> test.engine.vitals().counts().get("sum").get(JobState.SUCCEEDED) == many);
    }
}
