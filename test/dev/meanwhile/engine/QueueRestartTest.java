package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.QueueOptions.Option;
import dev.meanwhile.job.Rate;
import dev.meanwhile.job.TypeOptions;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of queues the next start finds. */
class QueueRestartTest {

    private static final TypeOptions IN_Q = TypeOptions.DEFAULT.withQueue("q");

    @TempDir
    private Path folder;

    private TestEngine open(TypeOptions options) {
        var test = new TestEngine(folder.resolve("data"));
        if (options.queue() != null) {
            test.engine.queues().declare("q", QueueOptions.NONE.withConcurrency(2).withRate(Rate.parse("10/m")));
        }
        return test.type("a", options, (input, context) -> "1");
    }

    @Test
    void findsWhatWasChangedUntilItIsTakenBack() {
        try (var test = open(IN_Q)) {
            test.engine.queues().change("q", QueueOptions.NONE.withConcurrency(7).withPaused(true).withRate(null), Set.of());
        }
        try (var test = open(IN_Q)) {
            assertThat(test.engine.queues().view("q").options())
                    .isEqualTo(QueueOptions.NONE.withConcurrency(7).withRate(null).withPaused(true));
            assertThat(test.names()).contains("queue_was_changed");
            test.engine.queues().change("q", QueueOptions.NONE, Set.of(Option.CONCURRENCY, Option.RATE, Option.PAUSED));
        }
        try (var test = open(IN_Q)) {
            assertThat(test.engine.queues().view("q").options())
                    .isEqualTo(QueueOptions.NONE.withConcurrency(2).withRate(Rate.parse("10/m")));
            assertThat(test.engine.queues().view("q").changed()).isEmpty();
        }
    }

    @Test
    void letsJobsGoOnInTheirQueueOrInThatOfTheirTypeIfItIsGone() throws Exception {
        UUID id;
        UUID keyed;
        try (var test = open(IN_Q)) {
            test.engine.queues().change("q", QueueOptions.NONE.withPaused(true), Set.of());
            id = test.submit("a");
            keyed = test.submit("a", JobOptions.NONE.withConcurrencyKey("c"));
        }
        try (var test = open(IN_Q)) {
            test.engine.resume();
            assertThat(test.engine.queues().view("q").waiting()).isEqualTo(2);
            assertThat(test.engine.find(keyed).request().options().more().concurrencyKey()).isEqualTo("c");
        }
        try (var test = open(TypeOptions.DEFAULT)) {
            test.engine.resume();
            assertThat(test.finished(id).state()).isEqualTo(JobState.SUCCEEDED);
        }
    }
}
