package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.Permanent;
import dev.meanwhile.job.RetryAfter;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.Transition;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.store.JobStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class RetryTest {

    private static final RetryPolicy DOUBLING = new RetryPolicy(8, Duration.ofSeconds(1), 2, Duration.ofSeconds(32), 0);

    @Parameter
    private Kept kept;
    @TempDir
    private Path folder;
    private TestEngine test;

    @BeforeEach
    void open() {
        test = kept.open(folder).type("flaky", (input, context) -> {
            throw new IOException("no " + context.attempt());
        });
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Job retrying(UUID id, int attempt) {
        test.awaitThat(() -> test.engine.find(id).state() == JobState.RETRYING && test.engine.find(id).status().attempt() == attempt);
        return test.engine.find(id);
    }

    @Test
    void waitsTwiceAsLongAfterEachAttemptUpToTheCap() throws Exception {
        UUID id = test.submit("flaky", JobOptions.NONE.withRetry(DOUBLING));
        for (int seconds : List.of(1, 2, 4, 8, 16, 32, 32)) {
            int attempt = test.engine.find(id).status().attempt();
            Job job = retrying(id, Math.max(attempt, 1));
            Instant failed = job.status().history().getLast().at();
            assertThat(Duration.between(failed, job.status().runAt())).isEqualTo(Duration.ofSeconds(seconds));
            test.pass(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(test.engine.find(id)).isEqualTo(job);
            test.pass(Duration.ofMillis(1));
            int next = job.status().attempt() + 1;
            test.awaitThat(() -> test.engine.find(id).status().attempt() == next && test.engine.find(id).state() != JobState.RUNNING);
        }
        assertThat(test.finished(id).status().attempt()).isEqualTo(8);
    }

    @Test
    void followsTheJobsOwnPolicyRatherThanItsTypes() throws Exception {
        test.type("thrice", TypeOptions.DEFAULT.withRetry(DOUBLING.withAttempts(3)), (input, context) -> {
            throw new IOException("no");
        });
        UUID asItsType = test.submit("thrice", JobOptions.NONE.withTags("x"));
        UUID once = test.submit("thrice", JobOptions.NONE.withRetry(RetryPolicy.NONE));
        assertThat(test.finished(once).status().attempt()).isEqualTo(1);
        assertThat(retrying(asItsType, 1).retry().attempts()).isEqualTo(3);
        assertThat(test.engine.find(once).retry().attempts()).isEqualTo(1);
    }

    @Test
    void spreadsTheWaitsWithinTheJitter() {
        var policy = new RetryPolicy(2, Duration.ofSeconds(10), 1, Duration.ofMinutes(1), 0.2);
        var waits = new HashSet<Duration>();
        for (UUID id : IntStream.range(0, 200).mapToObj(i -> test.submit("flaky", JobOptions.NONE.withRetry(policy))).toList()) {
            Job job = retrying(id, 1);
            waits.add(Duration.between(job.status().history().getLast().at(), job.status().runAt()));
        }
        assertThat(waits).hasSizeGreaterThan(100).allMatch(wait -> wait.toMillis() >= 8_000 && wait.toMillis() <= 12_000);
        assertThat(waits).anyMatch(wait -> wait.toMillis() < 9_000).anyMatch(wait -> wait.toMillis() > 11_000);
    }

    @Test
    void keepsTheErrorOfEachAttemptAndTheLastOneWhole() throws Exception {
        UUID id = test.submit("flaky", JobOptions.NONE.withRetry(DOUBLING.withAttempts(3)));
        Job first = retrying(id, 1);
        assertThat(first.status().error().message()).isEqualTo("no 1");
        assertThat(first.status().error().stack()).contains("RetryTest");
        test.pass(Duration.ofSeconds(1));
        retrying(id, 2);
        test.pass(Duration.ofSeconds(2));
        Job job = test.finished(id);
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.status().error().type()).isEqualTo("java.io.IOException");
        assertThat(job.status().error().message()).isEqualTo("no 3");
        assertThat(job.status().error().stack()).contains("RetryTest");
        assertThat(job.status().history()).extracting(Transition::error).filteredOn(error -> error != null)
                .extracting(JobError::message).containsExactly("no 1", "no 2", "no 3");
        assertThat(job.status().history()).extracting(Transition::state).containsExactly(JobState.QUEUED, JobState.RUNNING,
                JobState.RETRYING, JobState.QUEUED, JobState.RUNNING, JobState.RETRYING, JobState.QUEUED, JobState.RUNNING,
                JobState.FAILED);
    }

    @Test
    void retriesWhenAskedToAndNeverWhatIsPermanent() throws Exception {
        var thrown = new AtomicReference<Exception>(new RetryAfter("busy", Duration.ofMinutes(5)));
        test.type("busy", (input, context) -> {
            throw thrown.get();
        });
        UUID id = test.submit("busy", JobOptions.NONE.withRetry(DOUBLING));
        Job job = retrying(id, 1);
        assertThat(Duration.between(job.status().history().getLast().at(), job.status().runAt())).isEqualTo(Duration.ofMinutes(5));
        thrown.set(new RetryAfter(Duration.ofSeconds(90)));
        test.pass(Duration.ofMinutes(5));
        job = retrying(id, 2);
        assertThat(job.status().error().message()).isEqualTo("to be tried again after 1m30s");
        assertThat(Duration.between(job.status().history().getLast().at(), job.status().runAt())).isEqualTo(Duration.ofSeconds(90));
        thrown.set(new Permanent("gone"));
        test.pass(Duration.ofSeconds(90));
        assertThat(test.finished(id).status().attempt()).isEqualTo(3);
    }

    /** How long to wait is measured from one reading of both clocks, however long it takes to record that the attempt failed. */
    @Test
    void waitsAsLongWhateverBecomesOfTheWallClockWhileAFailureIsRecorded() throws Exception {
        for (Duration set : List.of(Duration.ofDays(1), Duration.ofDays(-1))) {
            var clock = new AtomicReference<FakeTime>();
            try (var jumping = new TestEngine(Limits.DEFAULT, null, store -> onSave(store, job -> {
                if (job.state() == JobState.RETRYING) {
                    clock.get().putWallClock(set);
                }
            }))) {
                clock.set(jumping.clock);
                jumping.type("flaky", (input, context) -> {
                    if (context.attempt() == 1) {
                        throw new IOException("no");
                    }
                    return "1";
                });
                UUID id = jumping.submit("flaky", JobOptions.NONE.withRetry(DOUBLING));
                jumping.awaitEvent("job_retrying", id);
                jumping.pass(Duration.ofMillis(999));
                assertThat(jumping.engine.find(id).state()).isEqualTo(JobState.RETRYING);
                jumping.pass(Duration.ofMillis(1));
                assertThat(jumping.finished(id).state()).isEqualTo(JobState.SUCCEEDED);
            }
        }
    }

    private interface Saved {
        void saved(Job job);
    }

    private static JobStore onSave(JobStore store, Saved saved) {
        return (JobStore) Proxy.newProxyInstance(RetryTest.class.getClassLoader(), new Class<?>[] {JobStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("save")) {
                        saved.saved((Job) arguments[0]);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @Test
    void runsOutOfAttemptsOfManyJobsAtOnce() throws Exception {
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < 100; i++) {
            ids.add(test.submit("flaky", JobOptions.NONE.withRetry(DOUBLING.withAttempts(2))));
        }
        ids.forEach(id -> retrying(id, 1));
        test.pass(Duration.ofSeconds(1));
        for (UUID id : ids) {
            assertThat(test.finished(id).status().attempt()).isEqualTo(2);
        }
        assertThat(test.engine.vitals().waiting()).isZero();
    }
}
