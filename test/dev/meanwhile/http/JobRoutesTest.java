package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.job.Work;
import dev.meanwhile.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobRoutesTest {

    private static final String WAIT = "Prefer: wait=30";
    private static final String UNKNOWN = "/v1/jobs/01a209fe-7a56-7d40-a384-56841ec7c870";

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        test = new TestServer().type("echo", (input, context) -> input)
                .type("fail", (input, context) -> {
                    throw new IllegalStateException("disk full");
                })
                .type("held", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
                    context.log("begun");
                    running.countDown();
                    release.await();
                    context.log("done");
                    return "1";
                });
        test.server.type(new JobType("picky", new Work() {
            @Override
            public Kind kind() {
                return Kind.JAVA;
            }

            @Override
            public void check(String input) {
                throw new InvalidInputException(List.of(new InputError("/path", "is required"), new InputError("", "is odd")));
            }

            @Override
            public String run(String input, JobContext context) {
                return input;
            }
        }, TypeOptions.DEFAULT));
        test.start();
    }

    @AfterEach
    void stop() {
        test.close();
    }

    private String submit(String json) throws IOException {
        return test.post("/v1/jobs", json).header("Location");
    }

    private JsonObject finished(String path) throws IOException {
        return TestServer.json(test.get(path, WAIT));
    }

    @Test
    void answersASubmissionWith202AndTheJob() throws IOException {
        var response = test.post("/v1/jobs",
                "{\"type\":\"held\",\"input\":{\"a\":1.10},\"tags\":[\"x\"],\"priority\":5,\"timeout\":\"90s\"}");
        assertThat(response.status()).isEqualTo(202);
        JsonObject job = TestServer.json(response);
        assertThat(response.header("Location")).isEqualTo("/v1/jobs/" + job.get("id").getAsString())
                .isEqualTo(job.get("self").getAsString());
        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        assertThat(job.keySet()).containsExactly("id", "self", "type", "queue", "state", "input", "tags", "key", "priority", "after",
                "attempt", "attempts", "crashes", "cancelRequested", "stuck", "placement", "progress", "result", "error", "submittedAt",
                "runAt", "startedAt", "finishedAt", "expiresAt", "timeout", "history");
        assertThat(job.get("state").getAsString()).isEqualTo("queued");
        assertThat(job.get("input")).hasToString("{\"a\":1.10}");
        assertThat(job.get("timeout").getAsString()).isEqualTo("1m30s");
        assertThat(job.get("tags")).hasToString("[\"x\"]");
        assertThat(job.get("submittedAt").getAsString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        release.countDown();
    }

    @Test
    void answersWith200AndTheResultWhenAskedToWait() throws IOException {
        var response = test.post("/v1/jobs", "{\"type\":\"echo\",\"input\":12345678901234567890}", WAIT);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Preference-Applied")).isEqualTo("wait=30");
        JsonObject job = TestServer.json(response);
        assertThat(job.get("state").getAsString()).isEqualTo("succeeded");
        assertThat(job.get("result")).hasToString("12345678901234567890");
        assertThat(job.get("history").getAsJsonArray()).hasSize(3);
        assertThat(response.header("Content-Location")).isEqualTo(response.header("Location"));
    }

    @Test
    void answersWith202WhenTheWaitIsTooShort() throws IOException {
        var response = test.post("/v1/jobs", "{\"type\":\"held\"}", "Prefer: wait=0");
        assertThat(response.status()).isEqualTo(202);
        assertThat(response.header("Preference-Applied")).isEqualTo("wait=0");
        release.countDown();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{}|/type|is required",
            "{\"type\":7}|/type|must be a string",
            "[]||must be an object",
            "{\"type\":\"nope\"}|/type|is not a known type; known: echo, fail, held, picky",
            "{\"type\":\"echo\",\"dealy\":\"5s\"}|/dealy|is not known; known: type, input, delay, runAt, expires, timeout",
            "{\"type\":\"echo\",\"delay\":\"1s\",\"runAt\":\"2126-01-01T03:00:00Z\"}|/runAt|must not be there beside the other one",
            "{\"runAt\":\"2126-01-01T03:00:00Z\",\"type\":\"echo\",\"delay\":\"1s\"}|/delay|must not be there beside the other one",
            "{\"type\":\"echo\",\"runAt\":\"tomorrow\"}|/runAt|must be a time such as",
            "{\"type\":\"echo\",\"runAt\":1764000000}|/runAt|must be a time such as",
            "{\"type\":\"echo\",\"runAt\":\"2026-12-01\"}|/runAt|must be a time such as",
            "{\"type\":\"echo\",\"runAt\":\"+12026-12-01T00:00:00Z\"}|/runAt|must be from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z",
            "{\"type\":\"echo\",\"runAt\":\"9999-12-01T00:00:00Z\"}|/runAt|must be within 36500d from now",
            "{\"type\":\"echo\",\"expires\":\"soon\"}|/expires|must be a duration such as",
            "{\"type\":\"echo\",\"expires\":true}|/expires|or a time such as",
            "{\"type\":\"echo\",\"expires\":\"2020-01-01T00:00:00Z\"}|/expires|must be after the job is due, at",
            "{\"type\":\"echo\",\"expires\":\"0s\"}|/expires|must be after the job is due, at",
            "{\"type\":\"echo\",\"expires\":\"1m\",\"delay\":\"1m\"}|/expires|must be after the job is due, at",
            "{\"type\":\"echo\",\"expires\":\"9999-01-01T00:00:00Z\"}|/expires|must be within 36500d from now",
            "{\"type\":\"echo\",\"retry\":0}|/retry|attempts must be from 1 to 1000, was 0",
            "{\"type\":\"echo\",\"retry\":1.5}|/retry|must be a number of attempts from 1 to 1000, was 1.5",
            "{\"type\":\"echo\",\"retry\":\"5\"}|/retry|or an object such as",
            "{\"type\":\"echo\",\"retry\":{}}|/retry/attempts|is required",
            "{\"type\":\"echo\",\"retry\":{\"attempts\":1001}}|/retry/attempts|must be from 1 to 1000, was 1001",
            "{\"type\":\"echo\",\"retry\":{\"attempts\":2,\"backoff\":1}}|/retry/backoff|must be a duration such as",
            "{\"type\":\"echo\",\"retry\":{\"attempts\":2,\"factor\":0.5}}|/retry/factor|must be from 1 to 100, was 0.5",
            "{\"type\":\"echo\",\"retry\":{\"attempts\":2,\"jitter\":2}}|/retry/jitter|must be from 0 to 1, was 2.0",
            "{\"type\":\"echo\",\"retry\":{\"attempts\":2,\"m/x\":2}}|/retry/m~1x|is not known; known: attempts, backoff, factor, cap",
            "{\"type\":\"echo\",\"onDuplicate\":\"ignore\",\"key\":\"k\"}|/onDuplicate|must be return or reject or replace, was \"ignore\"",
            "{\"type\":\"echo\",\"onDuplicate\":\"reject\"}|/onDuplicate|needs a key",
            "{\"type\":\"echo\",\"concurrencyKey\":\"\"}|/concurrencyKey|must have 1 to 255 characters",
            "{\"type\":\"echo\",\"queue\":\"a/b\"}|/queue|must be 1 to 100 letters, digits",
            "{\"type\":\"echo\",\"queue\":\"other\"}|/queue|\"other\" is not a known queue; known: echo, fail, held, picky",
            "{\"type\":\"echo\",\"after\":[\"01a209fe-7a56-7d40-a384-56841ec7c870\"]}|/after/0|is not the id of a job known",
            "{\"type\":\"echo\",\"after\":[\"x\"]}|/after|must be an array of ids of jobs",
            "{\"type\":\"echo\",\"after\":[\"01a209fe-7a56-7d40-a384-56841ec7c870\",\"01a209fe-7a56-7d40-a384-56841ec7c870\"]}"
                    + "|/after/1|is there twice",
            "{\"type\":\"echo\",\"afterFailure\":\"run\"}|/afterFailure|needs jobs to run after",
            "{\"type\":\"echo\",\"afterFailure\":\"stop\"}|/afterFailure|must be cancel or run",
            "{\"type\":\"echo\",\"a/b~c\":1}|/a~1b~0c|is not known",
            "{\"type\":\"echo\",\"delay\":\"soon\"}|/delay|must be a duration such as",
            "{\"type\":\"echo\",\"delay\":5}|/delay|must be a duration such as",
            "{\"type\":\"echo\",\"timeout\":\"-1s\"}|/timeout|must be a duration such as",
            "{\"type\":\"echo\",\"priority\":101}|/priority|must be from -100 to 100, was 101",
            "{\"type\":\"echo\",\"priority\":1.5}|/priority|must be an integer from -100 to 100, was 1.5",
            "{\"type\":\"echo\",\"priority\":\"5\"}|/priority|must be an integer",
            "{\"type\":\"echo\",\"key\":\"\"}|/key|must have 1 to 255 characters",
            "{\"type\":\"echo\",\"tags\":\"x\"}|/tags|must be an array of strings",
            "{\"type\":\"echo\",\"tags\":[\"x\",\"\"]}|/tags/1|must have 1 to 100 characters",
            "{\"type\":\"picky\",\"input\":{}}|/input/path|is required"})
    void refusesASubmissionThatIsNotValid(String body, String pointer, String detail) throws IOException {
        var response = test.post("/v1/jobs", body);
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        JsonObject problem = TestServer.json(response);
        assertThat(problem.get("type").getAsString()).isEqualTo("/problems/invalid");
        JsonObject error = problem.get("errors").getAsJsonArray().get(0).getAsJsonObject();
        assertThat(error.get("pointer").getAsString()).isEqualTo(pointer == null ? "" : pointer);
        assertThat(error.get("detail").getAsString()).contains(detail);
        assertThat(TestServer.json(test.get("/v1/jobs")).get("jobs").getAsJsonArray()).isEmpty();
    }

    @Test
    void saysWhereABodyCeasesToBeJson() throws IOException {
        var response = test.post("/v1/jobs", "{\"type\":\n \"echo\",}");
        assertThat(response.status()).isEqualTo(400);
        JsonObject problem = TestServer.json(response);
        assertThat(problem.get("type").getAsString()).isEqualTo("/problems/bad-json");
        assertThat(problem.get("line").getAsInt()).isEqualTo(2);
        assertThat(problem.get("column").getAsInt()).isBetween(9, 11);
    }

    @Test
    void takesNoFormForASubmission() throws IOException {
        var response = test.send("POST", "/v1/jobs", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 0");
        assertThat(response.status()).isEqualTo(415);
        assertThat(response.body()).asString().contains("-H 'Content-Type: application/json'");
    }

    @Test
    void runsATypeWithTheBodyAsItsInput() throws IOException {
        var response = test.post("/v1/run/echo?priority=-5&tags=a,b&tags=c&key=k", "[1,2]", WAIT);
        assertThat(response.status()).isEqualTo(200);
        JsonObject job = TestServer.json(response);
        assertThat(job.get("result")).hasToString("[1,2]");
        assertThat(job.get("priority").getAsInt()).isEqualTo(-5);
        assertThat(job.get("tags")).hasToString("[\"a\",\"b\",\"c\"]");
        assertThat(job.get("key").getAsString()).isEqualTo("k");
        assertThat(TestServer.json(test.send("POST", "/v1/run/echo", WAIT, "Content-Length: 0")).get("input").isJsonNull()).isTrue();
    }

    @Test
    void pointsIntoTheBodyWhenTheBodyIsTheInput() throws IOException {
        JsonObject problem = TestServer.json(test.post("/v1/run/picky", "{}"));
        assertThat(problem.get("errors")).hasToString(
                "[{\"pointer\":\"/path\",\"detail\":\"is required\"},{\"pointer\":\"\",\"detail\":\"is odd\"}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/v1/run/nope|404|/problems/unknown-type", "/v1/run/echo?dealy=5s|400|/problems/bad-parameter",
            "/v1/run/echo?delay=soon|400|/problems/bad-parameter", "/v1/run/echo?priority=x|400|/problems/bad-parameter",
            "/v1/jobs?delay=5s|400|/problems/bad-parameter", "/v1/jobsX|404|/problems/not-found"})
    void refusesAWrongPathOrQuery(String path, int status, String problem) throws IOException {
        var response = test.post(path, "{\"type\":\"echo\"}");
        assertThat(response.status()).isEqualTo(status);
        assertThat(TestServer.json(response).get("type").getAsString()).isEqualTo(problem);
    }

    @Test
    void showsAFailedJobWith200() throws IOException {
        String path = submit("{\"type\":\"fail\"}");
        var response = test.get(path, WAIT);
        assertThat(response.status()).isEqualTo(200);
        JsonObject job = TestServer.json(response);
        assertThat(job.get("state").getAsString()).isEqualTo("failed");
        JsonObject error = job.get("error").getAsJsonObject();
        assertThat(error.get("type").getAsString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.get("message").getAsString()).isEqualTo("disk full");
        assertThat(error.get("stack").getAsString()).contains("JobRoutesTest");
        assertThat(error.get("attempt").getAsInt()).isEqualTo(1);
        assertThat(response.header("Retry-After")).isNull();
    }

    @Test
    void answers304WhenNothingHasChanged() throws IOException {
        String path = submit("{\"type\":\"echo\"}");
        finished(path);
        String tag = test.get(path).header("ETag");
        assertThat(tag).matches("\"[\\w-]+\"");
        var unchanged = test.get(path, "If-None-Match: \"other\", W/" + tag);
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("ETag")).isEqualTo(tag);
        assertThat(unchanged.body()).isEmpty();
        assertThat(test.get(path, "If-None-Match: \"other\"").status()).isEqualTo(200);
    }

    @Test
    void wakesAWaitingReaderWhenTheJobFinishes() throws Exception {
        String path = submit("{\"type\":\"held\"}");
        running.await();
        var answered = new CountDownLatch(1);
        var state = new String[1];
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                state[0] = finished(path).get("state").getAsString();
            } catch (IOException broken) {
                state[0] = broken.toString();
            }
            answered.countDown();
        });
        assertThat(TestServer.json(test.get(path)).get("state").getAsString()).isEqualTo("running");
        release.countDown();
        reader.join();
        assertThat(state[0]).isEqualTo("succeeded");
    }

    @Test
    void givesTheBareResultOfASuccessOnly() throws IOException {
        String done = submit("{\"type\":\"echo\",\"input\":[1]}");
        finished(done);
        assertThat(test.get(done + "/result").body()).asString().isEqualToIgnoringNewLines("[1]");
        String failed = submit("{\"type\":\"fail\"}");
        finished(failed);
        var conflict = test.get(failed + "/result");
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(TestServer.json(conflict).get("state").getAsString()).isEqualTo("failed");
        String held = submit("{\"type\":\"held\"}");
        var early = test.get(held + "/result");
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.header("Retry-After")).isEqualTo("1");
        release.countDown();
    }

    @Test
    void cancelsWhatWaitsAtOnceAndWhatRunsWhenItHasStopped() throws Exception {
        String first = submit("{\"type\":\"held\"}");
        running.await();
        String second = submit("{\"type\":\"held\"}");
        var waiting = test.send("POST", second + "/cancel");
        assertThat(waiting.status()).isEqualTo(200);
        assertThat(TestServer.json(waiting).get("state").getAsString()).isEqualTo("cancelled");
        assertThat(test.send("POST", first + "/cancel").status()).isIn(200, 202);
        assertThat(finished(first).get("state").getAsString()).isEqualTo("cancelled");
        assertThat(test.send("POST", first + "/cancel").status()).isEqualTo(200);
        String done = submit("{\"type\":\"echo\"}");
        finished(done);
        assertThat(test.send("POST", done + "/cancel").status()).isEqualTo(409);
    }

    @Test
    void takesNoFormForACancel() throws IOException {
        String path = submit("{\"type\":\"held\"}");
        var response = RawHttp.exchange(test.server.address(), "POST " + path + "/cancel HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: close\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(response.status()).isEqualTo(415);
        assertThat(test.post(path + "/cancel", "{}").status()).isIn(200, 202);
    }

    @Test
    void forgetsAFinishedJob() throws Exception {
        String path = submit("{\"type\":\"held\"}");
        running.await();
        assertThat(test.send("DELETE", path).status()).isEqualTo(409);
        release.countDown();
        finished(path);
        assertThat(test.send("DELETE", path).status()).isEqualTo(204);
        assertThat(test.get(path).status()).isEqualTo(404);
        assertThat(test.send("DELETE", path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {UNKNOWN, UNKNOWN + "/result", UNKNOWN + "/log", "/v1/jobs/x", "/v1/jobs/01A209FE-7A56-7D40-A384-56841EC7C870",
            "/v1/jobs/1-1-1-1-1"})
    void answers404ForAnUnknownJob(String path) throws IOException {
        var response = test.get(path);
        assertThat(response.status()).isEqualTo(404);
        assertThat(TestServer.json(response).get("type").getAsString()).isEqualTo("/problems/unknown-job");
    }

    @Test
    void streamsTheLogUntilTheJobEnds() throws Exception {
        String path = submit("{\"type\":\"held\"}");
        running.await();
        assertThat(test.get(path + "/log").body()).asString().isEqualTo("begun\n");
        try (var connection = RawHttp.connect(test.server.address())) {
            connection.send("GET " + path + "/log?follow=true HTTP/1.0\r\nHost: localhost\r\n\r\n");
            assertThat(connection.readHead().header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(connection.readLine()).isEqualTo("begun");
            release.countDown();
            assertThat(connection.readLine()).isEqualTo("done");
            assertThat(connection.readRest()).isEmpty();
        }
        assertThat(test.get(path + "/log?follow=true").body()).asString().isEqualTo("begun\ndone\n");
        assertThat(test.get(path + "/log?follow=maybe").status()).isEqualTo(400);
    }

    @Test
    void returnsTheJobThatHasTheKey() throws IOException {
        var first = test.post("/v1/jobs", "{\"type\":\"held\",\"key\":\"k\"}");
        var second = test.post("/v1/jobs", "{\"type\":\"held\",\"key\":\"k\",\"input\":2}");
        assertThat(first.status()).isEqualTo(202);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        release.countDown();
    }

    @Test
    void refusesMoreThanMayWait() throws IOException {
        var limits = new Limits(1, 100_000, 1_000, 1_000, 1_000);
        try (var small = new TestServer(ServerSettings.DEFAULT.withLimits(limits).withKeep(Keep.DEFAULT))) {
            small.type("held", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
                release.await();
                return "1";
            }).start();
            assertThat(small.post("/v1/jobs", "{\"type\":\"held\"}").status()).isEqualTo(202);
            assertThat(small.post("/v1/jobs", "{\"type\":\"held\"}").status()).isEqualTo(202);
            var refused = small.post("/v1/jobs", "{\"type\":\"held\"}");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotNull();
            assertThat(TestServer.json(refused).get("type").getAsString()).isEqualTo("/problems/queue-full");
            assertThat(small.post("/v1/jobs", '"' + "x".repeat(1_000) + '"').status()).isEqualTo(413);
            release.countDown();
        }
    }

    @Test
    void refusesNewJobsButAnswersQuestionsWhileItStops() throws Exception {
        String path = submit("{\"type\":\"held\"}");
        running.await();
        Thread stopping = Thread.ofPlatform().start(() -> test.server.stop(Duration.ofSeconds(30)));
        while (!test.server.engine().isStopping()) {
            Thread.onSpinWait();
        }
        var refused = test.post("/v1/jobs", "{\"type\":\"echo\"}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(refused.header("Connection")).isEqualTo("close");
        assertThat(test.get("/readyz").status()).isEqualTo(503);
        assertThat(test.get("/livez").status()).isEqualTo(200);
        assertThat(TestServer.json(test.get(path)).get("state").getAsString()).isEqualTo("running");
        release.countDown();
        stopping.join();
    }

    @Test
    void listsNoMoreMistakesThanAreOfUse() throws IOException {
        var body = new StringBuilder("{\"type\":\"echo\"");
        for (int i = 0; i < 10_000; i++) {
            body.append(",\"").append("x".repeat(50)).append(i).append("\":1");
        }
        var response = test.post("/v1/jobs", body.append('}').toString());
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.json().get("errors").getAsJsonArray()).hasSize(20);
        var long1 = test.post("/v1/jobs", "{\"type\":\"" + "x".repeat(500_000) + "\",\"delay\":\"" + "9".repeat(500_000) + "\"}");
        assertThat(long1.body().length).isLessThan(2_000);
    }

    @Test
    void takesAnEmptyChunkedBodyForNone() throws IOException {
        var response = RawHttp.exchange(test.server.address(), "POST /v1/run/echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n" + WAIT + "\r\n\r\n0\r\n\r\n");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.json().get("input").isJsonNull()).isTrue();
    }

    @Test
    void keepsInputsAndResultsAsTheyWere() throws IOException {
        String input = "{\"id\":9007199254740993,\"price\":1.10,\"text\":\"<b>&'\\u2028\u00e9\uD83D\uDE00\"}";
        JsonObject job = TestServer.json(test.post("/v1/jobs", "{\"type\":\"echo\",\"input\":" + input + "}", WAIT));
        assertThat(job.get("result")).isEqualTo(Json.parse(input));
    }
}
