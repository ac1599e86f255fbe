package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.TypeOptions;
import java.nio.file.Path;
import java.time.Duration;
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
class ChildrenTest {

    @Parameter
    private Kept kept;
    @TempDir
    private Path folder;

    private record Page(int number) { }

    @Test
    void carryTheirParent() throws Exception {
        var submitted = new AtomicReference<Job>();
        UUID parent;
        UUID later;
        try (var test = kept.open(folder)) {
            test.type("page", (input, context) -> input);
            test.type("book", (input, context) -> {
                submitted.set(context.submit("page", new Page(1)));
                return '"' + context.submit("page", new Page(2), JobOptions.NONE.withDelay(Duration.ofHours(1))).id().toString() + '"';
            });
            parent = test.submit("book");
            later = UUID.fromString(test.finished(parent).status().result().replace("\"", ""));
            Job child = test.finished(submitted.get().id());
            assertThat(child.request().origin()).isEqualTo(new Job.Origin(null, parent));
            assertThat(child.status().result()).isEqualTo("{\"number\":1}");
            assertThat(test.engine.find(parent).request().origin()).isEqualTo(Job.Origin.NONE);
            assertThat(test.engine.find(later).state()).isEqualTo(JobState.SCHEDULED);
        }
        if (kept == Kept.IN_A_JOURNAL) {
            try (var test = kept.open(folder)) {
                test.type("page", (input, context) -> input).engine.resume();
                assertThat(test.engine.find(later).request().origin()).isEqualTo(new Job.Origin(null, parent));
                test.pass(Duration.ofHours(1));
                assertThat(test.finished(later).request().origin()).isEqualTo(new Job.Origin(null, parent));
            }
        }
    }

    @Test
    void areRefusedLikeAnyJob() throws Exception {
        try (var test = kept.open(folder)) {
            test.type("book", (input, context) -> {
                context.submit("pages", new Page(1));
                return "null";
            });
            Job failed = test.finished(test.submit("book"));
            assertThat(failed.status().error().type()).isEqualTo(InvalidInputException.class.getName());
            assertThat(failed.status().error().message()).contains("\"pages\" is not a known type; known: book");
        }
    }

    @Test
    void areNotSubmittedByAnAttemptThatHasEnded() throws Exception {
        var context = new AtomicReference<JobContext>();
        try (var test = kept.open(folder)) {
            test.type("page", (input, its) -> input);
            test.type("book", (input, its) -> {
                context.set(its);
                return "null";
            });
            UUID id = test.submit("book");
            test.finished(id);
            assertThatThrownBy(() -> context.get().submit("page", null)).isInstanceOf(IllegalStateException.class)
                    .hasMessage("attempt 1 of job " + id + " has ended");
            assertThat(test.store.counts()).doesNotContainKey("page");
        }
    }

    @Test
    void areNotSubmittedByAnAttemptThatHasStoppedAsItWasTold() throws Exception {
        var context = new AtomicReference<JobContext>();
        try (var test = kept.open(folder)) {
            test.type("page", (input, its) -> input);
            test.type("book", TypeOptions.DEFAULT.withTimeout(Duration.ofMinutes(1)), (input, its) -> {
                context.set(its);
                its.progress(0, "waiting");
                new CountDownLatch(1).await();
                return "null";
            });
            UUID id = test.submit("book");
            test.awaitThat(() -> test.engine.find(id).status().progress() != null);
            test.pass(Duration.ofMinutes(1));
            test.finished(id);
            assertThatThrownBy(() -> context.get().submit("page", null)).isInstanceOf(IllegalStateException.class)
                    .hasMessage("attempt 1 of job " + id + " has ended");
            assertThat(test.store.counts()).doesNotContainKey("page");
        }
    }
}
