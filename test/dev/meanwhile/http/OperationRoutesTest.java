package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperationRoutesTest {

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        test = new TestServer().type("held", (input, context) -> {
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

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz", "/healthz"})
    void isWell(String path) throws IOException {
        var response = test.get(path);
        assertThat(response.status()).isEqualTo(200);
        assertThat(TestServer.json(response).get("status").getAsString()).isEqualTo("ok");
        assertThat(test.send("HEAD", path).header("Content-Length")).isNotEqualTo("0").isNotNull();
    }

    @Test
    void countsWhatRuns() throws Exception {
        test.post("/v1/jobs", "{\"type\":\"held\"}");
        test.post("/v1/jobs", "{\"type\":\"held\",\"delay\":\"1h\"}");
        running.await();
        JsonObject info = TestServer.json(test.get("/v1/info"));
        assertThat(info.get("running").getAsInt()).isEqualTo(1);
        assertThat(info.get("waiting").getAsInt()).isEqualTo(1);
        assertThat(info.get("stuck").getAsInt()).isZero();
        assertThat(info.get("store").getAsString()).isEqualTo("memory");
        assertThat(info.get("jobs").getAsJsonObject().get("scheduled").getAsInt()).isEqualTo(1);
        assertThat(info.keySet()).contains("version", "uptime", "java", "limits", "startLag", "tasks");
    }

    @Test
    void describesTheTypes() throws IOException {
        JsonObject type = TestServer.json(test.get("/v1/types")).get("types").getAsJsonArray().get(0).getAsJsonObject();
        assertThat(type.get("name").getAsString()).isEqualTo("held");
        assertThat(type.keySet()).containsExactly("name", "kind", "queue", "placement", "placementFound", "options", "counts");
        assertThat(type.get("kind").getAsString()).isEqualTo("java");
    }

    @ParameterizedTest
    @EnumSource
    void explainsEveryProblem(Problem problem) throws IOException {
        var response = test.get(problem.type());
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(response.body()).asString().contains(problem.title());
    }

    @Test
    void answers404ForAProblemThereIsNot() throws IOException {
        assertThat(test.get("/problems/none").status()).isEqualTo(404);
        assertThat(test.get("/problems").status()).isEqualTo(200);
    }
}
