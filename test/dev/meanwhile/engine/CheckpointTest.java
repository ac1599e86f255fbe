package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class CheckpointTest {

    private static final TypeOptions RETRIED = TypeOptions.DEFAULT
            .withRetry(new RetryPolicy(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(32), 0));

    @Parameter
    private Kept kept;
    @TempDir
    private Path folder;

    /** What a job has done, and what it is to do next. */
    private record Progress(int rows, String next, Duration took) { }

    @Test
    void letsTheNextAttemptGoOnWhereTheLastOneWas() throws Exception {
        try (var test = kept.open(folder)) {
            test.type("import", RETRIED, (input, context) -> {
                Optional<Progress> before = context.state(Progress.class);
                if (context.attempt() == 1) {
                    assertThat(before).isEmpty();
                    context.checkpoint(new Progress(1, "b", Duration.ofSeconds(2)));
                    context.checkpoint(new Progress(2, "c", Duration.ofSeconds(3)));
                    assertThat(context.state(Progress.class)).contains(new Progress(2, "c", Duration.ofSeconds(3)));
                    throw new IOException("of no duration");
                }
                return String.valueOf(before.orElseThrow().rows());
            });
            UUID id = test.submit("import");
            test.awaitState(id, JobState.RETRYING);
            assertThat(test.store.checkpoints().get(id)).isEqualTo("{\"rows\":2,\"next\":\"c\",\"took\":\"PT3S\"}");
            test.pass(Duration.ofSeconds(1));
            Job done = test.finished(id);
            assertThat(done.state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(done.status().result()).isEqualTo("2");
            assertThat(test.store.checkpoints().get(id)).isNull();
        }
    }

    @Test
    void isRecordedByAnAttemptThatIsToldToStop() throws Exception {
        try (var test = kept.open(folder)) {
            test.type("long", RETRIED.withTimeout(Duration.ofMinutes(1)), (input, context) -> {
                if (context.attempt() == 2) {
                    return context.state(String.class).map(state -> '"' + state + '"').orElse("null");
                }
                try {
                    context.progress(0, "waiting");
                    new CountDownLatch(1).await();
                } catch (InterruptedException told) {
                    Thread.currentThread().interrupt();
                    context.checkpoint("saved in time");
                    assertThat(Thread.interrupted()).as("the interrupt is not lost").isTrue();
                }
                throw new InterruptedException();
            });
            UUID id = test.submit("long");
            test.awaitThat(() -> test.engine.find(id).status().progress() != null);
            test.pass(Duration.ofMinutes(1));
            test.awaitState(id, JobState.RETRYING);
            test.pass(Duration.ofSeconds(1));
            assertThat(test.finished(id).status().result()).isEqualTo("\"saved in time\"");
        }
    }

    @Test
    void hasAsManyBytesAsAnInputMayHave() throws Exception {
        var limits = new Limits(1_000, 1_000_000, 100, 1_000, 1_000);
        var seen = new AtomicReference<Throwable>();
        try (var test = kept.open(folder, limits)) {
            test.type("wordy", (input, context) -> {
                context.checkpoint("\u20ac".repeat(32));
                context.checkpoint("x".repeat(98));
                try {
                    context.checkpoint("\u20ac".repeat(33));
                } catch (IllegalArgumentException tooLong) {
                    seen.set(tooLong);
                }
                return "" + context.state(String.class).orElseThrow().length();
            });
            assertThat(test.finished(test.submit("wordy")).status().result()).isEqualTo("98");
            assertThat(seen.get()).hasMessage("the state of a checkpoint must have at most 100 bytes as JSON (maxBody), had 101");
        }
    }

    @Test
    void thatIsReadAsWhatItIsNotFailsTheAttempt() throws Exception {
        try (var test = kept.open(folder)) {
            test.type("changed", (input, context) -> {
                context.checkpoint(Map.of("rows", "many"));
                return context.state(Progress.class).toString();
            });
            Job failed = test.finished(test.submit("changed"));
            assertThat(failed.state()).isEqualTo(JobState.FAILED);
            assertThat(failed.status().error().type()).isEqualTo(InvalidInputException.class.getName());
            assertThat(failed.status().error().message()).contains("/rows");
        }
    }

    @Test
    void isNothingOnceTheAttemptHasEnded() throws Exception {
        var context = new AtomicReference<JobContext>();
        try (var test = kept.open(folder)) {
            test.type("gone", RETRIED, (input, its) -> {
                if (its.attempt() == 1) {
                    context.set(its);
                    its.checkpoint(1);
                    throw new IOException("once");
                }
                context.get().checkpoint(2);
                context.get().log("the first attempt");
                its.log("the second one");
                return its.state(Integer.class).orElseThrow().toString();
            });
            UUID id = test.submit("gone");
            test.awaitState(id, JobState.RETRYING);
            test.pass(Duration.ofSeconds(1));
            assertThat(test.finished(id).status().result()).as("what the first attempt says while the second runs").isEqualTo("1");
            assertThat(test.engine.logOf(id).read(0).text()).doesNotContain("first").contains("second");
            context.get().checkpoint(3);
            assertThat(test.store.checkpoints().get(id)).isNull();
        }
    }

    @Test
    void isNotThatOfAnEarlierLifeOfTheJobWhichLeftAThreadBehind() throws Exception {
        var context = new AtomicReference<JobContext>();
        try (var test = kept.open(folder)) {
            test.type("again", (input, its) -> {
                if (context.compareAndSet(null, its)) {
                    throw new IOException("once");
                }
                assertThat(its.attempt()).isEqualTo(context.get().attempt());
                context.get().checkpoint("of the first");
                return its.state(String.class).map(state -> '"' + state + '"').orElse("null");
            });
            UUID id = test.submit("again");
            assertThat(test.finished(id).state()).isEqualTo(JobState.FAILED);
            assertThat(test.engine.retry(id)).isEqualTo(Retrying.QUEUED);
            assertThat(test.finished(id).status().result()).isEqualTo("null");
        }
    }

    @Test
    void outlastsAStopOfTheServer() throws Exception {
        UUID id;
        try (var test = kept.open(folder)) {
            test.type("long", (input, context) -> {
                context.checkpoint(17);
                context.progress(0.5, "half");
                new CountDownLatch(1).await();
                return "0";
            });
            id = test.submit("long");
            test.awaitThat(() -> test.engine.find(id).status().progress() != null);
        }
        try (var test = kept.open(folder)) {
            test.type("long", (input, context) -> context.state(Integer.class).orElse(0).toString());
            if (kept == Kept.IN_A_JOURNAL) {
                assertThat(test.engine.resume()).isEqualTo(1);
                assertThat(test.finished(id).status().result()).isEqualTo("17");
                assertThat(test.engine.find(id).status().attempt()).isEqualTo(1);
            } else {
                assertThat(test.engine.resume()).isZero();
            }
        }
    }
}
