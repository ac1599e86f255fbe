package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.engine.Explanation.Reason;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.QueueOptions.Option;
import dev.meanwhile.job.Rate;
import dev.meanwhile.job.TypeOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues that types share, and what is said of them. */
class QueueTest {

    private static final QueueOptions ONE = QueueOptions.NONE.withConcurrency(1);
    private static final QueueOptions ONCE_A_SECOND = QueueOptions.NONE.withRate(Rate.parse("1/s"));
    private static final TypeOptions IN_Q = TypeOptions.DEFAULT.withQueue("q");

    @TempDir
    private Path folder;
    private TestEngine test;
    private final Semaphore gate = new Semaphore(0, true);

    private TestEngine open(Kept kept, QueueOptions options) {
        test = kept.open(folder);
        test.engine.queues().declare("q", options);
        for (String type : List.of("a", "b")) {
            test.type(type, IN_Q, (input, context) -> {
                gate.acquire();
                return "1";
            });
        }
        test.type("own", TypeOptions.DEFAULT.withConcurrency(3), (input, context) -> "1");
        return test;
    }

    @AfterEach
    void close() {
        gate.release(1_000_000);
        test.close();
    }

    private void assertRunning(UUID... ids) {
        for (UUID id : ids) {
            test.awaitState(id, JobState.RUNNING);
        }
        // Those that have ended may still have their slots; one that should not run stays, and is counted.
        test.awaitThat(() -> test.engine.queues().view("q").running() == ids.length);
    }

    private Reason reason(UUID id) {
        return test.engine.explain(id).reason();
    }

    private UUID keyed(String type, String key) {
        return test.submit(type, JobOptions.NONE.withConcurrencyKey(key));
    }

    @ParameterizedTest
    @EnumSource
    void isSharedByTypesAndByJobsThatAskForIt(Kept kept) throws Exception {
        open(kept, ONE);
        UUID a = test.submit("a");
        assertRunning(a);
        UUID b = test.submit("b");
        UUID own = test.submit("own", JobOptions.NONE.withQueue("q"));
        UUID urgent = test.submit("b", JobOptions.NONE.withPriority(1));
        assertThat(test.engine.find(own).request().queue()).isEqualTo("q");
        assertThat(test.engine.queues().view("q"))
                .isEqualTo(new Queues.View("q", ONE, Set.of(), 3, 1, test.engine.find(b).status().runAt()));
        assertThat(test.engine.explain(own).facts()).containsEntry("place", 3);
        gate.release();
        assertRunning(urgent);
        gate.release();
        assertRunning(b);
        gate.release();
        test.finished(own);
    }

    @ParameterizedTest
    @EnumSource
    void mustBeThereToBeAskedFor(Kept kept) {
        open(kept, ONE);
        assertThatThrownBy(() -> test.submit("a", JobOptions.NONE.withQueue("Q"))).isInstanceOfSatisfying(InvalidInputException.class,
                invalid -> assertThat(invalid.errors())
                        .containsExactly(new InputError("/queue", "\"Q\" is not a known queue; known: own, q")));
    }

    @ParameterizedTest
    @EnumSource
    void startsAsManyAsItsConcurrencyAllowsWheneverThatIsChanged(Kept kept) {
        open(kept, ONE);
        UUID first = test.submit("a");
        UUID second = test.submit("b");
        UUID third = test.submit("a");
        assertRunning(first);
        assertThat(reason(second)).isEqualTo(Reason.NO_FREE_SLOT);
        test.engine.queues().change("q", QueueOptions.NONE.withConcurrency(2), Set.of());
        assertRunning(first, second);
        test.engine.queues().change("q", QueueOptions.NONE, Set.of(Option.CONCURRENCY));
        assertRunning(first, second);
        gate.release();
        test.awaitThat(() -> test.engine.queues().view("q").running() == 1);
        assertThat(reason(third)).isEqualTo(Reason.NO_FREE_SLOT);
        gate.release();
        assertRunning(third);
    }

    @ParameterizedTest
    @EnumSource
    void startsNothingWhilePausedAndLeavesWhatRunsAlone(Kept kept) {
        open(kept, QueueOptions.NONE);
        UUID running = test.submit("a");
        assertRunning(running);
        test.engine.queues().change("q", QueueOptions.NONE.withPaused(true), Set.of());
        UUID waits = test.submit("a");
        assertThat(test.engine.explain(waits).reason()).isEqualTo(Reason.PAUSED);
        assertThat(test.engine.explain(waits).detail()).isEqualTo("queue \"q\" is paused");
        assertRunning(running);
        test.engine.queues().change("q", QueueOptions.NONE.withPaused(false), Set.of());
        assertRunning(running, waits);
    }

    @ParameterizedTest
    @EnumSource
    void keepsStartsToItsRateWithoutASlotOrAThread(Kept kept) {
        open(kept, ONCE_A_SECOND);
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < 5; i++) {
            ids.add(test.submit("a"));
        }
        assertRunning(ids.get(0));
        Explanation why = test.engine.explain(ids.get(1));
        assertThat(why.reason()).isEqualTo(Reason.RATE_LIMITED);
        Instant next = test.clock.time().now().plusMillis(950);
        assertThat(why.facts()).containsEntry("nextAt", next).containsEntry("rate", "1/s");
        assertThat(reason(ids.get(2))).isEqualTo(Reason.BEHIND);
        // It began full: with one token, and what comes in 50 ms.
        test.pass(Duration.ofMillis(949));
        assertRunning(ids.get(0));
        test.pass(Duration.ofMillis(1));
        assertRunning(ids.get(0), ids.get(1));
        test.engine.queues().change("q", QueueOptions.NONE.withRate(null), Set.of());
        assertRunning(ids.toArray(UUID[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void changesTheRateWhileJobsWaitForIt(Kept kept) {
        open(kept, QueueOptions.NONE.withRate(Rate.parse("1/h")));
        UUID first = test.submit("a");
        UUID second = test.submit("a");
        assertRunning(first);
        test.engine.queues().change("q", ONCE_A_SECOND, Set.of());
        assertRunning(first);
        test.pass(Duration.ofSeconds(1));
        assertRunning(first, second);
    }

    @ParameterizedTest
    @EnumSource
    void limitsEachConcurrencyKeyWithoutHoldingUpTheOthers(Kept kept) {
        open(kept, QueueOptions.NONE.withConcurrency(3).withConcurrencyPerKey(1));
        UUID first = keyed("a", "c1");
        UUID second = keyed("b", "c1");
        UUID third = keyed("a", "c1");
        UUID other = keyed("a", "c2");
        UUID without = test.submit("b");
        assertRunning(first, other, without);
        assertThat(test.engine.explain(second).detail())
                .isEqualTo("it is the next of queue \"q\" with concurrency key \"c1\", of which 1 run, as many as may");
        assertThat(reason(second)).isEqualTo(Reason.NO_FREE_SLOT);
        assertThat(test.engine.explain(third).detail()).isEqualTo("1 job of queue \"q\" with concurrency key \"c1\" comes first");
        // Each of the three that run, before the next one asks for its own.
        test.awaitThat(() -> gate.getQueueLength() == 3);
        gate.release(3);
        assertRunning(second);
        test.engine.queues().change("q", QueueOptions.NONE.withConcurrencyPerKey(2), Set.of());
        assertRunning(second, third);
    }

    @ParameterizedTest
    @EnumSource
    void makesTheConcurrencyKeyOfTheInput(Kept kept) {
        open(kept, ONE);
        test.type("keyed", IN_Q.withConcurrencyKey("${type}-${input.customer}"), (input, context) -> "1");
        var made = test.engine.submit("keyed", "{\"customer\": 7}", JobOptions.NONE).job();
        assertThat(made.request().options().more().concurrencyKey()).isEqualTo("keyed-7");
        var asked = test.engine.submit("keyed", "{}", JobOptions.NONE.withConcurrencyKey("x")).job();
        assertThat(asked.request().options().more().concurrencyKey()).isEqualTo("x");
        assertThatThrownBy(() -> test.engine.submit("keyed", "{}", JobOptions.NONE)).isInstanceOfSatisfying(InvalidInputException.class,
                invalid -> assertThat(invalid.errors()).containsExactly(new InputError("/input/customer", "is required")));
        assertThatThrownBy(() -> test.type("wrong", IN_Q.withConcurrencyKey("${id}"), (input, context) -> "1"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("${id}");
    }

    @ParameterizedTest
    @EnumSource
    void letsAReplacedJobWaitInTheQueueAndUnderTheKeyItAsksForNow(Kept kept) throws Exception {
        open(kept, QueueOptions.NONE.withConcurrencyPerKey(1));
        UUID running = keyed("a", "c1");
        JobOptions options = JobOptions.NONE.withKey("k").withOnDuplicate(OnDuplicate.REPLACE);
        UUID waits = test.submit("own", options.withQueue("q").withConcurrencyKey("c1"));
        assertRunning(running);
        assertThat(reason(waits)).isEqualTo(Reason.NO_FREE_SLOT);
        assertThat(test.submit("own", options.withConcurrencyKey("c1"))).isEqualTo(waits);
        assertThat(test.finished(waits).request().queue()).isEqualTo("own");
        assertThat(test.engine.queues().view("q").waiting()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWithWhatWasDeclaredOnceAChangeIsTakenBack(Kept kept) {
        open(kept, ONE);
        Queues queues = test.engine.queues();
        assertThat(queues.change("nothing", ONE, Set.of())).isNull();
        Queues.View changed = queues.change("q", QueueOptions.NONE.withConcurrency(5).withPaused(true), Set.of());
        assertThat(changed.options()).isEqualTo(ONE.withConcurrency(5).withPaused(true));
        assertThat(changed.changed()).containsExactlyInAnyOrder(Option.CONCURRENCY, Option.PAUSED);
        assertThat(queues.change("q", QueueOptions.NONE, Set.of(Option.PAUSED)).options()).isEqualTo(ONE.withConcurrency(5));
        assertThat(queues.change("q", QueueOptions.NONE, Set.of(Option.CONCURRENCY)).changed()).isEmpty();
        assertThat(queues.view("own").options()).isEqualTo(QueueOptions.NONE.withConcurrency(3));
        assertThat(queues.names()).containsExactly("own", "q");
    }
}
