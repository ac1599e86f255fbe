package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.Permanent;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RetryAfter;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.Transition;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.store.JobFilter;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineTest {

    private static final RetryPolicy THREE = new RetryPolicy(3, Duration.ofSeconds(1), 2, Duration.ofMinutes(10), 0);
    private static final TypeOptions ONE_AT_A_TIME = TypeOptions.DEFAULT.withConcurrency(1);

    private final TestEngine test = new TestEngine();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void runsAJobOnAThreadNamedAfterIt() throws Exception {
        test.type("whoami", (input, context) -> '"' + Thread.currentThread().getName() + ' ' + Thread.currentThread().isVirtual() + '"');
        UUID id = test.submit("whoami");
        while (!CarrierThreads.canBeAdded() && test.finished(id).status().result().endsWith(" false\"")) {
            // An unknown type is tried out elsewhere first.
            id = test.submit("whoami");
        }
        assertThat(test.finished(id).status().result()).isEqualTo("\"job-" + id + " true\"");
    }

    @Test
    void runsComputationsOnPlatformThreads() throws Exception {
        test.type("cpu", TypeOptions.DEFAULT.withPlacement(Placement.CPU), (input, context) -> "" + Thread.currentThread().isVirtual());
        assertThat(test.finished(test.submit("cpu")).status().result()).isEqualTo("false");
    }

    @Test
    void tellsTheStoryInItsEvents() throws Exception {
        test.type("noop", (input, context) -> "1");
        test.finished(test.submit("noop"));
        assertThat(test.names()).startsWith("job_accepted", "job_started");
        assertThat(test.finished(test.submit("noop")).status().history()).extracting(Transition::state)
                .containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
    }

    @Test
    void keepsOneNameForAllJobsOfAType() throws Exception {
        test.type("noop", (input, context) -> "1");
        String own = test.engine.type("noop").name();
        assertThat(test.finished(test.submit(new String("noop"))).type()).isSameAs(own);
    }

    @Test
    void refusesAnUnknownTypeAndNamesTheKnownOnes() {
        test.type("b", (input, context) -> "1").type("a", (input, context) -> "1");
        assertThatThrownBy(() -> test.submit("c")).isInstanceOfSatisfying(InvalidInputException.class, invalid ->
                assertThat(invalid.errors()).containsExactly(new InputError("/type", "\"c\" is not a known type; known: a, b")));
    }

    @Test
    void failsAnAttemptWhateverItThrows() throws Exception {
        test.type("error", (input, context) -> {
            throw new StackOverflowError("deep");
        });
        Job job = test.finished(test.submit("error"));
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.status().error().type()).isEqualTo("java.lang.StackOverflowError");
        assertThat(job.status().error().message()).isEqualTo("deep");
        assertThat(job.status().error().stack()).contains("EngineTest");
        test.type("noop", (input, context) -> "1");
        assertThat(test.finished(test.submit("noop")).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void failsAnAttemptWhoseResultIsTooLong() throws Exception {
        test.type("long", (input, context) -> "\"" + "x".repeat(Limits.DEFAULT.maxResult()) + "\"");
        Job job = test.finished(test.submit("long"));
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.status().error().message()).contains("1048578 characters").contains("maxResult");
    }

    @Test
    void waitsLongerBeforeEachRetryAndKeepsEveryError() throws Exception {
        test.type("flaky", TypeOptions.DEFAULT.withRetry(THREE), (input, context) -> {
            throw new IllegalStateException("no " + context.attempt());
        });
        UUID id = test.submit("flaky");
        test.awaitEvent("job_retrying", id);
        test.pass(Duration.ofMillis(999));
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.RETRYING);
        test.events.clear();
        test.pass(Duration.ofMillis(1));
        test.awaitEvent("job_retrying", id);
        test.pass(Duration.ofMillis(1_999));
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.RETRYING);
        test.pass(Duration.ofMillis(1));
        Job job = test.finished(id);
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.status().attempt()).isEqualTo(3);
        assertThat(job.status().history()).filteredOn(step -> step.error() != null).extracting(step -> step.error().message())
                .containsExactly("no 1", "no 2", "no 3");
    }

    @Test
    void doesNotRetryWhatIsPermanent() throws Exception {
        test.type("gone", TypeOptions.DEFAULT.withRetry(THREE), (input, context) -> {
            throw new Permanent(new FileNotFoundException("a.jpg"));
        });
        Job job = test.finished(test.submit("gone"));
        assertThat(job.status().attempt()).isEqualTo(1);
        assertThat(job.status().error().type()).isEqualTo("java.io.FileNotFoundException");
    }

    @Test
    void retriesWhenAskedTo() throws Exception {
        test.type("busy", TypeOptions.DEFAULT.withRetry(THREE), (input, context) -> {
            if (context.attempt() == 1) {
                throw new RetryAfter("busy", Duration.ofMinutes(5));
            }
            return "1";
        });
        UUID id = test.submit("busy");
        test.awaitEvent("job_retrying", id);
        test.pass(Duration.ofSeconds(299));
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.RETRYING);
        test.pass(Duration.ofSeconds(1));
        assertThat(test.finished(id).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void interruptsAnAttemptWhoseTimeIsUp() throws Exception {
        var started = new CountDownLatch(1);
        test.type("slow", TypeOptions.DEFAULT.withTimeout(Duration.ofMinutes(1)), (input, context) -> {
            started.countDown();
            new CountDownLatch(1).await();
            return "1";
        });
        UUID id = test.submit("slow");
        started.await();
        test.pass(Duration.ofSeconds(59));
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.RUNNING);
        test.pass(Duration.ofSeconds(1));
        Job job = test.finished(id);
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.status().error().type()).isEqualTo("timeout");
        assertThat(job.status().error().message()).isEqualTo("timed out after 1m");
    }

    @Test
    void callsAnAttemptStuckThatIgnoresItsInterruptAndKeepsItsSlot() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        test.type("deaf", ONE_AT_A_TIME, (input, context) -> {
            started.countDown();
            while (release.getCount() > 0) {
                Thread.onSpinWait();
            }
            return "1";
        });
        UUID id = test.submit("deaf");
        UUID next = test.submit("deaf");
        started.await();
        assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.STOPPING);
        assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.STOPPING);
        test.pass(Overdue.STUCK_AFTER.minusMillis(1));
        assertThat(test.engine.isStuck(id)).isFalse();
        test.pass(Duration.ofMillis(1));
        assertThat(test.engine.isStuck(id)).isTrue();
        assertThat(test.engine.vitals().stuck()).isEqualTo(1);
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.RUNNING);
        assertThat(test.engine.find(id).status().cancelRequested()).isTrue();
        assertThat(test.engine.find(next).state()).isEqualTo(JobState.QUEUED);
        assertThat(test.names()).contains("attempt_stuck");
        release.countDown();
        assertThat(test.finished(id).state()).isEqualTo(JobState.CANCELLED);
        assertThat(test.finished(next).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(test.engine.vitals().stuck()).isZero();
    }

    @Test
    void leavesNoInterruptToWhatFollowsTheAttempt() throws Exception {
        test.type("selfish", (input, context) -> {
            Thread.currentThread().interrupt();
            return "1";
        });
        assertThat(test.finished(test.submit("selfish")).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void cancelsAJobThatWaitsAtOnce() throws Exception {
        var release = new CountDownLatch(1);
        test.type("one", ONE_AT_A_TIME, (input, context) -> {
            release.await();
            return "1";
        });
        UUID running = test.submit("one");
        UUID queued = test.submit("one");
        UUID scheduled = test.submit("one", JobOptions.NONE.withDelay(Duration.ofHours(1)));
        assertThat(test.engine.cancel(queued)).isEqualTo(Cancelling.CANCELLED);
        assertThat(test.engine.cancel(scheduled)).isEqualTo(Cancelling.CANCELLED);
        assertThat(test.engine.find(queued).state()).isEqualTo(JobState.CANCELLED);
        assertThat(test.engine.cancel(queued)).isEqualTo(Cancelling.CANCELLED);
        release.countDown();
        test.finished(running);
        test.pass(Duration.ofHours(2));
        assertThat(test.engine.find(scheduled).status().attempt()).isZero();
        assertThat(test.engine.vitals().waiting()).isZero();
        assertThat(test.engine.cancel(running)).isEqualTo(Cancelling.TOO_LATE);
        assertThat(test.engine.cancel(UUID.randomUUID())).isEqualTo(Cancelling.UNKNOWN);
    }

    @Test
    void cancelsAJobThatWaitsForItsRetry() throws Exception {
        test.type("flaky", TypeOptions.DEFAULT.withRetry(THREE), (input, context) -> {
            throw new IllegalStateException();
        });
        UUID id = test.submit("flaky");
        test.awaitEvent("job_retrying", id);
        assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.CANCELLED);
        test.pass(Duration.ofHours(1));
        assertThat(test.engine.find(id).status().attempt()).isEqualTo(1);
    }

    @Test
    void doesNotRetryAnAttemptThatWasCancelledAfterItsTimeWasUp() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        test.type("deaf", TypeOptions.DEFAULT.withTimeout(Duration.ofSeconds(1)).withRetry(THREE), (input, context) -> {
            started.countDown();
            while (release.getCount() > 0) {
                Thread.onSpinWait();
            }
            return "1";
        });
        UUID id = test.submit("deaf");
        started.await();
        test.pass(Duration.ofSeconds(1));
        assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.STOPPING);
        release.countDown();
        assertThat(test.finished(id).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void startsADelayedJobNeitherEarlyNorByTheWallClock() throws Exception {
        test.type("noop", (input, context) -> "1");
        UUID id = test.submit("noop", JobOptions.NONE.withDelay(Duration.ofMinutes(1)));
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.SCHEDULED);
        test.clock.putWallClock(Duration.ofDays(1));
        test.pass(Duration.ofMillis(59_999));
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.SCHEDULED);
        test.clock.putWallClock(Duration.ofDays(-2));
        test.pass(Duration.ofMillis(1));
        assertThat(test.finished(id).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void startsAJobAtItsTimeNeitherEarlyNorByAWallClockThatIsSet() throws Exception {
        test.type("noop", (input, context) -> "1");
        Instant now = test.engine.find(test.submit("noop")).submittedAt();
        UUID id = test.submit("noop", JobOptions.NONE.withRunAt(now.plusSeconds(60).plusNanos(1)));
        assertThat(test.engine.find(id).status().runAt()).isEqualTo(now.plusSeconds(60).plusMillis(1));
        test.clock.putWallClock(Duration.ofDays(1));
        test.pass(Duration.ofSeconds(60));
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.SCHEDULED);
        test.clock.putWallClock(Duration.ofDays(-2));
        test.pass(Duration.ofMillis(1));
        assertThat(test.finished(id).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void startsAJobAtOnceAndBeforeNoOtherWhoseTimeHasPassed() throws Exception {
        var blocked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var order = Collections.synchronizedList(new ArrayList<String>());
        test.type("one", ONE_AT_A_TIME, (input, context) -> {
            order.add(input);
            blocked.countDown();
            release.await();
            return "1";
        });
        test.engine.submit("one", "0", JobOptions.NONE);
        blocked.await();
        test.engine.submit("one", "1", JobOptions.NONE);
        test.clock.advance(Duration.ofMillis(1));
        Job late = test.engine.submit("one", "2", JobOptions.NONE.withRunAt(Instant.EPOCH)).job();
        assertThat(late.state()).isEqualTo(JobState.QUEUED);
        assertThat(late.status().runAt()).isEqualTo(late.submittedAt());
        release.countDown();
        test.finished(late.id());
        assertThat(order).containsExactly("0", "1", "2");
    }

    @Test
    void refusesATimeThatIsTooFarAway() {
        test.type("noop", (input, context) -> "1");
        Instant far = Instant.parse("9999-01-01T00:00:00Z");
        assertThatThrownBy(() -> test.submit("noop", JobOptions.NONE.withRunAt(far)))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("/runAt").hasMessageContaining("36500d");
        assertThatThrownBy(() -> test.submit("noop", JobOptions.NONE.withExpires(far)))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("/expires").hasMessageContaining("36500d");
    }

    @Test
    void takesTheQueueOfTheTypeAsOneAskedFor() {
        test.type("noop", (input, context) -> "1");
        assertThat(test.engine.find(test.submit("noop", JobOptions.NONE.withQueue("noop"))).request().queue()).isEqualTo("noop");
    }

    @Test
    void keepsOneSetOfOptionsForAllJobsThatAskForNone() {
        test.type("noop", TypeOptions.DEFAULT.withRetry(THREE), (input, context) -> "1");
        var later = JobOptions.NONE.withDelay(Duration.ofHours(1));
        var first = test.engine.find(test.submit("noop", later.withKey("a"))).request().options();
        var second = test.engine.find(test.submit("noop", later.withKey("b"))).request().options();
        assertThat(second.more()).isSameAs(first.more());
        assertThat(test.engine.submit("noop", "1", JobOptions.NONE).job().request().options())
                .isSameAs(test.engine.submit("noop", "1", JobOptions.NONE).job().request().options());
    }

    @Test
    void startsByPriorityThenByTimeThenById() throws Exception {
        var order = Collections.synchronizedList(new ArrayList<String>());
        var blocked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        test.type("one", ONE_AT_A_TIME, (input, context) -> {
            order.add(input);
            if (input.equals("0")) {
                blocked.countDown();
                release.await();
            }
            return "1";
        });
        test.engine.submit("one", "0", JobOptions.NONE);
        blocked.await();
        test.engine.submit("one", "1", JobOptions.NONE);
        test.engine.submit("one", "2", JobOptions.NONE.withPriority(-1));
        test.engine.submit("one", "3", JobOptions.NONE.withPriority(5));
        test.engine.submit("one", "4", JobOptions.NONE);
        test.clock.advance(Duration.ofSeconds(1));
        test.engine.submit("one", "5", JobOptions.NONE.withPriority(5));
        UUID last = test.engine.submit("one", "6", JobOptions.NONE.withPriority(-1)).job().id();
        release.countDown();
        test.finished(last);
        assertThat(order).containsExactly("0", "3", "5", "1", "4", "2", "6");
    }

    @Test
    void runsNoMoreAtOnceThanItsConcurrency() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        test.type("three", TypeOptions.DEFAULT.withConcurrency(3), (input, context) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.yield();
            running.decrementAndGet();
            return "1";
        });
        List<UUID> ids = IntStream.range(0, 500).mapToObj(i -> test.submit("three")).toList();
        for (UUID id : ids) {
            test.finished(id);
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void refusesMoreThanMayWaitAndKeepsNothingOfIt() throws Exception {
        try (var small = new TestEngine(new Limits(2, 9_000, 1_000, 1_000, 1_000))) {
            var begun = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            small.type("one", ONE_AT_A_TIME, (input, context) -> {
                begun.countDown();
                release.await();
                return "1";
            });
            UUID running = small.submit("one");
            small.awaitThat(() -> small.engine.vitals().waiting() == 0);
            small.submit("one");
            UUID last = small.submit("one");
            assertThatThrownBy(() -> small.submit("one")).isInstanceOfSatisfying(RefusedException.class,
                    refused -> assertThat(refused.reason()).isEqualTo(RefusedException.Reason.QUEUE_FULL))
                    .hasMessageContaining("maxQueued");
            assertThat(small.engine.list(JobFilter.ALL, null, 10)).hasSize(3);
            small.engine.cancel(last);
            assertThatThrownBy(() -> small.engine.submit("one", '"' + "x".repeat(5_000) + '"', JobOptions.NONE))
                    .isInstanceOf(RefusedException.class).hasMessageContaining("9000 bytes");
            UUID again = small.submit("one");
            release.countDown();
            small.finished(running);
            small.finished(again);
            assertThat(small.engine.vitals().waiting()).isZero();
        }
    }

    @Test
    void countsAllThatAJobBringsAgainstTheMemoryThereIs() {
        try (var small = new TestEngine(new Limits(1_000, 100_000, 1_000, 1_000, 1_000))) {
            small.type("noop", (input, context) -> "1");
            var heavy = JobOptions.NONE.withDelay(Duration.ofHours(1)).withTags(IntStream.range(0, 32)
                    .mapToObj(i -> "x".repeat(98) + (10 + i)).toArray(String[]::new));
            assertThatThrownBy(() -> {
                for (int i = 0; i < 100; i++) {
                    small.submit("noop", heavy);
                }
            }).isInstanceOf(RefusedException.class).hasMessageContaining("maxBytes");
            assertThat(small.engine.vitals().waiting()).isBetween(5, 15);
        }
    }

    @ParameterizedTest
    @EnumSource
    void failsAnAttemptWhoseExceptionCanNotEvenBeDescribed(Placement placement) throws Exception {
        test.type("evil", TypeOptions.DEFAULT.withPlacement(placement), (input, context) -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new OutOfMemoryError("no memory for a message");
                }
            };
        });
        UUID id = test.submit("evil", JobOptions.NONE.withKey("k"));
        Job job = test.finished(id);
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.status().error().message()).contains("OutOfMemoryError");
        assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.TOO_LATE);
        assertThat(test.engine.submit("evil", "null", JobOptions.NONE.withKey("k")).made()).isTrue();
    }

    @Test
    void takesACancelledJobOutOfTheTimetableAndItsQueue() throws Exception {
        var release = new CountDownLatch(1);
        test.type("one", ONE_AT_A_TIME, (input, context) -> {
            release.await();
            return "1";
        });
        UUID running = test.submit("one");
        for (int i = 0; i < 2_000; i++) {
            var id = new AtomicReference<UUID>();
            Thread due = Thread.ofVirtual().start(() -> test.pass(Duration.ofMillis(1)));
            id.set(test.submit("one", JobOptions.NONE.withDelay(Duration.ofMillis(i % 2))));
            assertThat(test.engine.cancel(id.get())).isEqualTo(Cancelling.CANCELLED);
            due.join();
        }
        test.pass(Duration.ofMillis(2));
        release.countDown();
        test.finished(running);
        assertThat(test.engine.vitals().waiting()).isZero();
    }

    @Test
    void returnsTheUnfinishedJobOfTheSameKey() throws Exception {
        var release = new CountDownLatch(1);
        test.type("one", (input, context) -> {
            release.await();
            return "1";
        }).type("other", (input, context) -> "1");
        var key = JobOptions.NONE.withKey("order-17");
        Engine.Submitted first = test.engine.submit("one", "1", key);
        Engine.Submitted second = test.engine.submit("one", "2", key);
        assertThat(first.made()).isTrue();
        assertThat(second.made()).isFalse();
        assertThat(second.job().id()).isEqualTo(first.job().id());
        assertThat(test.engine.submit("other", "1", key).made()).isTrue();
        release.countDown();
        test.finished(first.job().id());
        assertThat(test.engine.submit("one", "3", key).made()).isTrue();
    }

    @Test
    void makesOneJobOfManySubmissionsAtOnceWithTheSameKey() throws Exception {
        var release = new CountDownLatch(1);
        test.type("one", (input, context) -> {
            release.await();
            return "1";
        });
        var ids = new ArrayList<UUID>();
        var threads = IntStream.range(0, 50).mapToObj(i -> Thread.ofVirtual().start(() -> {
            UUID id = test.submit("one", JobOptions.NONE.withKey("k"));
            synchronized (ids) {
                ids.add(id);
            }
        })).toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ids).hasSize(50).containsOnly(ids.getFirst());
        release.countDown();
    }

    @Test
    void leavesNoKeyBehindWhenAJobIsQuickerThanItsSubmitter() throws Exception {
        test.type("noop", (input, context) -> "1");
        for (int i = 0; i < 2_000; i++) {
            test.finished(test.submit("noop", JobOptions.NONE.withKey("k")));
        }
        assertThat(test.engine.vitals().counts().get("noop").get(JobState.SUCCEEDED)).isEqualTo(2_000);
    }

    @Test
    void forgetsOnlyFinishedJobs() throws Exception {
        var release = new CountDownLatch(1);
        test.type("one", (input, context) -> {
            release.await();
            return "1";
        });
        UUID id = test.submit("one");
        assertThat(test.engine.forget(id)).isFalse();
        release.countDown();
        test.finished(id);
        assertThat(test.engine.forget(id)).isTrue();
        assertThat(test.engine.find(id)).isNull();
        assertThat(test.engine.await(id, Duration.ZERO)).isNull();
    }

    @Test
    void showsProgressAndKeepsTheLog() throws Exception {
        var said = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        test.type("chatty", (input, context) -> {
            context.progress(0.25, "a quarter");
            context.log("one\ntwo");
            said.countDown();
            release.await();
            return "1";
        });
        UUID id = test.submit("chatty");
        said.await();
        assertThat(test.engine.find(id).status().progress().fraction()).isEqualTo(0.25);
        assertThat(test.engine.list(JobFilter.ALL, null, 1).getFirst().status().progress().message()).isEqualTo("a quarter");
        release.countDown();
        test.finished(id);
        assertThat(test.engine.logOf(id).read(0).text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void takesNothingMoreFromAnAttemptThatHasEnded() throws Exception {
        var kept = new AtomicReference<JobContext>();
        test.type("leak", (input, context) -> {
            kept.set(context);
            return "1";
        });
        UUID id = test.submit("leak");
        test.finished(id);
        kept.get().log("late");
        kept.get().progress(1, "late");
        assertThat(test.engine.logOf(id).read(0).text()).isEmpty();
        assertThat(test.engine.find(id).status().progress()).isNull();
        assertThatThrownBy(() -> kept.get().progress(Double.NaN, null)).hasMessage("fraction must be from 0 to 1, was NaN");
    }

    @Test
    void putsBackWhatIsCutOffByAStopUnpunished() throws Exception {
        var started = new CountDownLatch(1);
        test.type("long", (input, context) -> {
            started.countDown();
            new CountDownLatch(1).await();
            return "1";
        }).type("noop", ONE_AT_A_TIME, (input, context) -> "1");
        UUID id = test.submit("long");
        started.await();
        assertThat(test.engine.stop(Duration.ZERO, TestEngine.SOON)).containsExactly(new CutOff("job " + id + " (long, attempt 1)", true));
        Job job = test.engine.find(id);
        assertThat(job.state()).isEqualTo(JobState.QUEUED);
        assertThat(job.status().attempt()).isZero();
        assertThatThrownBy(() -> test.submit("noop")).isInstanceOfSatisfying(RefusedException.class,
                refused -> assertThat(refused.reason()).isEqualTo(RefusedException.Reason.STOPPING));
    }

    @Test
    void letsRunningJobsFinishWithinTheGrace() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        test.type("long", (input, context) -> {
            started.countDown();
            release.await();
            return "1";
        });
        UUID id = test.submit("long");
        started.await();
        var stopping = Thread.ofVirtual().start(() -> test.engine.stop(TestEngine.SOON, TestEngine.SOON));
        while (!test.engine.isStopping()) {
            Thread.onSpinWait();
        }
        release.countDown();
        stopping.join();
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.SUCCEEDED);
    }
}
