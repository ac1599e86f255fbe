package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.Time;
import dev.meanwhile.engine.Timetable;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.TestWork;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that come again with their {@code Idempotency-Key}, as they stand on the wire. */
class IdempotencyTest {

    private static final String KEY = "Idempotency-Key: \"8e03978e-40d5-43e8-bc93-6894a57f9324\"";
    private static final String WAIT = "Prefer: wait=30";
    private static final String ECHO = "{\"type\":\"echo\",\"input\":{\"a\":1.10}}";
    private static final String HELD = "{\"type\":\"held\"}";

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        test = define(new TestServer());
    }

    private TestServer define(TestServer server) throws IOException {
        return server.type("echo", (input, context) -> input)
                .type("held", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
                    running.countDown();
                    release.await();
                    return "1";
                }).start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        test.close();
    }

    private void finish(RawHttp.Response submitted) throws IOException {
        assertThat(test.get(submitted.header("Location"), WAIT).json().get("finishedAt").isJsonNull()).isFalse();
    }

    private int jobs() throws IOException {
        return test.get("/v1/jobs").json().get("jobs").getAsJsonArray().size();
    }

    private static void assertRepeats(RawHttp.Response first, RawHttp.Response again) {
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.text()).isEqualTo(first.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "/v1/jobs                     | {\"type\":\"echo\",\"input\":{\"a\":1.10}}",
        "/v1/jobs                     | {\"type\":\"echo\",\"delay\":\"1h\"}",
        "/v1/run/echo                 | [1]",
        "/v1/run/echo                 | ``",
        "/v1/run/echo?delay=1h&tags=a | [1]"})
    void repeatsItsFirstAnswerByteForByte(String path, String body) throws IOException {
        var first = test.post(path, body, KEY);
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.header("Idempotency-Replayed")).isNull();
        if (!path.contains("delay") && !body.contains("delay")) {
            finish(first);
        }
        assertRepeats(first, test.post(path, body, KEY));
        assertRepeats(first, test.post(path, body, KEY.replace("\"", "")));
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void waitsForTheJobOfARepeatedRequestWhenAskedTo() throws Exception {
        var first = test.post("/v1/jobs", HELD, KEY);
        running.await();
        var early = test.post("/v1/jobs", HELD, KEY, "Prefer: wait=0");
        assertThat(early.status()).isEqualTo(202);
        assertThat(early.json().get("state").getAsString()).isEqualTo("running");
        var waiting = new FutureTask<>(() -> test.post("/v1/jobs", HELD, KEY, WAIT));
        Thread.ofVirtual().start(waiting);
        release.countDown();
        assertThat(waiting.get().status()).isEqualTo(200);
        assertThat(waiting.get().header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(waiting.get().header("Preference-Applied")).isEqualTo("wait=30");
        assertThat(waiting.get().header("Content-Location")).isEqualTo(first.header("Location"));
        assertThat(waiting.get().json().get("state").getAsString()).isEqualTo("succeeded");
        assertRepeats(first, test.post("/v1/jobs", HELD, KEY));
    }

    @Test
    void repeatsTheAnswerWithoutPreferToARequestThatWaited() throws IOException {
        var first = test.post("/v1/jobs", ECHO, KEY, WAIT);
        assertThat(first.status()).isEqualTo(200);
        var again = test.post("/v1/jobs", ECHO, KEY);
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().get("state").getAsString()).isEqualTo("queued");
        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
        assertThat(again.header("Retry-After")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Prefer: return=minimal", WAIT})
    void repeatsTheAnswerWhenTheJobIsForgotten(String prefer) throws IOException {
        var first = test.post("/v1/jobs", ECHO, KEY);
        finish(first);
        assertThat(test.send("DELETE", first.header("Location")).status()).isEqualTo(204);
        assertRepeats(first, test.post("/v1/jobs", ECHO, KEY, prefer));
        assertThat(jobs()).isZero();
    }

    @Test
    void repeatsTheAnswerOfAJobItMet() throws IOException {
        test.post("/v1/jobs", "{\"type\":\"held\",\"key\":\"k\"}");
        String body = "{\"type\":\"held\",\"key\":\"k\",\"input\":2}";
        var met = test.post("/v1/jobs", body, KEY);
        assertThat(met.status()).isEqualTo(200);
        assertThat(met.header("Idempotency-Replayed")).isNull();
        release.countDown();
        finish(met);
        assertRepeats(met, test.post("/v1/jobs", body, KEY));
        assertThat(test.post("/v1/jobs", body).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "/v1/run/echo?priority=5 | [2]",
        "/v1/run/echo?priority=5 | `[1] `",
        "/v1/run/echo?priority=5 | ``",
        "/v1/run/echo?priority=6 | [1]",
        "/v1/run/echo            | [1]",
        "/v1/run/held?priority=5 | [1]",
        "/v1/run/ech%6F?priority=5 | [1]",
        "/v1/run/nope            | [1]",
        "/v1/jobs                | {\"type\":\"echo\"}",
        "/v1/jobs                | not even JSON"})
    void refusesTheSameKeyForAnotherRequest(String path, String body) throws IOException {
        var first = test.post("/v1/run/echo?priority=5", "[1]", KEY);
        var refused = test.post(path, body, KEY, WAIT);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("idempotency-key-reused");
        assertThat(refused.json().get("detail").getAsString()).contains("8e03978e-40d5-43e8-bc93-6894a57f9324");
        assertThat(refused.header("Location")).isNull();
        assertThat(jobs()).isEqualTo(1);
        assertRepeats(first, test.post("/v1/run/echo?priority=5", "[1]", KEY));
    }

    @Test
    void keepsNothingOfARequestItRefused() throws IOException {
        assertThat(test.post("/v1/jobs", "{\"type\":\"nope\"}", KEY).status()).isEqualTo(422);
        assertThat(test.post("/v1/jobs", "{\"type\":", KEY).status()).isEqualTo(400);
        assertThat(test.post("/v1/run/nope", "1", KEY).status()).isEqualTo(404);
        assertThat(test.post("/v1/run/echo?delay=soon", "1", KEY).status()).isEqualTo(400);
        var accepted = test.post("/v1/jobs", ECHO, KEY);
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.header("Idempotency-Replayed")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Idempotency-Key:", "Idempotency-Key: \"\"", "Idempotency-Key: \"a", "Idempotency-Key: a b",
        "Idempotency-Key: a\r\nIdempotency-Key: a", "Idempotency-Key: \"a\"\r\nidempotency-key: \"b\"", "Idempotency-Key: \u00fc"})
    void refusesAKeyThatIsNone(String lines) throws IOException {
        for (String path : new String[] {"/v1/jobs", "/v1/run/echo"}) {
            var refused = test.post(path, ECHO, lines);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.problem()).isEqualTo("bad-idempotency-key");
            assertThat(refused.json().get("detail").getAsString()).contains("1 to 255 characters");
        }
        assertThat(jobs()).isZero();
    }

    @Test
    void takesTheLongestKeyAndNoLonger() throws IOException {
        var first = test.post("/v1/jobs", ECHO, "Idempotency-Key: \"" + "\\\\".repeat(255) + '"');
        assertThat(first.status()).isEqualTo(202);
        assertRepeats(first, test.post("/v1/jobs", ECHO, "idempotency-key: " + "\\".repeat(255)));
        assertThat(test.post("/v1/jobs", ECHO, "Idempotency-Key: " + "x".repeat(256)).status()).isEqualTo(400);
    }

    @Test
    void ignoresAKeyWhereItMeansNothing() throws IOException {
        var job = test.post("/v1/jobs", HELD, KEY);
        assertThat(test.get(job.header("Location"), "Idempotency-Key: \"", "Idempotency-Key: x").status()).isEqualTo(200);
        assertThat(test.get("/v1/jobs", KEY).status()).isEqualTo(200);
        var cancelled = test.send("POST", job.header("Location") + "/cancel", KEY);
        assertThat(cancelled.status()).isIn(200, 202);
        assertThat(cancelled.header("Idempotency-Replayed")).isNull();
    }

    @Test
    void makesOneJobOfManyRequestsAtOnce() throws Exception {
        var requests = new ArrayList<FutureTask<RawHttp.Response>>();
        for (int i = 0; i < 100; i++) {
            var request = new FutureTask<>(() -> test.post("/v1/jobs", ECHO, KEY));
            Thread.ofVirtual().start(request);
            requests.add(request);
        }
        int worked = 0;
        for (var request : requests) {
            assertThat(request.get().status()).isEqualTo(202);
            assertThat(request.get().text()).isEqualTo(requests.getFirst().get().text());
            worked += request.get().header("Idempotency-Replayed") == null ? 1 : 0;
        }
        assertThat(worked).isEqualTo(1);
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void repeatsAnswersWhileTheQueueIsFull() throws Exception {
        try (var small = define(new TestServer(ServerSettings.DEFAULT.withLimits(new Limits(1, 100_000, 1_000, 1_000, 1_000))))) {
            small.post("/v1/jobs", HELD);
            running.await();
            var first = small.post("/v1/jobs", HELD, KEY);
            assertThat(first.status()).isEqualTo(202);
            var refused = small.post("/v1/jobs", HELD, "Idempotency-Key: other");
            assertThat(refused.problem()).isEqualTo("queue-full");
            assertRepeats(first, small.post("/v1/jobs", HELD, KEY));
            assertThat(small.post("/v1/run/held", "", KEY).problem()).isEqualTo("idempotency-key-reused");
            small.send("POST", first.header("Location") + "/cancel");
            var accepted = small.post("/v1/jobs", HELD, "Idempotency-Key: other");
            assertThat(accepted.status()).isEqualTo(202);
            assertThat(accepted.header("Idempotency-Replayed")).isNull();
            release.countDown();
        }
    }

    @Test
    void repeatsAnswersWhileItStops() throws Exception {
        var first = test.post("/v1/jobs", HELD, KEY);
        running.await();
        Thread stopping = Thread.ofPlatform().start(() -> test.server.stop(Duration.ofSeconds(30)));
        while (!test.server.engine().isStopping()) {
            Thread.onSpinWait();
        }
        assertRepeats(first, test.post("/v1/jobs", HELD, KEY));
        assertThat(test.post("/v1/jobs", HELD, "Idempotency-Key: other").problem()).isEqualTo("shutting-down");
        assertThat(test.post("/v1/jobs", ECHO, KEY).problem()).isEqualTo("idempotency-key-reused");
        release.countDown();
        stopping.join();
    }

    @Test
    void repeatsAnswersAfterARestart(@TempDir Path data) throws IOException {
        var settings = ServerSettings.DEFAULT.withData(data);
        String path = "/v1/run/echo?delay=1h&tags=b,a&key=k&priority=-5&timeout=90s";
        RawHttp.Response made;
        RawHttp.Response scheduled;
        RawHttp.Response met;
        try (var before = define(new TestServer(settings))) {
            made = before.post("/v1/jobs", ECHO, "Idempotency-Key: made");
            before.get(made.header("Location"), WAIT);
            before.send("DELETE", made.header("Location"));
            scheduled = before.post(path, "[1.10, \"\u00e9\"]", "Idempotency-Key: scheduled");
            met = before.post(path, "2", "Idempotency-Key: \"met \\\"\\\\\"");
            before.send("POST", met.header("Location") + "/cancel");
        }
        try (var after = define(new TestServer(settings))) {
            assertRepeats(made, after.post("/v1/jobs", ECHO, "Idempotency-Key: made"));
            assertRepeats(scheduled, after.post(path, "[1.10, \"\u00e9\"]", "Idempotency-Key: scheduled"));
            assertThat(met.status()).isEqualTo(200);
            assertRepeats(met, after.post(path, "2", "Idempotency-Key: \"met \\\"\\\\\""));
            assertThat(after.post(path, "3", "Idempotency-Key: made").problem()).isEqualTo("idempotency-key-reused");
        }
    }

    @Test
    void repeatsAnswersAboutATypeThatIsNoLongerKnown() throws IOException {
        var store = new MemoryStore(Keep.DEFAULT, Limits.DEFAULT, Time.SYSTEM.wall());
        var first = runEcho(store, "echo");
        assertThat(first.status()).isEqualTo(202);
        assertRepeats(first, runEcho(store, "other"));
    }

    private static RawHttp.Response runEcho(JobStore store, String known) throws IOException {
        var engine = new Engine(store, EventLog.NONE, new Timetable(Time.SYSTEM, EventLog.NONE), Limits.DEFAULT);
        engine.define(new JobType(known, new TestWork((input, context) -> input), TypeOptions.DEFAULT));
        try (var door = open(engine)) {
            return post(door, "/v1/run/echo", KEY);
        } finally {
            engine.stop(Duration.ZERO, Duration.ofSeconds(5));
        }
    }

    /** Whether a job is stuck is not kept with it, and must not come in when an answer is given again. */
    @Test
    void repeatsTheAnswerOfAJobThatHasBecomeStuck() throws Exception {
        var nanos = new AtomicLong();
        var time = new Time(() -> Instant.EPOCH.plusNanos(nanos.get()), nanos::get);
        var timetable = new Timetable(time, EventLog.NONE);
        var engine = new Engine(new MemoryStore(Keep.DEFAULT, Limits.DEFAULT, time.wall()), EventLog.NONE, timetable, Limits.DEFAULT);
        engine.define(new JobType("deaf", new TestWork((input, context) -> {
            running.countDown();
            while (release.getCount() > 0) {
                Thread.onSpinWait();
            }
            return "1";
        }), TypeOptions.DEFAULT));
        try (var door = open(engine)) {
            UUID id = engine.submit("deaf", "null", JobOptions.NONE.withKey("k")).job().id();
            running.await();
            engine.cancel(id);
            var met = post(door, "/v1/run/deaf?key=k", KEY);
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            timetable.runDue();
            assertThat(post(door, "/v1/run/deaf?key=k", "Accept: */*").json().get("stuck").getAsBoolean()).isTrue();
            assertRepeats(met, post(door, "/v1/run/deaf?key=k", KEY));
            var now = post(door, "/v1/run/deaf?key=k", KEY + "\r\nPrefer: wait=0");
            assertThat(now.json().get("stuck").getAsBoolean()).isTrue();
        } finally {
            release.countDown();
            engine.stop(Duration.ofSeconds(5), Duration.ZERO);
        }
    }

    private static OpenDoor open(Engine engine) throws IOException {
        var router = new Router();
        new SubmitRoutes(engine).addTo(router);
        return OpenDoor.with(router);
    }

    private static RawHttp.Response post(OpenDoor door, String path, String header) throws IOException {
        return door.exchange("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\nContent-Length: 0\r\n\r\n");
    }
}
