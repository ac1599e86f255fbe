package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.store.JobFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.UUID;
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
class SweepTest {

    private static final JobFilter WAITING = new JobFilter(Sweep.CANCELLABLE, "held", null, null, null);
    private static final JobFilter ENDED = new JobFilter(Sweep.RETRYABLE, null, null, null, null);

    @Parameter
    private Kept kept;
    @TempDir
    private Path folder;
    private TestEngine test;

    private final Semaphore gate = new Semaphore(0);

    @BeforeEach
    void open() {
        test = define(kept.open(folder));
    }

    private TestEngine define(TestEngine engine) {
        return engine.type("fail", (input, context) -> {
            throw new IOException("no");
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
    void cancelsAllThatMatchAndNoOther() throws Exception {
        UUID running = test.submit("held");
        test.awaitState(running, JobState.RUNNING);
        for (int i = 0; i < 1_200; i++) {
            test.submit("held", i % 3 == 0 ? JobOptions.NONE.withDelay(Duration.ofHours(1)) : JobOptions.NONE);
        }
        UUID failed = test.submit("fail");
        test.finished(failed);
        UUID other = test.submit("fail", JobOptions.NONE.withDelay(Duration.ofHours(1)).withTags("x"));
        assertThat(test.engine.sweep().count(WAITING)).isEqualTo(1_201);
        assertThat(test.engine.sweep().cancel(WAITING)).isEqualTo(1_201);
        assertThat(test.finished(running).state()).isEqualTo(JobState.CANCELLED);
        assertThat(test.engine.vitals().counts().get("held")).containsEntry(JobState.CANCELLED, 1_201L);
        assertThat(test.engine.find(failed).state()).isEqualTo(JobState.FAILED);
        assertThat(test.engine.find(other).state()).isEqualTo(JobState.SCHEDULED);
        assertThat(test.engine.sweep().cancel(WAITING)).isZero();
        assertThat(test.engine.sweep().cancel(new JobFilter(Sweep.CANCELLABLE, null, null, "x", null))).isEqualTo(1);
        assertThat(test.engine.vitals().waiting()).isZero();
    }

    @Test
    void triesAllAgainThatMatchEachOnce() throws Exception {
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < 1_200; i++) {
            ids.add(test.submit("fail"));
        }
        for (UUID id : ids) {
            test.finished(id);
        }
        assertThat(test.engine.sweep().count(ENDED)).isEqualTo(1_200);
        assertThat(test.engine.sweep().retry(ENDED)).isEqualTo(1_200);
        for (UUID id : ids) {
            // Those that fail again before the last one is queued are not queued twice.
            assertThat(test.finished(id).status().history()).hasSize(6);
        }
    }

    @Test
    void leavesOutWhoseKeyIsTaken() throws Exception {
        var key = JobOptions.NONE.withKey("k");
        test.finished(test.submit("fail", key));
        test.finished(test.submit("fail", key));
        test.submit("fail", key.withDelay(Duration.ofHours(1)));
        UUID free = test.submit("fail");
        test.finished(free);
        assertThat(test.engine.sweep().count(ENDED)).isEqualTo(3);
        assertThat(test.engine.sweep().retry(ENDED)).isEqualTo(1);
    }

    @Test
    void refusesWhenThereIsNoRoomForMore() throws Exception {
        test.close();
        test = define(kept.open(folder.resolve("small"), new Limits(10, 1_000_000, 1_000, 1_000, 1_000)));
        UUID running = test.submit("held");
        test.awaitState(running, JobState.RUNNING);
        for (int i = 0; i < 30; i++) {
            test.engine.cancel(test.submit("held"));
        }
        assertThatThrownBy(() -> test.engine.sweep().retry(ENDED)).isInstanceOf(RefusedException.class).hasMessageContaining("maxQueued");
        assertThat(test.engine.sweep().count(new JobFilter(Set.of(JobState.QUEUED), null, null, null, null))).isEqualTo(10);
        assertThat(test.engine.vitals().waiting()).isEqualTo(10);
    }
}
