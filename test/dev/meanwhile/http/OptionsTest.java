package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job can be asked to be, on the wire. */
class OptionsTest {

    private static final RetryPolicy USUAL = new RetryPolicy(2, Duration.ofHours(1), 3, Duration.ofHours(9), 0);
    private static final String WAIT = "Prefer: wait=30";

    private final Semaphore gate = new Semaphore(0);
    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        test = new TestServer().type("echo", (input, context) -> input)
                .type("flaky", TypeOptions.DEFAULT.withRetry(USUAL), (input, context) -> {
                    throw new IOException("no");
                })
                .type("held", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
                    gate.acquire();
                    return input;
                }).start();
    }

    @AfterEach
    void stop() {
        gate.release(1_000_000);
        test.close();
    }

    private static JobOptions read(String json) {
        var errors = new ArrayList<InputError>();
        var reader = new OptionReader(USUAL, errors);
        Json.parse(json).getAsJsonObject().entrySet().forEach(option -> reader.read(option.getKey(), option.getValue()));
        assertThat(errors).isEmpty();
        return reader.options();
    }

    @Test
    void readsEveryOptionOfTheContract() {
        UUID first = UUID.fromString("01a209fe-7a56-7d40-a384-56841ec7c870");
        assertThat(read("""
                {"delay": "30s", "expires": "1h", "timeout": "10m",
                 "retry": {"attempts": 5, "backoff": "1s", "factor": 2, "cap": "10m", "jitter": 0.2}, "priority": -100, "key": "order-17",
                 "onDuplicate": "replace", "concurrencyKey": "customer-3", "after": ["01a209fe-7a56-7d40-a384-56841ec7c870"],
                 "afterFailure": "run", "queue": "images", "tags": ["nightly"], "rerunAfterCrash": false}
                """)).isEqualTo(JobOptions.NONE.withDelay(Duration.ofSeconds(30)).withExpires(Duration.ofHours(1))
                .withTimeout(Duration.ofMinutes(10)).withRetry(RetryPolicy.NONE.withAttempts(5)).withPriority(-100).withKey("order-17")
                .withOnDuplicate(OnDuplicate.REPLACE).withConcurrencyKey("customer-3").withAfter(List.of(first), AfterFailure.RUN)
                .withQueue("images").withTags("nightly").withRerunAfterCrash(false));
        assertThat(read("{\"runAt\": \"2026-12-01T03:00:00.0001+09:00\", \"expires\": \"2026-12-01t03:00:00z\", \"timeout\": 0}"))
                .isEqualTo(JobOptions.NONE.withRunAt(Instant.parse("2026-11-30T18:00:00.001Z"))
                        .withExpires(Instant.parse("2026-12-01T03:00:00Z")).withTimeout(Duration.ZERO));
        assertThat(read("{\"afterFailure\": \"run\", \"after\": []}")).isEqualTo(JobOptions.NONE.withAfter(List.of(), AfterFailure.RUN));
    }

    @Test
    void takesFromTheTypeWhatARetryPolicyDoesNotSay() {
        assertThat(read("{\"retry\": 5}")).isEqualTo(JobOptions.NONE.withRetry(USUAL.withAttempts(5)));
        assertThat(read("{\"retry\": {\"attempts\": 3, \"jitter\": 1}}"))
                .isEqualTo(JobOptions.NONE.withRetry(USUAL.withAttempts(3).withJitter(1)));
    }

    @Test
    void showsWhatWasAskedFor() throws IOException {
        var response = test.post("/v1/jobs", """
                {"type": "flaky", "input": null, "runAt": "2126-01-01T03:00:00.000+09:00", "expires": "2126-01-01T00:00:00Z", "retry": 7,
                 "queue": "flaky", "priority": null, "tags": null}""");
        assertThat(response.status()).as(response.toString()).isEqualTo(202);
        JsonObject job = TestServer.json(response);
        assertThat(job.get("state").getAsString()).isEqualTo("scheduled");
        assertThat(job.get("runAt").getAsString()).isEqualTo("2125-12-31T18:00:00.000Z");
        assertThat(job.get("expiresAt").getAsString()).isEqualTo("2126-01-01T00:00:00.000Z");
        assertThat(job.get("attempts").getAsInt()).isEqualTo(7);
        assertThat(job.get("after")).hasToString("[]");
        assertThat(job.has("concurrencyKey")).isFalse();
        assertThat(job.has("batch")).isFalse();
        assertThat(TestServer.json(test.post("/v1/jobs", "{\"type\":\"flaky\"}")).get("attempts").getAsInt()).isEqualTo(2);
    }

    @Test
    void takesTheSameOptionsInAQuery() throws IOException {
        String time = URLEncoder.encode("2126-01-01T03:00:00+09:00", StandardCharsets.UTF_8);
        var response = test.post("/v1/run/flaky?runAt=" + time + "&expires=2126-01-01T00:00:00Z&retry=7&priority=5&key=k&tags=a,b"
                + "&onDuplicate=reject&queue=flaky&rerunAfterCrash=false&timeout=1m", "null");
        assertThat(response.status()).as(response.toString()).isEqualTo(202);
        JsonObject job = TestServer.json(response);
        assertThat(job.get("runAt").getAsString()).isEqualTo("2125-12-31T18:00:00.000Z");
        assertThat(job.get("expiresAt").getAsString()).isEqualTo("2126-01-01T00:00:00.000Z");
        assertThat(job.get("attempts").getAsInt()).isEqualTo(7);
        assertThat(test.post("/v1/run/flaky?key=k&onDuplicate=reject", "null").problem()).isEqualTo("duplicate-key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"retry=x|retry|must be a number of attempts from 1 to 1000",
            "retry=0|retry|attempts must be from 1 to 1000, was 0", "delay=1s&runAt=2126-01-01T00:00:00Z|runAt|must not be there beside",
            "expires=0s|expires|must be after the job is due", "queue=other|queue|\"other\" is not a known queue",
            "onDuplicate=reject|onDuplicate|needs a key",
            "after=01a209fe-7a56-7d40-a384-56841ec7c870|after|is not the id of a job known",
            "after=x|after|must be an array of ids of jobs"})
    void namesTheParameterThatIsWrong(String query, String parameter, String detail) throws IOException {
        var response = test.post("/v1/run/echo?" + query, "null");
        assertThat(response.status()).isEqualTo(400);
        JsonObject problem = TestServer.json(response);
        assertThat(problem.get("type").getAsString()).isEqualTo("/problems/bad-parameter");
        assertThat(problem.get("parameter").getAsString()).isEqualTo(parameter);
        assertThat(problem.get("detail").getAsString()).startsWith(parameter + " " + detail);
    }

    @Test
    void findsAllThatIsWrongAtOnce() throws IOException {
        JsonObject problem = TestServer.json(test.post("/v1/jobs",
                "{\"type\":\"echo\",\"retry\":{\"attempts\":0,\"factor\":0},\"delay\":1,\"tags\":[\"\"],\"x\":1,\"priority\":999}"));
        assertThat(problem.get("errors").getAsJsonArray().asList())
                .extracting(error -> error.getAsJsonObject().get("pointer").getAsString())
                .containsExactly("/retry/attempts", "/retry/factor", "/delay", "/tags/0", "/x", "/priority");
    }

    @Test
    void refusesADuplicateWith409AndNamesTheOtherJob() throws IOException {
        JsonObject first = TestServer.json(test.post("/v1/jobs", "{\"type\":\"echo\",\"delay\":\"1h\",\"key\":\"k\"}"));
        String reject = "{\"type\":\"echo\",\"key\":\"k\",\"onDuplicate\":\"reject\"}";
        var response = test.post("/v1/jobs", reject, "Idempotency-Key: again");
        assertThat(response.status()).isEqualTo(409);
        JsonObject problem = TestServer.json(response);
        assertThat(problem.get("type").getAsString()).isEqualTo("/problems/duplicate-key");
        assertThat(problem.get("job").getAsString()).isEqualTo(first.get("id").getAsString());
        test.send("POST", first.get("self").getAsString() + "/cancel");
        // What was refused has not used its key up.
        assertThat(test.post("/v1/jobs", reject, "Idempotency-Key: again").status()).isEqualTo(202);
    }

    @Test
    void answersWith200AndTheJobThatHasTheNewestInput() throws IOException {
        String replace = "{\"type\":\"echo\",\"key\":\"k\",\"delay\":\"1h\",\"onDuplicate\":\"replace\",\"input\":%d}";
        var first = test.post("/v1/jobs", replace.formatted(1));
        var second = test.post("/v1/jobs", replace.formatted(2), "Idempotency-Key: second");
        assertThat(first.status()).isEqualTo(202);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(TestServer.json(second).get("input").getAsInt()).isEqualTo(2);
        var third = test.post("/v1/jobs", replace.formatted(3));
        assertThat(TestServer.json(third).get("input").getAsInt()).isEqualTo(3);
        var repeated = test.post("/v1/jobs", replace.formatted(2), "Idempotency-Key: second");
        assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(TestServer.json(repeated)).isEqualTo(TestServer.json(second));
        assertThat(TestServer.json(test.get(first.header("Location"))).get("input").getAsInt()).isEqualTo(3);
    }

    @Test
    void triesAJobAgainThatHasFailed() throws IOException {
        String path = test.post("/v1/jobs", "{\"type\":\"flaky\",\"retry\":1}", WAIT).header("Location");
        var response = test.post(path + "/retry", "{}");
        assertThat(response.status()).isEqualTo(202);
        JsonObject job = TestServer.json(response);
        assertThat(job.get("self").getAsString()).isEqualTo(path);
        assertThat(job.get("history").getAsJsonArray()).hasSizeGreaterThanOrEqualTo(4);
        job = TestServer.json(test.get(path, WAIT));
        assertThat(job.get("state").getAsString()).isEqualTo("failed");
        assertThat(job.get("attempt").getAsInt()).isEqualTo(1);
        assertThat(job.get("history").getAsJsonArray()).hasSize(6);
    }

    @Test
    void triesNoOtherJobAgain() throws IOException {
        String held = test.post("/v1/jobs", "{\"type\":\"held\"}").header("Location");
        var early = test.send("POST", held + "/retry", "Content-Length: 0");
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.problem()).isEqualTo("job-not-finished");
        String done = test.post("/v1/jobs", "{\"type\":\"echo\"}", WAIT).header("Location");
        var late = test.send("POST", done + "/retry", "Content-Length: 0");
        assertThat(late.status()).isEqualTo(409);
        assertThat(TestServer.json(late).get("state").getAsString()).isEqualTo("succeeded");
        assertThat(test.send("POST", "/v1/jobs/01a209fe-7a56-7d40-a384-56841ec7c870/retry", "Content-Length: 0").status()).isEqualTo(404);
        assertThat(test.post(done + "/retry?force=true", "{}").status()).isEqualTo(400);
        String failed = test.post("/v1/jobs", "{\"type\":\"flaky\",\"retry\":1,\"key\":\"k\"}", WAIT).header("Location");
        String other = test.post("/v1/jobs", "{\"type\":\"flaky\",\"key\":\"k\",\"delay\":\"1h\"}").header("Location");
        JsonObject problem = TestServer.json(test.send("POST", failed + "/retry", "Content-Length: 0"));
        assertThat(problem.get("type").getAsString()).isEqualTo("/problems/duplicate-key");
        assertThat("/v1/jobs/" + problem.get("job").getAsString()).isEqualTo(other);
    }

    @Test
    void explainsWhyAJobDoesNotRun() throws IOException {
        String running = test.post("/v1/jobs", "{\"type\":\"held\"}").header("Location");
        String next = test.post("/v1/jobs", "{\"type\":\"held\"}").header("Location");
        String last = test.post("/v1/jobs", "{\"type\":\"held\",\"priority\":-1}").header("Location");
        while (!TestServer.json(test.get(running)).get("state").getAsString().equals("running")) {
            Thread.onSpinWait();
        }
        JsonObject why = TestServer.json(test.get(running + "/explain"));
        assertThat(why.keySet()).containsExactly("state", "reason", "detail", "startedAt", "attempt");
        assertThat(why.get("reason").getAsString()).isEqualTo("running");
        assertThat(why.get("startedAt").getAsString()).matches("\\d{4}-.*\\.\\d{3}Z");
        assertThat(TestServer.json(test.get(next + "/explain"))).hasToString("{\"state\":\"queued\",\"reason\":\"no-free-slot\",\"detail\":"
                + "\"it is the next of queue \\\"held\\\", of which 1 run, as many as may\",\"queue\":\"held\",\"running\":1,"
                + "\"concurrency\":1,\"place\":1}");
        assertThat(TestServer.json(test.get(last + "/explain"))).hasToString("{\"state\":\"queued\",\"reason\":\"behind\",\"detail\":"
                + "\"1 job of queue \\\"held\\\" comes first\",\"queue\":\"held\",\"running\":1,\"concurrency\":1,\"place\":2}");
        assertThat(test.get("/v1/jobs/01a209fe-7a56-7d40-a384-56841ec7c870/explain").status()).isEqualTo(404);
        assertThat(test.send("POST", running + "/explain", "Content-Length: 0").status()).isEqualTo(405);
    }

    @Test
    void cancelsAndTriesAgainWhatMatches() throws IOException {
        for (int i = 0; i < 5; i++) {
            test.post("/v1/run/held?delay=1h&tags=a", "" + i);
            test.post("/v1/run/flaky?retry=1&tags=a", "" + i, WAIT);
        }
        assertMatched(5, "/v1/jobs/cancel?tag=a&dryRun=true");
        assertMatched(5, "/v1/jobs/cancel?tag=a");
        assertMatched(0, "/v1/jobs/cancel?tag=a");
        assertMatched(10, "/v1/jobs/retry?tag=a&dryRun=true");
        assertMatched(0, "/v1/jobs/retry?tag=b");
        assertMatched(5, "/v1/jobs/retry?tag=a&state=cancelled,succeeded");
        assertMatched(5, "/v1/jobs/retry?tag=a&state=failed&type=flaky&dryRun=false");
    }

    private void assertMatched(int count, String path) throws IOException {
        var response = test.post(path, "{}");
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("{\"matched\":" + count + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/v1/jobs/cancel?stat=failed|stat", "/v1/jobs/cancel?state=lost|state",
            "/v1/jobs/cancel?state=failed|state", "/v1/jobs/retry?state=succeeded,running|state", "/v1/jobs/retry?dryRun=1|dryRun",
            "/v1/jobs/retry?limit=5|limit"})
    void doesNothingForAFilterThatIsNotUnderstood(String path, String parameter) throws IOException {
        JsonObject problem = TestServer.json(test.post(path, "{}"));
        assertThat(problem.get("status").getAsInt()).isEqualTo(400);
        assertThat(problem.get("parameter").getAsString()).isEqualTo(parameter);
    }

    @Test
    void takesNoFormForASweep() throws IOException {
        assertThat(RawHttp.exchange(test.server.address(), "POST /v1/jobs/cancel HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}").status()).isEqualTo(415);
    }
}
