package dev.meanwhile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.Cron;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobListener;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.Rate;
import dev.meanwhile.job.RetryAfter;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TestMeanwhileTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    private final Meanwhile app = new Meanwhile()
            .job("note", String.class, (input, context) -> ran.add(input));

    @Test
    void runsNothingBeforeItIsTold() {
        try (var test = TestMeanwhile.start(app)) {
            JobHandle job = test.submit("note", "a");
            assertThat(job.state()).isEqualTo(JobState.QUEUED);
            assertThat(ran).isEmpty();
            test.runDue();
            assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(job.job().status().finishedAt()).isEqualTo(START).isEqualTo(test.now());
            assertThat(test.jobs()).containsExactly(job.job());
        }
    }

    /** Again and again: a race would show. */
    @Test
    void runsOneAtATimeInOrder() {
        var running = new AtomicInteger();
        app.job("cpu", String.class, TypeOptions.DEFAULT.withPlacement(Placement.CPU), (input, context) -> {
            assertThat(running.incrementAndGet()).isEqualTo(1);
            ran.add(input);
            return running.decrementAndGet();
        });
        app.job("other", String.class, (input, context) -> {
            assertThat(running.incrementAndGet()).isEqualTo(1);
            ran.add(input);
            return running.decrementAndGet();
        });
        try (var test = TestMeanwhile.start(app)) {
            for (int i = 0; i < 200; i++) {
                ran.clear();
                test.submit("other", "low", JobOptions.NONE.withPriority(-1));
                test.advance(Duration.ofMillis(1));
                test.submit("cpu", "2");
                test.advance(Duration.ofMillis(1));
                test.submit("other", "3");
                test.submit("other", "4");
                test.advance(Duration.ofMillis(1));
                test.submit("cpu", "5");
                test.submit("other", "first", JobOptions.NONE.withPriority(1));
                test.runDue();
                assertThat(ran).containsExactly("first", "2", "3", "4", "5", "low");
            }
            assertThat(test.jobs()).hasSize(1_200).allMatch(job -> job.state() == JobState.SUCCEEDED);
        }
    }

    @Test
    void retriesOnceTheClockIsPutForwardFarEnoughWithoutJitter() {
        var retried = TypeOptions.DEFAULT.withRetry(new RetryPolicy(4, Duration.ofSeconds(10), 2, Duration.ofHours(1), 0.5));
        app.job("flaky", Object.class, retried, (input, context) -> {
            if (context.attempt() == 3) {
                throw new RetryAfter(Duration.ofMinutes(7));
            }
            throw new IOException("no " + context.attempt());
        });
        try (var test = TestMeanwhile.start(app)) {
            JobHandle job = test.submit("flaky", null);
            test.runDue();
            assertThat(job.job().status().attempt()).isEqualTo(1);
            assertThat(job.job().status().runAt()).isEqualTo(test.now().plusSeconds(10));
            test.advance(Duration.ofSeconds(10).minusNanos(1)).runDue();
            assertThat(job.job().status().attempt()).isEqualTo(1);
            test.advance(Duration.ofNanos(1)).runDue();
            assertThat(job.job().status().attempt()).isEqualTo(2);
            test.runFor(Duration.ofMinutes(8));
            assertThat(job.job()).satisfies(failed -> {
                assertThat(failed.state()).isEqualTo(JobState.FAILED);
                assertThat(failed.status().finishedAt()).isEqualTo(START.plusSeconds(10 + 20 + 7 * 60));
            });
            assertThat(test.now()).isEqualTo(START.plusSeconds(10 + 8 * 60));
        }
    }

    @Test
    void timesOutACodeThatTakesLongByTheTestsClock() {
        var test = new AtomicReference<TestMeanwhile>();
        app.job("slow", Object.class, TypeOptions.DEFAULT.withTimeout(Duration.ofMinutes(1)), (input, context) -> {
            assertThat(context.deadline()).isEqualTo(START.plusSeconds(60));
            test.get().advance(Duration.ofMinutes(2));
            new CountDownLatch(1).await();
            return null;
        });
        try (var started = TestMeanwhile.start(app)) {
            test.set(started);
            JobHandle job = started.submit("slow", null);
            started.runDue();
            assertThat(job.job().status().error().type()).isEqualTo("timeout");
            assertThat(job.job().status().finishedAt()).isEqualTo(START.plusSeconds(120));
        }
    }

    @Test
    void timesOutACodeThatReturnsTooLateByTheTestsClockEachTime() {
        var test = new AtomicReference<TestMeanwhile>();
        app.job("slow", Object.class, TypeOptions.DEFAULT.withTimeout(Duration.ofMinutes(1)), (input, context) -> {
            assertThat(context.cancelled()).isFalse();
            test.get().advance(Duration.ofMinutes(1));
            return context.cancelled() ? null : ran.add("not told");
        });
        try (var started = TestMeanwhile.start(app)) {
            test.set(started);
            for (int i = 0; i < 100; i++) {
                started.submit("slow", null);
                started.runDue();
            }
            assertThat(ran).isEmpty();
            assertThat(started.jobs()).extracting(Job::state).containsOnly(JobState.FAILED);
        }
    }

    @Test
    void keepsDelaysExpiriesRatesAndLimits() {
        app.queue("note", QueueOptions.NONE.withRate(Rate.parse("1/m")));
        app.job("pair", String.class, TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> ran.add(input));
        try (var test = TestMeanwhile.start(app)) {
            JobHandle later = test.submit("pair", "later", JobOptions.NONE.withDelay(Duration.ofHours(1)));
            JobHandle late = test.submit("note", "late", JobOptions.NONE.withDelay(Duration.ofHours(2)).withExpires(Duration.ofHours(3)));
            test.submit("note", "a");
            test.submit("note", "b");
            test.submit("pair", "c");
            test.runDue();
            assertThat(ran).containsExactlyInAnyOrder("a", "c");
            test.advance(Duration.ofMinutes(1)).runDue();
            assertThat(ran).last().isEqualTo("b");
            assertThat(later.state()).isEqualTo(JobState.SCHEDULED);
            test.advance(Duration.ofHours(4)).runDue();
            assertThat(later.state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(late.state()).isEqualTo(JobState.EXPIRED);
        }
    }

    @Test
    void cancelsWhatWaits() {
        try (var test = TestMeanwhile.start(app)) {
            JobHandle job = test.submit("note", "a");
            assertThat(job.cancel()).isTrue();
            assertThat(test.submit("note", "b", JobOptions.NONE.withDelay(Duration.ofDays(1))).cancel()).isTrue();
            test.runFor(Duration.ofDays(2));
            assertThat(ran).isEmpty();
            assertThat(test.jobs()).extracting(Job::state).containsExactly(JobState.CANCELLED, JobState.CANCELLED);
        }
    }

    @Test
    void makesTheJobsOfSchedulesEachAtItsTime() {
        var nine = new Schedule.When(Cron.parse("0 9 * * *"), ZoneOffset.UTC);
        app.schedule(new Schedule("daily", nine, "note", "\"good morning\"", Schedule.DEFAULT_CATCH_UP, Schedule.Overlap.SKIP));
        try (var test = TestMeanwhile.start(app, Instant.parse("2026-02-27T12:00:00Z"))) {
            test.runFor(Duration.ofDays(3));
            assertThat(test.jobs()).extracting(job -> job.status().startedAt()).containsExactly(
                    Instant.parse("2026-02-28T09:00:00Z"), Instant.parse("2026-03-01T09:00:00Z"), Instant.parse("2026-03-02T09:00:00Z"));
            assertThat(test.now()).isEqualTo(Instant.parse("2026-03-02T12:00:00Z"));
        }
    }

    @Test
    void runsWhatComesOfAJobAndOfAListener() {
        app.job("parent", Object.class, (input, context) -> {
            app.submit("note", "by the server");
            context.submit("note", "by the job");
            ran.add("parent");
            return null;
        });
        app.listener(new JobListener() {
            @Override
            public void succeeded(Job job) {
                if (job.type().equals("parent")) {
                    app.submit("parent2", null);
                }
            }
        });
        app.job("parent2", Object.class, (input, context) -> ran.add("by the listener"));
        try (var test = TestMeanwhile.start(app)) {
            for (int i = 0; i < 200; i++) {
                ran.clear();
                JobHandle parent = test.submit("parent", null);
                test.runDue();
                assertThat(ran).first().isEqualTo("parent");
                assertThat(ran).containsExactlyInAnyOrder("parent", "by the server", "by the job", "by the listener");
                assertThat(test.jobs().get(4 * i + 2).request().origin().parent()).isEqualTo(parent.id());
            }
        }
    }

    @Test
    void goesOnFromACheckpoint() {
        app.job("import", Object.class, TypeOptions.DEFAULT.withRetry(RetryPolicy.NONE.withAttempts(2)), (input, context) -> {
            int row = context.state(Integer.class).orElse(0);
            context.checkpoint(row + 1);
            if (context.attempt() == 1) {
                throw new IOException("once");
            }
            return row;
        });
        try (var test = TestMeanwhile.start(app)) {
            JobHandle job = test.submit("import", null);
            test.runFor(Duration.ofHours(1));
            assertThat(job.result(Integer.class)).isEqualTo(1);
        }
    }

    @Test
    void hasNoAddressAndIsStartedOnce() {
        try (var test = TestMeanwhile.start(app)) {
            assertThatThrownBy(app::uri).isInstanceOf(IllegalStateException.class).hasMessageContaining("has no address");
            assertThatThrownBy(app::start).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> TestMeanwhile.start(app)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> test.advance(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the clock can only be put forward, was PT-0.000000001S");
            assertThatThrownBy(() -> test.runFor(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
            app.close();
            assertThat(app.find(test.submit("note", "a").id()).state()).isEqualTo(JobState.QUEUED);
        }
    }
}
