package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.Event;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobListener;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class ListenersTest {

    @Parameter
    private Kept kept;
    @TempDir
    private Path folder;

    /** Notes all it is told, and does what a test wants of it. */
    private static class Noting implements JobListener {

        final Queue<String> heard = new ConcurrentLinkedQueue<>();
        final Queue<Job> jobs = new ConcurrentLinkedQueue<>();

        void hear(String what, Job job) {
            jobs.add(job);
            heard.add(what + " " + job.status().attempt());
        }

        @Override
        public void started(Job job) {
            hear("started", job);
        }

        @Override
        public void succeeded(Job job) {
            hear("succeeded", job);
        }

        @Override
        public void failed(Job job) {
            hear("failed", job);
        }

        @Override
        public void retrying(Job job) {
            hear("retrying", job);
        }

        @Override
        public void cancelled(Job job) {
            hear("cancelled", job);
        }

        @Override
        public void expired(Job job) {
            hear("expired", job);
        }

        @Override
        public void missed(long events) {
            heard.add("missed " + events);
        }
    }

    private TestEngine open(JobListener... listeners) {
        TestEngine test = kept.open(folder);
        Stream.of(listeners).forEach(test.engine.changes().listeners()::add);
        test.type("good", (input, context) -> "17");
        test.type("flaky", TypeOptions.DEFAULT.withRetry(new RetryPolicy(2, Duration.ofSeconds(1), 1, Duration.ofSeconds(1), 0)),
                (input, context) -> {
                    throw new IOException("no " + context.attempt());
                });
        return test;
    }

    private static long count(TestEngine test, String event) {
        return test.events.stream().filter(one -> one.name().equals(event)).count();
    }

    @Test
    void hearAllThatBecomesOfAJobInItsOrder() throws Exception {
        var noting = new Noting();
        try (var test = open(noting)) {
            UUID good = test.submit("good");
            test.finished(good);
            test.awaitThat(() -> noting.heard.size() == 2);
            assertThat(noting.heard).containsExactly("started 1", "succeeded 1");
            assertThat(noting.jobs).extracting(Job::id).containsOnly(good);
            assertThat(noting.jobs).last().extracting(job -> job.status().result()).isEqualTo("17");

            UUID flaky = test.submit("flaky");
            test.awaitState(flaky, JobState.RETRYING);
            test.pass(Duration.ofSeconds(1));
            test.finished(flaky);
            test.awaitThat(() -> noting.heard.size() == 6);
            assertThat(List.copyOf(noting.heard).subList(2, 6)).containsExactly("started 1", "retrying 1", "started 2", "failed 2");
            assertThat(noting.jobs).last().extracting(job -> job.status().error().message()).isEqualTo("no 2");

            UUID later = test.submit("good", JobOptions.NONE.withDelay(Duration.ofHours(1)));
            test.engine.cancel(later);
            UUID late = test.submit("good", JobOptions.NONE.withDelay(Duration.ofHours(1)).withExpires(Duration.ofHours(2)));
            test.clock.advance(Duration.ofHours(3));
            test.timetable.runDue();
            test.finished(late);
            test.awaitThat(() -> noting.heard.size() == 8);
            assertThat(List.copyOf(noting.heard).subList(6, 8)).containsExactly("cancelled 0", "expired 0");
        }
    }

    @Test
    void hearOfNothingThatIsNotRecorded() throws Exception {
        var states = new ConcurrentLinkedQueue<JobState>();
        try (TestEngine test = kept.open(folder)) {
            test.engine.changes().listeners().add(new Noting() {
                @Override
                void hear(String what, Job job) {
                    Job recorded = test.store.find(job.id());
                    states.add(recorded.state());
                    super.hear(what, job);
                }
            });
            test.type("held", (input, context) -> {
                test.awaitThat(() -> states.size() == 1);
                return "1";
            });
            test.finished(test.submit("held"));
            test.awaitThat(() -> states.size() == 2);
        }
        assertThat(states).containsExactly(JobState.RUNNING, JobState.SUCCEEDED);
    }

    @Test
    void thatThrowAreLoggedForEachEventAndHearTheNext() throws Exception {
        var noting = new Noting() {
            @Override
            void hear(String what, Job job) {
                super.hear(what, job);
                throw new StackOverflowError("of " + what);
            }
        };
        var other = new Noting();
        try (var test = open(noting, other)) {
            UUID id = test.submit("good");
            assertThat(test.finished(id).state()).isEqualTo(JobState.SUCCEEDED);
            test.awaitThat(() -> count(test, "listener_failed") == 2 && other.heard.size() == 2);
            assertThat(noting.heard).containsExactly("started 1", "succeeded 1");
            assertThat(test.events.stream().filter(event -> event.name().equals("listener_failed"))).extracting(event -> event.get("of"))
                    .containsExactly("running " + id, "succeeded " + id);
            test.finished(test.submit("good"));
            test.awaitThat(() -> count(test, "listener_failed") == 4);
        }
    }

    @Test
    void thatBlockHoldUpNobody() throws Exception {
        var release = new CountDownLatch(1);
        var blocking = new Noting() {
            @Override
            void hear(String what, Job job) {
                try {
                    release.await();
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
                super.hear(what, job);
            }
        };
        var other = new Noting();
        try (var test = open(blocking, other)) {
            for (int i = 0; i < 50; i++) {
                assertThat(test.finished(test.submit("good")).state()).isEqualTo(JobState.SUCCEEDED);
            }
            test.awaitThat(() -> other.heard.size() == 100);
            assertThat(blocking.heard).isEmpty();
            release.countDown();
            test.awaitThat(() -> blocking.heard.size() == 100);
            assertThat(blocking.jobs).containsExactlyElementsOf(other.jobs);
        }
    }

    @Test
    void areToldWhatIsLeftWhenTheEngineStopsButNotWaitedForWithoutEnd() throws Exception {
        var told = new AtomicBoolean();
        var noting = new Noting();
        var endless = new Noting() {
            @Override
            void hear(String what, Job job) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException ended) {
                    told.set(true);
                }
            }
        };
        Queue<Event> events;
        try (var test = open(noting, endless)) {
            events = test.events;
            test.finished(test.submit("good"));
        }
        assertThat(noting.heard).containsExactly("started 1", "succeeded 1");
        assertThat(events).filteredOn(event -> event.name().equals("listener_left")).singleElement()
                .satisfies(event -> assertThat(event.get("untold")).isEqualTo(1));
        long deadline = System.nanoTime() + TestEngine.SOON.toNanos();
        while (!told.get()) {
            assertThat(System.nanoTime() - deadline).as("it is interrupted").isNegative();
            Thread.onSpinWait();
        }
    }

    @Test
    void thatDoNotKeepUpMissEventsAndAreToldHowMany() throws Exception {
        var release = new CountDownLatch(1);
        var slow = new Noting() {
            @Override
            void hear(String what, Job job) {
                try {
                    release.await();
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
                super.hear(what, job);
            }
        };
        // Each event takes at least 600 bytes of an eighth of these: at most 20 wait.
        var limits = new Limits(1_000, 96_000, 1_000, 1_000, 1_000);
        try (TestEngine test = kept.open(folder, limits)) {
            test.engine.changes().listeners().add(slow);
            test.type("good", (input, context) -> "17");
            for (int i = 0; i < 50; i++) {
                test.finished(test.submit("good"));
            }
            assertThat(count(test, "listener_slow")).isEqualTo(1);
            release.countDown();
            test.awaitThat(() -> slow.heard.stream().anyMatch(what -> what.startsWith("missed ")));
            int told = slow.jobs.size();
            assertThat(told).isBetween(5, 21);
            assertThat(slow.heard).last().isEqualTo("missed " + (100 - told));
            UUID next = test.submit("good");
            test.finished(next);
            test.awaitThat(() -> slow.jobs.size() == told + 2);
            assertThat(slow.jobs).last().extracting(Job::id).isEqualTo(next);
        }
    }

    @Test
    void hearOfEachAmongMany() throws Exception {
        var noting = new Noting();
        try (var test = open(noting)) {
            List<UUID> ids = IntStream.range(0, 500).mapToObj(i -> test.submit("good")).toList();
            for (UUID id : ids) {
                test.finished(id);
            }
            test.awaitThat(() -> noting.jobs.size() == 1_000);
            for (UUID id : ids) {
                assertThat(noting.jobs.stream().filter(job -> job.id().equals(id))).extracting(Job::state)
                        .containsExactly(JobState.RUNNING, JobState.SUCCEEDED);
            }
        }
    }
}
