package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.engine.Engine.Submitted;
import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.Transition;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.store.IdempotencyKey;
import dev.meanwhile.store.JobFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
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
class DuplicateTest {

    private static final TypeOptions ONE_AT_A_TIME = TypeOptions.DEFAULT.withConcurrency(1);
    private static final JobOptions KEY = JobOptions.NONE.withKey("k");
    private static final JobOptions REPLACE = KEY.withOnDuplicate(OnDuplicate.REPLACE);

    @Parameter
    private Kept kept;
    @TempDir
    private Path folder;
    private TestEngine test;

    private final Semaphore gate = new Semaphore(0);
    private final ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() {
        test = define(kept.open(folder));
    }

    private TestEngine define(TestEngine engine) {
        return engine.type("echo", (input, context) -> {
            ran.add(input);
            return input;
        }).type("held", ONE_AT_A_TIME, (input, context) -> {
            ran.add(input);
            gate.acquire();
            return input;
        });
    }

    @AfterEach
    void close() {
        gate.release(1_000_000);
        test.close();
    }

    private UUID hold() {
        UUID id = test.submit("held");
        test.awaitThat(() -> !ran.isEmpty());
        ran.clear();
        return id;
    }

    @Test
    void refusesADuplicateThatAsksForItAndNamesTheOtherJob() throws Exception {
        UUID id = test.submit("echo", KEY.withDelay(Duration.ofHours(1)));
        assertThatThrownBy(() -> test.submit("echo", KEY.withOnDuplicate(OnDuplicate.REJECT)))
                .isInstanceOfSatisfying(DuplicateException.class, duplicate -> assertThat(duplicate.job()).isEqualTo(id))
                .hasMessage("job " + id + " of type echo has the key \"k\" and has not finished");
        assertThat(test.submit("held", KEY.withOnDuplicate(OnDuplicate.REJECT))).isNotEqualTo(id);
        test.pass(Duration.ofHours(1));
        test.finished(id);
        assertThat(test.submit("echo", KEY.withOnDuplicate(OnDuplicate.REJECT))).isNotEqualTo(id);
    }

    @Test
    void refusesToActOnDuplicatesOfNoKey() {
        assertThatThrownBy(() -> test.submit("echo", JobOptions.NONE.withOnDuplicate(OnDuplicate.REPLACE)))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("/onDuplicate").hasMessageContaining("needs a key");
    }

    @Test
    void staysInItsBatchWhenItIsReplaced() throws Exception {
        List<UUID> ids = test.engine.batches().ids(2);
        UUID batch = ids.getFirst();
        var member = new Member(ids.getLast(), "echo", "1", KEY.withDelay(Duration.ofHours(1)));
        test.engine.once().submit(new Batch(batch, List.of(member)), null);
        Job replaced = test.engine.submit("echo", "2", REPLACE).job();
        assertThat(replaced.id()).isEqualTo(ids.getLast());
        assertThat(test.finished(replaced.id()).request().origin().batch()).isEqualTo(batch);
        assertThat(test.engine.batches().counts(batch)).isEqualTo(Map.of(JobState.SUCCEEDED, 1));
        assertThat(test.engine.list(new JobFilter(Set.of(), null, null, null, null, batch), null, 2)).hasSize(1);
    }

    @Test
    void runsTheNewestInputOnceAndNotBeforeItsDelay() throws Exception {
        UUID id = null;
        for (int i = 1; i <= 5; i++) {
            Submitted submitted = test.engine.submit("echo", "" + i, REPLACE.withDelay(Duration.ofSeconds(10)));
            assertThat(submitted.made()).isEqualTo(i == 1);
            id = id == null ? submitted.job().id() : id;
            assertThat(submitted.job().id()).isEqualTo(id);
            assertThat(submitted.job().request().input()).isEqualTo("" + i);
            test.pass(Duration.ofSeconds(9));
            assertThat(test.engine.find(id).state()).isEqualTo(JobState.SCHEDULED);
        }
        test.pass(Duration.ofMillis(999));
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.SCHEDULED);
        test.pass(Duration.ofMillis(1));
        Job job = test.finished(id);
        assertThat(job.status().result()).isEqualTo("5");
        assertThat(ran).containsExactly("5");
        assertThat(job.status().history()).extracting(Transition::state)
                .containsExactly(JobState.SCHEDULED, JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
        assertThat(job.submittedAt()).isEqualTo(job.status().history().getFirst().at().minusSeconds(36));
        assertThat(test.engine.vitals().waiting()).isZero();
    }

    @Test
    void takesTheNewestOptionsAsWell() throws Exception {
        hold();
        UUID id = test.engine.submit("held", "1", REPLACE.withTags("old").withExpires(Duration.ofMinutes(1)).withPriority(-5)).job().id();
        UUID other = test.engine.submit("held", "2", JobOptions.NONE).job().id();
        Job job = test.engine.submit("held", "3", REPLACE.withTags("new").withPriority(5).withTimeout(Duration.ofHours(9))).job();
        assertThat(job.id()).isEqualTo(id);
        assertThat(job.expiresAt()).isNull();
        assertThat(job.timeout()).isEqualTo(Duration.ofHours(9));
        assertThat(test.engine.list(new JobFilter(Set.of(), null, null, "new", "k"), null, 9)).containsExactly(job);
        assertThat(test.engine.list(new JobFilter(Set.of(), null, null, "old", null), null, 9)).isEmpty();
        test.pass(Duration.ofHours(1));
        gate.release(3);
        test.finished(id);
        test.finished(other);
        assertThat(ran).containsExactly("3", "2");
    }

    @Test
    void bringsAJobBackToItsDelayThatWasReadyAndForwardThatWasNot() throws Exception {
        hold();
        UUID id = test.engine.submit("held", "1", REPLACE).job().id();
        assertThat(test.engine.submit("held", "2", REPLACE.withDelay(Duration.ofMinutes(1))).job().state()).isEqualTo(JobState.SCHEDULED);
        UUID next = test.engine.submit("held", "9", JobOptions.NONE).job().id();
        gate.release(2);
        test.finished(next);
        assertThat(test.engine.find(id).state()).isEqualTo(JobState.SCHEDULED);
        assertThat(test.engine.submit("held", "3", REPLACE).job().state()).isEqualTo(JobState.QUEUED);
        gate.release();
        assertThat(test.finished(id).status().result()).isEqualTo("3");
        test.pass(Duration.ofMinutes(2));
        assertThat(ran).containsExactly("9", "3");
    }

    @Test
    void beginsTheAttemptsAnewOfAJobThatWaitsForItsRetry() throws Exception {
        test.type("flaky", (input, context) -> {
            if (input.equals("1")) {
                throw new IOException("no " + context.attempt());
            }
            return "" + context.attempt();
        });
        var patient = REPLACE.withRetry(new RetryPolicy(5, Duration.ofHours(1), 1, Duration.ofHours(1), 0));
        UUID id = test.engine.submit("flaky", "1", patient).job().id();
        test.awaitState(id, JobState.RETRYING);
        Job job = test.engine.submit("flaky", "2", REPLACE).job();
        assertThat(job.id()).isEqualTo(id);
        assertThat(job.status().error()).isNull();
        job = test.finished(id);
        assertThat(job.status().result()).isEqualTo("1");
        assertThat(job.status().history()).extracting(Transition::state).containsExactly(JobState.QUEUED, JobState.RUNNING,
                JobState.RETRYING, JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
        test.pass(Duration.ofHours(2));
        assertThat(test.engine.find(id)).isEqualTo(job);
    }

    @Test
    void leavesAJobAloneThatRuns() throws Exception {
        UUID id = test.engine.submit("held", "1", REPLACE).job().id();
        test.awaitState(id, JobState.RUNNING);
        Submitted met = test.engine.submit("held", "2", REPLACE.withDelay(Duration.ofHours(1)));
        assertThat(met.made()).isFalse();
        assertThat(met.job().id()).isEqualTo(id);
        assertThat(met.job().request().input()).isEqualTo("1");
        gate.release();
        assertThat(test.finished(id).status().result()).isEqualTo("1");
        assertThat(test.engine.submit("held", "3", REPLACE).made()).isTrue();
    }

    @Test
    void answersARepeatedRequestAsItDidAndReplacesNothingTwice() throws Exception {
        var key = new IdempotencyKey("request", "print");
        UUID id = test.engine.submit("echo", "1", REPLACE.withDelay(Duration.ofHours(1))).job().id();
        Submitted anew = test.engine.once().submit("echo", "2", REPLACE.withDelay(Duration.ofHours(1)), key);
        test.pass(Duration.ofMinutes(30));
        Submitted repeated = test.engine.once().submit("echo", "2", REPLACE.withDelay(Duration.ofHours(1)), key);
        assertThat(repeated).isEqualTo(new Submitted(anew.job(), false, true));
        test.pass(Duration.ofMinutes(30));
        assertThat(test.finished(id).status().result()).isEqualTo("2");
        assertThat(test.engine.once().submit("echo", "2", REPLACE, key)).isEqualTo(repeated);
        assertThat(ran).containsExactly("2");
    }

    @Test
    void leavesTheJobAsItWasWhenThereIsNoRoomForTheNewInput() throws Exception {
        test.close();
        folder = folder.resolve("small");
        test = define(kept.open(folder, new Limits(10, 5_000, 1_000, 1_000, 1_000)));
        var aMinute = REPLACE.withDelay(Duration.ofMinutes(1));
        UUID scheduled = test.engine.submit("echo", "1", aMinute.withExpires(Duration.ofHours(1))).job().id();
        Job before = test.engine.find(scheduled);
        assertThatThrownBy(() -> test.engine.submit("echo", '"' + "x".repeat(5_000) + '"', REPLACE))
                .isInstanceOfSatisfying(RefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(RefusedException.Reason.QUEUE_FULL));
        assertThat(test.engine.find(scheduled)).isEqualTo(before);
        assertThat(test.engine.submit("echo", '"' + "x".repeat(500) + '"', REPLACE.withDelay(Duration.ofMinutes(2))).made()).isFalse();
        assertThat(test.engine.submit("echo", "2", aMinute).made()).isFalse();
        test.pass(Duration.ofMinutes(1));
        assertThat(test.finished(scheduled).status().result()).isEqualTo("2");
        UUID running = hold();
        UUID queued = test.engine.submit("held", "4", REPLACE).job().id();
        assertThatThrownBy(() -> test.engine.submit("held", '"' + "x".repeat(5_000) + '"', REPLACE)).isInstanceOf(RefusedException.class);
        gate.release(2);
        test.finished(running);
        assertThat(test.finished(queued).status().result()).isEqualTo("4");
    }
}
