package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.journal.FaultyDisk;
import dev.meanwhile.journal.Fsync;
import dev.meanwhile.store.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked for while nothing can be recorded. */
@Timeout(60)
class FullDiskTest {

    @TempDir
    private Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private final CountDownLatch never = new CountDownLatch(1);

    private TestEngine open() throws IOException {
        return new TestEngine(TestStore.open(folder.resolve("data"), disk, Fsync.ALWAYS, 1 << 20).store());
    }

    /** Leaves no room for another byte, and waits until that is known. */
    private void fill(TestEngine test) throws IOException {
        disk.capacity(disk.used());
        assertRefused(() -> test.submit("job", JobOptions.NONE.withDelay(Duration.ofHours(1))), "the journal in");
    }

    private static void assertRefused(ThrowingCallable call, String part) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(RefusedException.Reason.NOT_RECORDED);
            assertThat(refused).hasMessageContainingAll(part, "No space left on device");
        });
    }

    @Test
    void tellsWhatRunsToStopThoughThatCanNotBeRecorded() throws Exception {
        var started = new CountDownLatch(1);
        var left = new CountDownLatch(1);
        try (var test = open()) {
            test.type("job", (input, context) -> {
                started.countDown();
                try {
                    never.await();
                } finally {
                    left.countDown();
                }
                return "1";
            });
            UUID running = test.submit("job");
            UUID waiting = test.submit("job", JobOptions.NONE.withDelay(Duration.ofHours(1)));
            started.await();
            fill(test);
            assertRefused(() -> test.engine.cancel(running), "it was told to stop");
            assertRefused(() -> test.engine.cancel(waiting), "the journal in");
            left.await();
            assertThat(test.engine.find(running).state()).isEqualTo(JobState.RUNNING);
            disk.capacity(Long.MAX_VALUE);
            assertThat(test.finished(running).state()).isEqualTo(JobState.CANCELLED);
            assertThat(test.engine.find(waiting).state()).isEqualTo(JobState.SCHEDULED);
            assertThat(test.engine.cancel(waiting)).isEqualTo(Cancelling.CANCELLED);
        }
    }

    @Test
    void letsOthersComputeWhileWhatHasComputedWaitsForTheDisk() throws Exception {
        int places = Runtime.getRuntime().availableProcessors() + 1;
        var begun = new CountDownLatch(places);
        var go = new CountDownLatch(1);
        try (var test = open()) {
            test.type("job", TypeOptions.DEFAULT.withPlacement(Placement.CPU), (input, context) -> {
                begun.countDown();
                go.await();
                return "1";
            });
            for (int i = 0; i < places; i++) {
                test.submit("job");
            }
            begun.await();
            UUID next = test.submit("job");
            assertThat(test.engine.explain(next).reason()).isEqualTo(Explanation.Reason.NO_FREE_SLOT);
            fill(test);
            go.countDown();
            test.awaitThat(() -> test.engine.explain(next).reason() == Explanation.Reason.RUNNING);
            disk.capacity(Long.MAX_VALUE);
            assertThat(test.finished(next).state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    void givesUpTheStartIfWhatWasRunningCanNotBeRecorded() throws Exception {
        var started = new CountDownLatch(1);
        UUID id;
        try (var first = open()) {
            id = first.type("job", (input, context) -> {
                started.countDown();
                never.await();
                return "1";
            }).submit("job");
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
            disk.kill(folder.resolve("killed"));
        }
        var full = new FaultyDisk();
        try (var second = new TestEngine(TestStore.open(folder.resolve("killed"), full, Fsync.ALWAYS, 1 << 20).store())) {
            full.capacity(full.used());
            assertRefused(second.type("job", (input, context) -> "2").engine::resume, "what was running");
        }
        try (var third = new TestEngine(TestStore.open(folder.resolve("killed")).store())) {
            third.type("job", (input, context) -> "3").engine.resume();
            assertThat(third.finished(id).status().crashes()).isEqualTo(1);
            assertThat(third.finished(id).status().result()).isEqualTo("3");
        }
    }
}
