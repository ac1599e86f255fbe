package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.work.RemoteWork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkRoutesTest {

    private static final String ASK = "{\"types\":[\"far\"],\"for\":\"1h\",\"worker\":\"w\"}";
    private static final String TEXT = "Content-Type: text/plain";

    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        test = new TestServer().type("here", (input, context) -> input);
        test.server.type(RemoteWork.type("far", TypeOptions.DEFAULT.withRetry(RetryPolicy.NONE.withAttempts(2))));
        test.start();
    }

    @AfterEach
    void stop() {
        test.close();
    }

    private String submit() throws IOException {
        return TestServer.json(test.post("/v1/jobs", "{\"type\":\"far\",\"input\":{\"a\":1}}")).get("self").getAsString();
    }

    private String lease() throws IOException {
        return "/v1/work/" + TestServer.json(test.post("/v1/work/lease", ASK)).get("lease").getAsString();
    }

    private RawHttp.Response text(String path, String text, String type) throws IOException {
        return RawHttp.exchange(test.server.address(), "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + type
                + "\r\nContent-Length: " + text.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + text);
    }

    private static String state(RawHttp.Response response) {
        return TestServer.json(response).get("state").getAsString();
    }

    @Test
    void answers204WhenThereIsNoJob() throws IOException {
        assertThat(test.post("/v1/work/lease", ASK).status()).isEqualTo(204);
        var waited = test.post("/v1/work/lease", ASK, "Prefer: wait=0");
        assertThat(waited.status()).isEqualTo(204);
        assertThat(waited.header("Preference-Applied")).isEqualTo("wait=0");
    }

    @Test
    void givesAJobWithItsLease() throws IOException {
        String path = submit();
        var response = test.post("/v1/work/lease", ASK);
        assertThat(response.status()).isEqualTo(200);
        JsonObject grant = TestServer.json(response);
        assertThat(grant.keySet()).containsExactly("lease", "until", "job");
        assertThat(grant.get("lease").getAsString()).matches("[A-Za-z0-9_-]{48}");
        JsonObject job = grant.getAsJsonObject("job");
        assertThat(job).isEqualTo(TestServer.json(test.get(path)));
        assertThat(job.get("state").getAsString()).isEqualTo("running");
        assertThat(job.get("input")).hasToString("{\"a\":1}");
        assertThat(job.getAsJsonObject("lease").keySet()).containsExactly("number", "worker", "until");
        assertThat(job.getAsJsonObject("lease").get("worker").getAsString()).isEqualTo("w");
        assertThat(job.getAsJsonObject("lease").get("until")).isEqualTo(grant.get("until"));
        assertThat(test.get(path + "/stack").status()).isEqualTo(409);
    }

    @Test
    void givesAWaitingWorkerTheJobThatComes() throws IOException {
        String asking = "POST /v1/work/lease HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nPrefer: wait=9\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + ASK.length() + "\r\n\r\n" + ASK;
        try (var connection = RawHttp.connect(test.server.address()).send(asking)) {
            String path = submit();
            var response = connection.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Preference-Applied")).isEqualTo("wait=9");
            assertThat(response.json().getAsJsonObject("job").get("self").getAsString()).isEqualTo(path);
        }
    }

    @Test
    void takesAllAWorkerSays() throws IOException {
        String path = submit();
        String lease = lease();
        JsonObject beat = TestServer.json(test.send("POST", lease + "/heartbeat"));
        assertThat(beat.keySet()).containsExactly("until", "cancelRequested");
        assertThat(beat.get("cancelRequested").getAsBoolean()).isFalse();
        assertThat(test.post(lease + "/progress", "{\"fraction\":0.4,\"message\":\"resizing\"}").status()).isEqualTo(204);
        JsonObject progress = TestServer.json(test.get(path)).getAsJsonObject("progress");
        assertThat(progress.get("fraction").getAsDouble()).isEqualTo(0.4);
        assertThat(progress.get("message").getAsString()).isEqualTo("resizing");
        assertThat(text(lease + "/log", "one\nzwölf\n", TEXT).status()).isEqualTo(204);
        assertThat(text(lease + "/log", "", TEXT).status()).isEqualTo(204);
        assertThat(test.get(path + "/log").text()).isEqualTo("one\nzwölf\n");
        var done = test.post(lease + "/succeed", "{\"result\":{\"b\":12345678901234567890}}");
        assertThat(done.status()).isEqualTo(200);
        assertThat(TestServer.json(done).get("result")).hasToString("{\"b\":12345678901234567890}");
        assertThat(TestServer.json(test.get(path))).isEqualTo(TestServer.json(done));
    }

    @Test
    void failsAnAttempt() throws IOException {
        submit();
        var retrying = test.post(lease() + "/fail",
                "{\"error\":{\"message\":\"disk full\",\"type\":\"OSError\",\"stack\":\"at line 1\"},\"retryAfter\":\"0s\"}");
        assertThat(retrying.status()).isEqualTo(200);
        JsonObject error = TestServer.json(retrying).getAsJsonObject("error");
        assertThat(error.get("message").getAsString()).isEqualTo("disk full");
        assertThat(error.get("type").getAsString()).isEqualTo("OSError");
        assertThat(error.get("stack").getAsString()).isEqualTo("at line 1");
        var grant = test.post("/v1/work/lease", ASK, "Prefer: wait=9");
        assertThat(grant.status()).isEqualTo(200);
        String second = "/v1/work/" + TestServer.json(grant).get("lease").getAsString();
        var failed = test.post(second + "/fail", "{\"error\":{\"message\":\"no\"}}");
        assertThat(state(failed)).isEqualTo("failed");
        assertThat(TestServer.json(failed).getAsJsonObject("error").get("type").getAsString()).isEqualTo("failed");
    }

    @Test
    void failsAJobForGood() throws IOException {
        submit();
        assertThat(state(test.post(lease() + "/fail", "{\"error\":{\"message\":\"no\"},\"permanent\":true}"))).isEqualTo("failed");
    }

    @Test
    void tellsOfACancelAtTheNextHeartbeat() throws IOException {
        String path = submit();
        String lease = lease();
        assertThat(test.send("POST", path + "/cancel").status()).isEqualTo(202);
        assertThat(TestServer.json(test.send("POST", lease + "/heartbeat")).get("cancelRequested").getAsBoolean()).isTrue();
        assertThat(state(test.post(lease + "/succeed", "{}"))).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"heartbeat", "progress", "log", "succeed", "fail"})
    void answers409ToALeaseThatIsNoLongerTheJobsOwn(String word) throws IOException {
        String path = submit();
        String lease = lease();
        test.post(lease + "/succeed", "{\"result\":1}");
        JsonObject before = TestServer.json(test.get(path));
        for (String old : new String[] {lease, "/v1/work/x", "/v1/work/" + "A".repeat(48)}) {
            var response = switch (word) {
                case "heartbeat" -> test.send("POST", old + "/heartbeat");
                case "progress" -> test.post(old + "/progress", "{\"fraction\":1}");
                case "log" -> text(old + "/log", "late", TEXT);
                case "succeed" -> test.post(old + "/succeed", "{\"result\":2}");
                default -> test.post(old + "/fail", "{\"error\":{\"message\":\"late\"}}");
            };
            assertThat(response.status()).isEqualTo(409);
            assertThat(response.problem()).isEqualTo("lease-lost");
        }
        assertThat(TestServer.json(test.get(path))).isEqualTo(before);
        assertThat(test.get(path + "/log").text()).isEmpty();
    }

    @Test
    void refusesATokenWithAnotherSecret() throws IOException {
        String path = submit();
        String lease = lease();
        char last = lease.charAt(lease.length() - 1);
        String forged = lease.substring(0, lease.length() - 1) + (last == 'A' ? 'B' : 'A');
        assertThat(test.post(forged + "/succeed", "{}").status()).isEqualTo(409);
        assertThat(state(test.get(path))).isEqualTo("running");
        assertThat(state(test.post(lease + "/succeed", "{}"))).isEqualTo("succeeded");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lease     | []                                          | ''
            lease     | {}                                          | /types
            lease     | {"types":"far"}                             | /types
            lease     | {"types":[]}                                | /types
            lease     | {"types":["far","here"]}                    | /types/1
            lease     | {"types":["nowhere"]}                       | /types/0
            lease     | {"types":["far"],"for":"999ms"}             | /for
            lease     | {"types":["far"],"for":"25h"}               | /for
            lease     | {"types":["far"],"for":30}                  | /for
            lease     | {"types":["far"],"worker":""}               | /worker
            lease     | {"types":["far"],"fro":"1m"}                | /fro
            progress  | {}                                          | /fraction
            progress  | {"fraction":1.5}                            | /fraction
            progress  | {"fraction":"half"}                         | /fraction
            progress  | {"fraction":1,"text":"x"}                   | /text
            succeed   | 1                                           | ''
            succeed   | {"resutl":1}                                | /resutl
            fail      | {}                                          | /error
            fail      | {"error":"no"}                              | /error
            fail      | {"error":{}}                                | /error/message
            fail      | {"error":{"message":"m","code":1}}          | /error/code
            fail      | {"error":{"message":"m"},"permanent":1}     | /permanent
            fail      | {"error":{"message":"m"},"retryAfter":"x"}  | /retryAfter
            """)
    void answers422WithAPointer(String word, String body, String pointer) throws IOException {
        String path = submit();
        String lease = word.equals("lease") ? "/v1/work" : lease();
        var response = test.post(lease + "/" + word, body);
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.json().getAsJsonArray("errors").get(0).getAsJsonObject().get("pointer").getAsString()).isEqualTo(pointer);
        assertThat(state(test.get(path))).isEqualTo(word.equals("lease") ? "queued" : "running");
    }

    @Test
    void wantsJsonOrTextWhereItIsMeant() throws IOException {
        submit();
        String lease = lease();
        assertThat(text("/v1/work/lease", ASK, TEXT).status()).isEqualTo(415);
        assertThat(text(lease + "/succeed", "{}", TEXT).status()).isEqualTo(415);
        assertThat(text(lease + "/log", "x", "Content-Type: application/json").problem()).isEqualTo("text-expected");
        assertThat(text(lease + "/log", "x", TEXT + "; charset=utf-16").status()).isEqualTo(415);
        assertThat(test.post(lease + "/succeed", "{").status()).isEqualTo(400);
        assertThat(test.post(lease + "/succeed?x=1", "{}").status()).isEqualTo(400);
        assertThat(test.get(lease + "/succeed").status()).isEqualTo(405);
    }

    @Test
    void showsTheKindOfTheType() throws IOException {
        assertThat(test.get("/v1/types").text()).contains("{\"name\":\"far\",\"kind\":\"remote\",\"queue\":\"far\"");
    }

    @Test
    void refusesMoreWaitingWorkersThanMay() throws Exception {
        var router = new Router();
        new WorkRoutes(test.server.engine(), 1).addTo(router);
        try (var door = OpenDoor.with(router); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String asking = "POST /v1/work/lease HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nPrefer: wait=9\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + ASK.length() + "\r\n\r\n" + ASK;
            var answers = new ExecutorCompletionService<RawHttp.Response>(threads);
            answers.submit(() -> door.exchange(asking));
            answers.submit(() -> door.exchange(asking));
            var refused = answers.take().get();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.problem()).isEqualTo("too-busy");
            submit();
            assertThat(answers.take().get().status()).isEqualTo(200);
        }
    }
}
