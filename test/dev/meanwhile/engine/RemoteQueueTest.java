package dev.meanwhile.engine;

import static dev.meanwhile.engine.TestEngine.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.engine.Leases.Asked;
import dev.meanwhile.engine.Leases.Grant;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.QueueOptions.Option;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.work.RemoteWork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queues of remote types, which keep to what is said of them, and are for nobody else. */
class RemoteQueueTest {

    private static final Asked FAR = new Asked(List.of("far"), Duration.ofHours(1), "w");

    @TempDir
    private Path folder;
    private TestEngine test;

    @BeforeEach
    void begin() {
        test = new TestEngine(Limits.DEFAULT, folder);
        declare();
    }

    private void declare() {
        test.engine.queues().declare("far", QueueOptions.NONE.withConcurrencyPerKey(1));
        test.type("near", TypeOptions.DEFAULT, (input, context) -> "1");
        test.engine.define(RemoteWork.type("far", TypeOptions.DEFAULT));
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Grant lease() throws InterruptedException {
        return test.engine.leases().lease(FAR, Duration.ZERO);
    }

    private void assertQueueRefused(String type, String queue, String detail) {
        assertThatThrownBy(() -> test.submit(type, JobOptions.NONE.withQueue(queue)))
                .isInstanceOfSatisfying(InvalidInputException.class,
                        invalid -> assertThat(invalid.errors()).containsExactly(new InputError("/queue", detail)));
    }

    @Test
    void areTheOnlyOnesForTheirJobsAndForNoOthers() {
        assertQueueRefused("far", "near", "is not for jobs of remote types, was \"near\"");
        assertQueueRefused("near", "far", "must not be that of a remote type, was \"far\"");
        test.engine.define(RemoteWork.type("farther", TypeOptions.DEFAULT));
        assertQueueRefused("far", "farther", "is not for jobs of remote types, was \"farther\"");
    }

    @Test
    void areRefusedToTypesInWhateverOrderTheyAreDeclared() {
        assertThatThrownBy(() -> RemoteWork.type("farther", TypeOptions.DEFAULT.withQueue("q")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue is not for remote types, and type \"farther\" is one: was \"q\"");
        assertThatThrownBy(() -> test.type("other", TypeOptions.DEFAULT.withQueue("far"), (input, context) -> "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue of type \"other\" must not be that of a remote type, was \"far\"");
        test.type("other", TypeOptions.DEFAULT.withQueue("farther"), (input, context) -> "1");
        JobType farther = RemoteWork.type("farther", TypeOptions.DEFAULT);
        assertThatThrownBy(() -> test.engine.define(farther)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue of type \"other\" must not be that of a remote type, was \"farther\"");
    }

    @Test
    void giveNothingWhilePausedAndCallWhoWaitsWhenTheyGoOn() throws Exception {
        test.engine.queues().change("far", QueueOptions.NONE.withPaused(true), Set.of());
        UUID id = test.submit("far");
        assertThat(lease()).isNull();
        var grant = new CompletableFuture<Grant>();
        Thread asking = Thread.ofPlatform().daemon().start(() -> {
            try {
                grant.complete(test.engine.leases().lease(FAR, SOON));
            } catch (Throwable thrown) {
                grant.completeExceptionally(thrown);
            }
        });
        test.awaitThat(() -> asking.getState() == Thread.State.TIMED_WAITING);
        test.engine.queues().change("far", QueueOptions.NONE, Set.of(Option.PAUSED));
        assertThat(grant.get().job().id()).isEqualTo(id);
    }

    @Test
    void giveNoMoreOfAKeyThanMayRunAndCountThoseOfAnEarlierServer() throws Exception {
        UUID first = test.submit("far", JobOptions.NONE.withConcurrencyKey("k"));
        UUID second = test.submit("far", JobOptions.NONE.withConcurrencyKey("k"));
        UUID third = test.submit("far");
        Grant held = lease();
        assertThat(held.job().id()).isEqualTo(first);
        assertThat(lease().job().id()).isEqualTo(third);
        assertThat(lease()).isNull();
        test.close();
        test = new TestEngine(Limits.DEFAULT, folder);
        declare();
        test.engine.resume();
        assertThat(lease()).isNull();
        test.engine.leases().succeed(held.token(), "1");
        assertThat(lease().job().id()).isEqualTo(second);
    }
}
