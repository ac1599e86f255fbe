package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.Transition;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.store.JobFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class RetrierTest {

    @Parameter
    private Kept kept;
    @TempDir
    private Path folder;
    private TestEngine test;

    private final Semaphore gate = new Semaphore(0);
    private volatile boolean mended;

    @BeforeEach
    void open() {
        test = define(kept.open(folder));
    }

    private TestEngine define(TestEngine engine) {
        return engine.type("flaky", (input, context) -> {
            context.log("attempt " + context.attempt());
            if (!mended) {
                throw new IOException("no " + context.attempt());
            }
            return "1";
        }).type("held", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
            gate.acquire();
            return "1";
        });
    }

    @AfterEach
    void close() {
        gate.release(1_000_000);
        test.close();
    }

    @Test
    void queuesAFailedJobAgainWithFreshAttemptsAndItsHistory() throws Exception {
        var twice = JobOptions.NONE.withRetry(new RetryPolicy(2, Duration.ZERO, 1, Duration.ZERO, 0)).withTags("x");
        UUID id = test.submit("flaky", twice);
        Job failed = test.finished(id);
        assertThat(failed.status().attempt()).isEqualTo(2);
        mended = true;
        assertThat(test.engine.retry(id)).isEqualTo(Retrying.QUEUED);
        Job job = test.finished(id);
        assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.status().attempt()).isEqualTo(1);
        assertThat(job.status().error()).isNull();
        assertThat(job.request()).isEqualTo(failed.request());
        assertThat(job.submittedAt()).isEqualTo(failed.submittedAt());
        assertThat(job.status().history().subList(0, failed.status().history().size())).isEqualTo(failed.status().history());
        assertThat(job.status().history().subList(failed.status().history().size(), job.status().history().size()))
                .extracting(Transition::state).containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
        assertThat(test.engine.logOf(id).read(0).text()).isEqualTo("attempt 1\nattempt 2\nattempt 1\n");
        assertThat(test.engine.list(new JobFilter(Set.of(), null, null, "x", null), null, 9)).containsExactly(job);
        assertThat(test.engine.retry(id)).isEqualTo(Retrying.SUCCEEDED);
        assertThat(test.engine.vitals().waiting()).isZero();
        assertThat(test.engine.vitals().counts().get("flaky")).containsEntry(JobState.FAILED, 0L).containsEntry(JobState.SUCCEEDED, 1L);
    }

    @Test
    void showsTheErrorThereWasUntilItIsMended() throws Exception {
        test.type("flaky", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
            gate.acquire();
            throw new IOException("no");
        });
        gate.release();
        UUID id = test.submit("flaky");
        test.finished(id);
        UUID first = test.submit("flaky");
        test.awaitState(first, JobState.RUNNING);
        assertThat(test.engine.retry(id)).isEqualTo(Retrying.QUEUED);
        Job again = test.engine.find(id);
        assertThat(again.state()).isEqualTo(JobState.QUEUED);
        assertThat(again.status().attempt()).isZero();
        assertThat(again.status().error().message()).isEqualTo("no");
        assertThat(again.status().finishedAt()).isNull();
        assertThat(test.engine.retry(id)).isEqualTo(Retrying.UNFINISHED);
        assertThat(test.engine.forget(id)).isFalse();
        assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.CANCELLED);
        assertThat(test.engine.retry(id)).isEqualTo(Retrying.QUEUED);
        assertThat(test.engine.find(id).status().cancelRequested()).isFalse();
        gate.release(2);
        assertThat(test.finished(id).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void queuesAnExpiredJobAgainWithoutItsExpiryAndAFailedOneWithIt() throws Exception {
        UUID running = test.submit("held");
        test.awaitState(running, JobState.RUNNING);
        UUID expired = test.submit("held", JobOptions.NONE.withExpires(Duration.ofHours(1)));
        UUID cancelled = test.submit("held", JobOptions.NONE.withExpires(Duration.ofHours(2)));
        test.engine.cancel(cancelled);
        test.pass(Duration.ofHours(1));
        assertThat(test.finished(expired).state()).isEqualTo(JobState.EXPIRED);
        assertThat(test.engine.retry(expired)).isEqualTo(Retrying.QUEUED);
        assertThat(test.engine.retry(cancelled)).isEqualTo(Retrying.QUEUED);
        assertThat(test.engine.find(expired).expiresAt()).isNull();
        assertThat(test.engine.find(expired).status().error()).isNull();
        assertThat(test.engine.find(cancelled).expiresAt()).isNotNull();
        test.pass(Duration.ofHours(1));
        assertThat(test.finished(cancelled).state()).isEqualTo(JobState.EXPIRED);
        gate.release(2);
        assertThat(test.finished(expired).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void refusesWhatCanNotBeTriedAgain() throws Exception {
        UUID running = test.submit("held");
        assertThat(test.engine.retry(running)).isEqualTo(Retrying.UNFINISHED);
        assertThat(test.engine.retry(UUID.randomUUID())).isEqualTo(Retrying.UNKNOWN);
        UUID forgotten = test.submit("flaky");
        test.finished(forgotten);
        test.engine.forget(forgotten);
        assertThat(test.engine.retry(forgotten)).isEqualTo(Retrying.UNKNOWN);
        UUID failed = test.submit("flaky");
        test.finished(failed);
        test.engine.refuseNew();
        assertThatThrownBy(() -> test.engine.retry(failed)).isInstanceOf(RefusedException.class).hasMessageContaining("stopping");
    }

    @Test
    void waitsForItsKeyToBeFree() throws Exception {
        UUID failed = test.submit("flaky", JobOptions.NONE.withKey("k"));
        test.finished(failed);
        UUID other = test.submit("flaky", JobOptions.NONE.withKey("k").withDelay(Duration.ofHours(1)));
        assertThatThrownBy(() -> test.engine.retry(failed)).isInstanceOfSatisfying(DuplicateException.class,
                duplicate -> assertThat(duplicate.job()).isEqualTo(other));
        assertThat(test.engine.find(failed).state()).isEqualTo(JobState.FAILED);
        test.engine.cancel(other);
        mended = true;
        assertThat(test.engine.retry(failed)).isEqualTo(Retrying.QUEUED);
        assertThat(test.finished(failed).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(test.engine.submit("flaky", "1", JobOptions.NONE.withKey("k")).made()).isTrue();
    }

    @Test
    void refusesMoreThanMayWaitAndLeavesTheJobAsItWas() throws Exception {
        test.close();
        test = define(kept.open(folder.resolve("small"), new Limits(1, 100_000, 1_000, 1_000, 1_000)));
        Job failed = test.finished(test.submit("flaky", JobOptions.NONE.withKey("k")));
        UUID waiting = test.submit("flaky", JobOptions.NONE.withDelay(Duration.ofHours(1)));
        assertThatThrownBy(() -> test.engine.retry(failed.id())).isInstanceOf(RefusedException.class).hasMessageContaining("maxQueued");
        assertThat(test.engine.find(failed.id())).isEqualTo(failed);
        test.engine.cancel(waiting);
        assertThat(test.engine.retry(failed.id())).isEqualTo(Retrying.QUEUED);
        test.finished(failed.id());
        assertThat(test.engine.vitals().waiting()).isZero();
    }

    /** Whoever comes second finds the job queued already, or comes when it has failed again. */
    @Test
    void queuesAJobOnceForManyWhoAskAtOnce() throws Exception {
        UUID blocker = test.submit("held");
        test.awaitState(blocker, JobState.RUNNING);
        for (int i = 0; i < 50; i++) {
            UUID id = test.submit("held");
            test.engine.cancel(id);
            assertThat(askAtOnce(() -> test.engine.retry(id))).containsOnlyOnce(Retrying.QUEUED)
                    .containsOnly(Retrying.QUEUED, Retrying.UNFINISHED);
            test.engine.cancel(id);
        }
    }

    /** A job is not forgotten and queued: one of the two comes first. */
    @Test
    void eitherForgetsAJobOrQueuesIt() throws Exception {
        mended = true;
        for (int i = 0; i < 200; i++) {
            UUID id = test.submit("held", JobOptions.NONE.withDelay(Duration.ofHours(1)));
            test.engine.cancel(id);
            List<Object> outcomes = askAtOnce(List.of(() -> test.engine.retry(id), () -> test.engine.forget(id)));
            boolean queued = outcomes.contains(Retrying.QUEUED);
            assertThat(outcomes).contains(queued ? false : true);
            assertThat(test.engine.find(id) != null).isEqualTo(queued);
            gate.release(queued ? 1 : 0);
            if (queued) {
                assertThat(test.finished(id).state()).isEqualTo(JobState.SUCCEEDED);
            }
        }
    }

    private <T> List<Object> askAtOnce(Callable<T> question) throws Exception {
        return askAtOnce(Collections.nCopies(10, question::call));
    }

    private static List<Object> askAtOnce(List<Callable<Object>> questions) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(questions).stream().map(Future::resultNow).toList();
        }
    }
}
