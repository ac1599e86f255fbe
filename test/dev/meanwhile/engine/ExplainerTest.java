package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.engine.Explanation.Reason;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainerTest {

    private static final Instant HOUR = Instant.parse("2026-01-01T01:00:00Z");

    @TempDir
    private Path folder;
    private final TestEngine test = new TestEngine();
    private final Semaphore gate = new Semaphore(0);
    private volatile boolean deaf = true;

    @BeforeEach
    void define() {
        test.type("held", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
            gate.acquire();
            return "1";
        }).type("deaf", (input, context) -> {
            while (deaf) {
                Thread.onSpinWait();
            }
            return "1";
        }).type("flaky", (input, context) -> {
            throw new IOException("disk full");
        });
    }

    @AfterEach
    void close() {
        deaf = false;
        gate.release(1_000_000);
        test.close();
    }

    private void assertExplained(UUID id, Reason reason, String detail, Map<String, Object> facts) {
        Explanation why = test.engine.explain(id);
        assertThat(why).isEqualTo(new Explanation(test.engine.find(id).state(), reason, detail, facts));
    }

    @Test
    void namesThePlaceInTheQueueAndWhoIsNext() {
        UUID running = test.submit("held");
        test.awaitState(running, JobState.RUNNING);
        Instant now = test.engine.find(running).submittedAt();
        assertExplained(running, Reason.RUNNING, "attempt 1 runs since " + now, Map.of("startedAt", now, "attempt", 1));
        UUID first = test.submit("held");
        UUID second = test.submit("held");
        UUID third = test.submit("held");
        Map<String, Object> facts = Map.of("queue", "held", "running", 1, "concurrency", 1);
        assertExplained(first, Reason.NO_FREE_SLOT, "it is the next of queue \"held\", of which 1 run, as many as may", with(facts, 1));
        assertExplained(second, Reason.BEHIND, "1 job of queue \"held\" comes first", with(facts, 2));
        assertExplained(third, Reason.BEHIND, "2 jobs of queue \"held\" come first", with(facts, 3));
        UUID urgent = test.submit("held", JobOptions.NONE.withPriority(1));
        assertExplained(urgent, Reason.NO_FREE_SLOT, "it is the next of queue \"held\", of which 1 run, as many as may", with(facts, 1));
        assertThat(test.engine.explain(third).facts()).containsEntry("place", 4);
        test.engine.cancel(running);
        test.awaitState(urgent, JobState.RUNNING);
        test.engine.refuseNew();
        assertThat(test.engine.explain(first).detail()).isEqualTo("the server is stopping; it runs after the next start");
    }

    private static Map<String, Object> with(Map<String, Object> facts, int place) {
        var more = new HashMap<>(facts);
        more.put("place", place);
        return more;
    }

    @Test
    void doesNotCountWithoutEnd() {
        test.awaitState(test.submit("held"), JobState.RUNNING);
        for (int i = 0; i < Explainer.MOST_COUNTED; i++) {
            test.submit("held");
        }
        UUID last = test.submit("held");
        Explanation why = test.engine.explain(last);
        assertThat(why.detail()).isEqualTo("1000 jobs or more of queue \"held\" come first");
        assertThat(why.facts()).containsEntry("placeBeyond", 1_000).doesNotContainKey("place");
    }

    @Test
    void namesTheTimeThatIsWaitedFor() throws Exception {
        UUID scheduled = test.submit("flaky", JobOptions.NONE.withDelay(Duration.ofHours(1)));
        assertExplained(scheduled, Reason.SCHEDULED, "it is due at " + HOUR, Map.of("runAt", HOUR));
        UUID retrying = test.submit("flaky",
                JobOptions.NONE.withRetry(new RetryPolicy(3, Duration.ofHours(1), 1, Duration.ofHours(1), 0)));
        test.awaitState(retrying, JobState.RETRYING);
        assertExplained(retrying, Reason.RETRYING,
                "attempt 1 of 3 failed (java.io.IOException: disk full); the next one is due at " + HOUR,
                Map.of("runAt", HOUR, "attempt", 1, "attempts", 3));
    }

    @Test
    void saysHowItEnded() throws Exception {
        Instant now = test.engine.find(test.submit("held")).submittedAt();
        UUID failed = test.submit("flaky");
        test.finished(failed);
        assertExplained(failed, Reason.FINISHED, "it failed at " + now + ": java.io.IOException: disk full", Map.of("finishedAt", now));
        UUID cancelled = test.submit("held");
        test.engine.cancel(cancelled);
        assertExplained(cancelled, Reason.FINISHED, "it was cancelled at " + now, Map.of("finishedAt", now));
        UUID expired = test.submit("held", JobOptions.NONE.withExpires(Duration.ofHours(1)));
        test.pass(Duration.ofHours(1));
        test.finished(expired);
        assertExplained(expired, Reason.FINISHED, "it expired at " + HOUR + ": it had not been started by " + HOUR,
                Map.of("finishedAt", HOUR));
        gate.release(1);
        UUID done = test.submit("held");
        gate.release(1);
        test.finished(done);
        assertExplained(done, Reason.FINISHED, "it succeeded at " + HOUR, Map.of("finishedAt", HOUR));
        assertThat(test.engine.explain(UUID.randomUUID())).isNull();
    }

    @Test
    void tellsAJobThatWasToldToStopFromOneThatIsStuck() {
        UUID id = test.submit("deaf");
        Instant now = test.awaitState(id, JobState.RUNNING).status().startedAt();
        test.engine.cancel(id);
        assertExplained(id, Reason.RUNNING, "attempt 1 runs since " + now + " and has been told to stop",
                Map.of("startedAt", now, "attempt", 1));
        test.pass(Overdue.STUCK_AFTER);
        assertExplained(id, Reason.STUCK, "attempt 1 was told to stop and goes on; only its code can end it",
                Map.of("startedAt", now, "attempt", 1));
    }

    @Test
    void namesATypeThatIsNotDeclared() throws Exception {
        UUID id;
        try (var before = new TestEngine(folder.resolve("data")).type("gone", (input, context) -> "1")) {
            id = before.submit("gone", JobOptions.NONE.withDelay(Duration.ofHours(1)));
        }
        try (var after = new TestEngine(folder.resolve("data"))) {
            after.engine.resume();
            after.pass(Duration.ofHours(1));
            assertThat(after.engine.explain(id).reason()).isEqualTo(Reason.NO_FREE_SLOT);
            assertThat(after.engine.explain(id).detail()).isEqualTo("type \"gone\" is not declared; it waits for a start with it");
        }
    }

    @Test
    void hasTheLabelsOfTheInterface() {
        assertThat(Reason.values()).extracting(Reason::label)
                .containsExactly("paused", "rate-limited", "no-free-slot", "behind", "waiting-for", "scheduled", "retrying", "running",
                        "stuck", "finished");
    }
}
