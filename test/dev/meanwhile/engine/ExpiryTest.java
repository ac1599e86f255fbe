package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.store.JobFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class ExpiryTest {

    private static final TypeOptions ONE_AT_A_TIME = TypeOptions.DEFAULT.withConcurrency(1);
    private static final JobOptions AN_HOUR = JobOptions.NONE.withExpires(Duration.ofHours(1));

    @Parameter
    private Kept kept;
    @TempDir
    private Path folder;
    private TestEngine test;

    private final Semaphore gate = new Semaphore(0);
    private final AtomicInteger runs = new AtomicInteger();

    @BeforeEach
    void open() {
        test = kept.open(folder).type("one", ONE_AT_A_TIME, (input, context) -> {
            runs.incrementAndGet();
            gate.acquire();
            return "1";
        });
    }

    @AfterEach
    void close() {
        gate.release(1_000_000);
        test.close();
    }

    /** Takes the only slot until {@link #gate} lets go. */
    private UUID hold() {
        UUID id = test.submit("one");
        test.awaitState(id, JobState.RUNNING);
        return id;
    }

    @Test
    void endsAJobThatWaitsForASlotWhenItsTimeIsUp() throws Exception {
        UUID running = hold();
        UUID id = test.submit("one", AN_HOUR.withKey("k"));
        Instant expiresAt = test.engine.find(id).submittedAt().plus(Duration.ofHours(1));
        assertThat(test.engine.find(id).expiresAt()).isEqualTo(expiresAt);
        test.pass(Duration.ofHours(1).minusMillis(1));
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.QUEUED);
        test.pass(Duration.ofMillis(1));
        Job job = test.finished(id);
        assertThat(job.state()).isEqualTo(JobState.EXPIRED);
        assertThat(job.status().finishedAt()).isEqualTo(expiresAt);
        var reason = new JobError("expired", "it had not been started by 2026-01-01T01:00:00Z", null, 0, expiresAt);
        assertThat(job.status().error()).isEqualTo(reason);
        assertThat(job.status().history().getLast().error()).isEqualTo(reason);
        test.awaitEvent("job_expired", id);
        assertThat(test.engine.submit("one", "2", AN_HOUR.withKey("k")).made()).isTrue();
        gate.release(2);
        assertThat(test.finished(running).state()).isEqualTo(JobState.SUCCEEDED);
        test.awaitThat(() -> test.engine.vitals().waiting() == 0 && runs.get() == 2);
    }

    /** The timer may be late; a slot that is free in between must not have the job. */
    @Test
    void startsNoJobWhoseTimeIsUpAlthoughNoTimerHasRun() throws Exception {
        UUID running = hold();
        UUID late = test.submit("one", AN_HOUR.withPriority(5));
        UUID next = test.submit("one");
        test.clock.advance(Duration.ofHours(1));
        gate.release(2);
        test.engine.await(running, TestEngine.SOON);
        test.engine.await(next, TestEngine.SOON);
        assertThat(test.engine.find(next).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(test.engine.find(late).state()).isEqualTo(JobState.QUEUED);
        assertThat(test.finished(late).state()).isEqualTo(JobState.EXPIRED);
        assertThat(runs.get()).isEqualTo(2);
    }

    @Test
    void endsAJobThatWaitsForItsRetryAndKeepsTheErrorItHad() throws Exception {
        test.type("flaky", (input, context) -> {
            throw new IOException("disk full");
        });
        UUID id = test.submit("flaky", AN_HOUR.withRetry(new RetryPolicy(3, Duration.ofHours(2), 1, Duration.ofHours(2), 0)));
        test.awaitState(id, JobState.RETRYING);
        test.pass(Duration.ofHours(1));
        Job job = test.finished(id);
        assertThat(job.state()).isEqualTo(JobState.EXPIRED);
        assertThat(job.status().error().message()).isEqualTo("disk full");
        assertThat(job.status().history().getLast().error().message()).isEqualTo("it had not been started by 2026-01-01T01:00:00Z");
        test.pass(Duration.ofHours(2));
        assertThat(test.engine.find(id)).isEqualTo(job);
    }

    @Test
    void leavesAJobAloneThatRunsButRunsItNoSecondTime() throws Exception {
        var started = new CountDownLatch(1);
        test.type("slow", (input, context) -> {
            started.countDown();
            gate.acquire();
            throw new IOException("no");
        });
        UUID id = test.submit("slow", AN_HOUR.withRetry(RetryPolicy.NONE.withAttempts(3)));
        started.await();
        test.pass(Duration.ofHours(2));
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.RUNNING);
        gate.release();
        Job job = test.finished(id);
        assertThat(job.state()).isEqualTo(JobState.EXPIRED);
        assertThat(job.status().attempt()).isEqualTo(1);
        assertThat(job.status().error().message()).isEqualTo("no");
        test.awaitThat(() -> test.engine.vitals().waiting() == 0);
    }

    @Test
    void takesNoExpiryThatCanOnlyBeMissed() {
        Instant now = test.engine.find(test.submit("one")).submittedAt();
        for (JobOptions wrong : List.of(JobOptions.NONE.withExpires(Duration.ZERO), JobOptions.NONE.withExpires(now),
                AN_HOUR.withDelay(Duration.ofHours(1)), AN_HOUR.withRunAt(now.plusSeconds(3600)),
                JobOptions.NONE.withExpires(now.plusSeconds(60)).withDelay(Duration.ofMinutes(2)))) {
            assertThatThrownBy(() -> test.submit("one", wrong)).isInstanceOfSatisfying(InvalidInputException.class,
                    invalid -> assertThat(invalid.errors()).singleElement().satisfies(error -> {
                        assertThat(error.pointer()).isEqualTo("/expires");
                        assertThat(error.detail()).startsWith("must be after the job is due, at 2026-01-01T0");
                    }));
        }
        assertThat(test.submit("one", AN_HOUR.withDelay(Duration.ofHours(1).minusMillis(1)))).isNotNull();
    }

    @Test
    void goesByTheMonotonicClockWhereverTheWallClockIsPut() throws Exception {
        hold();
        UUID relative = test.submit("one", AN_HOUR);
        UUID absolute = test.submit("one", JobOptions.NONE.withExpires(test.engine.find(relative).expiresAt()));
        test.clock.putWallClock(Duration.ofDays(1));
        test.pass(Duration.ofHours(1).minusMillis(1));
        for (UUID id : List.of(relative, absolute)) {
            assertThat(test.engine.find(id).state()).isEqualTo(JobState.QUEUED);
        }
        test.clock.putWallClock(Duration.ofDays(-2));
        test.pass(Duration.ofMillis(1));
        assertThat(test.finished(relative).state()).isEqualTo(JobState.EXPIRED);
        assertThat(test.finished(absolute).state()).isEqualTo(JobState.EXPIRED);
    }

    @Test
    void endsThousandsThatExpireAtOnce() throws Exception {
        UUID running = hold();
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < 2_000; i++) {
            ids.add(test.submit("one", AN_HOUR));
        }
        UUID last = test.submit("one");
        test.pass(Duration.ofHours(1));
        gate.release(2);
        for (UUID id : ids) {
            assertThat(test.finished(id).state()).isEqualTo(JobState.EXPIRED);
        }
        assertThat(test.finished(last).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(test.finished(running).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(runs.get()).isEqualTo(2);
        assertThat(test.engine.list(new JobFilter(Set.of(JobState.EXPIRED), null, null, null, null), null, 3_000)).hasSize(2_000);
        // Counted a moment after the job is seen to have ended.
        test.awaitThat(() -> test.engine.vitals().waiting() == 0);
    }

    /** The slot becomes free in the moment in which the time is up. */
    @Test
    void eitherRunsOrExpiresWhenBothAreDue() throws Exception {
        int expired = 0;
        int rounds = kept == Kept.IN_MEMORY ? 3_000 : 300;
        for (int i = 0; i < rounds; i++) {
            int before = runs.get();
            UUID running = hold();
            UUID id = test.submit("one", AN_HOUR);
            Thread frees = Thread.ofVirtual().unstarted(() -> gate.release(2));
            Thread passes = Thread.ofVirtual().unstarted(() -> test.pass(Duration.ofHours(1)));
            // Once in ten rounds each is surely first, whatever the machine is at; else they race.
            if (i % 10 == 0) {
                frees.start();
                test.finished(id);
            } else if (i % 10 == 1) {
                passes.start();
                passes.join();
                frees.start();
            } else {
                frees.start();
                if (kept == Kept.IN_A_JOURNAL) {
                    // Its slot is about to become free: before that it waits for the disk.
                    test.awaitState(running, JobState.SUCCEEDED);
                }
            }
            if (i % 10 != 1) {
                passes.start();
                passes.join();
            }
            frees.join();
            Job job = test.finished(id);
            test.finished(running);
            if (job.state() == JobState.EXPIRED) {
                expired++;
                assertThat(job.status().attempt()).isZero();
                assertThat(gate.tryAcquire()).isTrue();
            } else {
                assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
                assertThat(job.status().startedAt()).isBefore(job.expiresAt());
            }
            assertThat(runs.get() - before).isEqualTo(job.state() == JobState.EXPIRED ? 1 : 2);
            test.awaitThat(() -> test.engine.vitals().waiting() == 0 && test.engine.vitals().running() == 0);
        }
        assertThat(expired).isBetween(rounds / 10, rounds - rounds / 10);
    }
}
