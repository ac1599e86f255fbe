package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job's own stream. */
class JobEventsTest {

    private static final int STEPS = 200;
    private static final TypeOptions TWICE = TypeOptions.DEFAULT.withRetry(
            new RetryPolicy(2, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0));

    @TempDir
    private Path data;
    private final CountDownLatch listening = new CountDownLatch(1);
    /** What lets a job take its steps. */
    private final Semaphore steps = new Semaphore(0);
    private TestServer test;

    private void start(ServerSettings settings) throws IOException {
        test = new TestServer(settings, EventLog.NONE, new EventRoutes.Pace(Duration.ofMillis(20), Duration.ofDays(1)))
                .type("talkative", (input, context) -> {
                    listening.await();
                    talk(context);
                    return "1";
                })
                .type("stepwise", (input, context) -> {
                    for (int i = 0; i < 10; i++) {
                        steps.acquire();
                        context.log("step " + i);
                        context.progress(i / 10.0, null);
                    }
                    return "1";
                })
                .type("quiet", (input, context) -> "1")
                .type("late", TWICE, (input, context) -> {
                    if (context.attempt() == 1) {
                        throw new IOException("not yet");
                    }
                    return "1";
                }).start();
    }

    private static void talk(JobContext context) {
        for (int i = 0; i < STEPS; i++) {
            context.log("a " + i);
            context.progress((double) i / STEPS, "p " + i);
            context.log("b " + i + "\nc " + i);
        }
    }

    @AfterEach
    void stop() {
        test.close();
    }

    private UUID submit(String type) {
        return test.server.engine().submit(type, "null", JobOptions.NONE).job().id();
    }

    private UUID finished(String type) throws InterruptedException {
        UUID id = submit(type);
        assertThat(test.server.engine().await(id, Duration.ofSeconds(30)).state().isFinished()).isTrue();
        return id;
    }

    private EventClient listen(UUID id, String... lastEventId) throws IOException {
        return EventClient.open(test.server.address(), "/v1/jobs/" + id + "/events", lastEventId.length == 0 ? null : lastEventId[0]);
    }

    /** Says in a word what an event tells: a line, a step of progress, a gap, or a state. */
    private static String told(EventClient.Event event) {
        return switch (event.name()) {
            case "log" -> event.data().get("line").getAsString();
            case "job" -> event.data().get("progress").isJsonNull() || !event.state().equals("running") ? event.state()
                    : event.data().get("progress").getAsJsonObject().get("fraction").getAsString();
            default -> event.name();
        };
    }

    private static List<String> told(List<EventClient.Event> events) {
        return events.stream().map(JobEventsTest::told).toList();
    }

    private ServerSettings settings(boolean onDisk) {
        return onDisk ? ServerSettings.DEFAULT.withData(data) : ServerSettings.DEFAULT;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void progressAndLogLinesArriveInOrder(boolean onDisk) throws Exception {
        start(settings(onDisk));
        UUID id = submit("talkative");
        try (var client = listen(id)) {
            assertThat(client.next().name()).isEqualTo("job");
            listening.countDown();
            var expected = new ArrayList<String>();
            for (int i = 0; i < STEPS; i++) {
                expected.addAll(List.of("a " + i, "" + (double) i / STEPS, "b " + i, "c " + i));
            }
            List<String> told = new ArrayList<>(told(client.rest()));
            // It may have been listened to before it ran.
            told.remove("running");
            expected.add("succeeded");
            assertThat(told).isEqualTo(expected);
        }
    }

    @Test
    void aLineIsToldWithTheJob() throws Exception {
        start(ServerSettings.DEFAULT);
        steps.release(1);
        UUID id = submit("stepwise");
        try (var client = listen(id)) {
            var event = client.next();
            while (!event.name().equals("log")) {
                event = client.next();
            }
            assertThat(event.data()).hasToString("{\"id\":\"" + id + "\",\"line\":\"step 0\"}");
        }
        steps.release(9);
    }

    @Test
    void ownStreamEndsWithTheJob() throws Exception {
        start(ServerSettings.DEFAULT);
        UUID id = submit("stepwise");
        try (var client = listen(id)) {
            assertThat(client.next().name()).as("begins with the job as it is").isEqualTo("job");
            finished("quiet");
            steps.release(10);
            List<EventClient.Event> all = client.rest();
            assertThat(all.getLast().state()).isEqualTo("succeeded");
            assertThat(told(all)).contains("step 9");
            assertThat(all).as("nothing of other jobs").allMatch(event -> event.data().get("id").getAsString().equals(id + ""));
            assertThat(client.retries).containsExactly("2000");
        }
    }

    @Test
    void tellsEveryMoveOfAJobThatIsRetried() throws Exception {
        start(ServerSettings.DEFAULT);
        UUID id = test.server.engine().submit("late", "null", JobOptions.NONE.withDelay(Durations.parse("300ms"))).job().id();
        try (var client = listen(id)) {
            assertThat(told(client.rest())).containsExactly("scheduled", "queued", "running", "retrying", "queued", "running", "succeeded");
        }
    }

    @Test
    void tellsThatAJobIsToStop() throws Exception {
        start(ServerSettings.DEFAULT);
        UUID id = submit("stepwise");
        try (var client = listen(id)) {
            while (!client.next().state().equals("running")) {
                assertThat(client.lastId).isNotNull();
            }
            test.send("POST", "/v1/jobs/" + id + "/cancel");
            var asked = client.next();
            assertThat(asked.state()).isEqualTo("running");
            assertThat(asked.data().get("cancelRequested").getAsBoolean()).isTrue();
            assertThat(client.next().state()).isEqualTo("cancelled");
            assertThat(client.next()).isNull();
        }
    }

    @Test
    void aFinishedJobIsToldAtOnce() throws Exception {
        start(ServerSettings.DEFAULT);
        try (var client = listen(finished("quiet"))) {
            assertThat(told(client.rest())).containsExactly("succeeded");
            assertThat(client.lastId).endsWith(".end");
        }
        steps.release(10);
        try (var client = listen(finished("stepwise"))) {
            assertThat(told(client.rest())).hasSize(11).startsWith("succeeded", "step 0").endsWith("step 9");
            assertThat(client.lastId).endsWith(".end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quiet", "stepwise"})
    void reconnectAfterTheEndGets204(String type) throws Exception {
        start(ServerSettings.DEFAULT);
        steps.release(10);
        UUID id = submit(type);
        String live;
        try (var client = listen(id)) {
            client.rest();
            live = client.lastId;
        }
        String late;
        try (var client = listen(id)) {
            client.rest();
            late = client.lastId;
        }
        for (String seen : new String[] {live, late}) {
            assertThat(test.get("/v1/jobs/" + id + "/events", "Last-Event-ID: " + seen).status()).isEqualTo(204);
            assertThat(test.get("/v1/jobs/" + id + "/events?last_event_id=" + seen).status()).isEqualTo(204);
            assertThat(test.send("HEAD", "/v1/jobs/" + id + "/events?last_event_id=" + seen).status()).isEqualTo(204);
        }
    }

    @Test
    void anEndSeenBeforeARestartIsTheEndAfterIt() throws Exception {
        start(settings(true));
        UUID id = finished("quiet");
        String seen;
        try (var client = listen(id)) {
            client.rest();
            seen = client.lastId;
        }
        test.close();
        start(settings(true));
        assertThat(test.get("/v1/jobs/" + id + "/events", "Last-Event-ID: " + seen).status()).isEqualTo(204);
        try (var client = listen(id, seen.replace(".end", ".0.0"))) {
            assertThat(told(client.rest())).as("of another process").containsExactly("gap", "succeeded");
        }
    }

    /** Whoever is cut off after any event, and comes back with its id, is told every line and every step once. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lastEventIdGoesOnAfterEveryEvent(boolean onDisk) throws Exception {
        start(settings(onDisk));
        UUID id = submit("stepwise");
        var told = new ArrayList<String>();
        String last = null;
        for (boolean end = false; !end;) {
            try (var client = last == null ? listen(id) : listen(id, last)) {
                assertThat(client.status).isEqualTo(200);
                // A job takes a step while nobody listens, and one while somebody does.
                steps.release(1);
                var event = client.next();
                told.add(told(event));
                last = event.id();
                end = told.getLast().equals("succeeded");
            }
            steps.release(1);
        }
        told.removeAll(List.of("queued", "running"));
        assertThat(told).containsExactlyInAnyOrder("step 0", "step 1", "step 2", "step 3", "step 4", "step 5", "step 6", "step 7",
                "step 8", "step 9", "0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "succeeded");
        assertThat(test.get("/v1/jobs/" + id + "/events", "Last-Event-ID: " + last).status()).isEqualTo(204);
    }

    @Test
    void linesThatWereMissedComeWhenTheRestIsKnown() throws Exception {
        start(ServerSettings.DEFAULT);
        steps.release(10);
        UUID id = finished("stepwise");
        String middle;
        try (var client = listen(id)) {
            client.next();
            client.next();
            middle = client.next().id();
        }
        try (var client = listen(id, middle)) {
            assertThat(told(client.rest())).containsExactly("step 2", "step 3", "step 4", "step 5", "step 6", "step 7", "step 8", "step 9");
            assertThat(client.lastId).endsWith(".end");
        }
    }

    @Test
    void tooOldIdGetsAGapAndTheJobAsItIs() throws Exception {
        start(ServerSettings.DEFAULT);
        UUID id = submit("stepwise");
        try (var client = listen(id, "17.0.0")) {
            var gap = client.next();
            assertThat(gap.name()).isEqualTo("gap");
            assertThat(gap.data().get("lost").isJsonNull()).isTrue();
            assertThat(client.next().name()).isEqualTo("job");
            steps.release(10);
            assertThat(told(client.rest())).contains("step 0", "step 9").endsWith("succeeded");
        }
    }

    @Test
    void unknownJobIs404() throws Exception {
        start(ServerSettings.DEFAULT);
        assertThat(test.get("/v1/jobs/" + new UUID(0x7000, 1L << 63) + "/events").problem()).isEqualTo("unknown-job");
        assertThat(test.get("/v1/jobs/nonsense/events").status()).isEqualTo(404);
    }

    @Test
    void subscriberRemovedAfterDisconnect() throws Exception {
        start(ServerSettings.DEFAULT);
        UUID id = submit("stepwise");
        var streams = new OpenStreams(10);
        var router = new Router();
        new EventRoutes(test.server.engine(), streams, new EventRoutes.Pace(Duration.ofMillis(20), Duration.ofDays(1))).addTo(router);
        try (var door = OpenDoor.with(router)) {
            // The job says nothing: only that the stream shows it is still there finds out.
            EventClient.open(door.address(), "/v1/jobs/" + id + "/events").reset();
            try (var client = EventClient.open(door.address(), "/v1/jobs/" + id + "/events")) {
                client.next();
            }
            Await.until("nobody listens", () -> streams.count(OpenStreams.Kind.JOB_EVENTS) == 0);
        }
        steps.release(10);
    }
}
