package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Placement;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StackRouteTest {

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        test = new TestServer();
        for (Placement placement : Placement.values()) {
            test.type(placement.label(), TypeOptions.DEFAULT.withPlacement(placement), (input, context) -> {
                running.countDown();
                release.await();
                return "1";
            });
        }
        test.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        test.close();
    }

    private String submit(String job) throws IOException {
        return TestServer.json(test.post("/v1/jobs", job)).get("self").getAsString();
    }

    @ParameterizedTest
    @EnumSource
    void showsWhereTheCodeOfARunningAttemptIs(Placement placement) throws Exception {
        String path = submit("{\"type\":\"" + placement.label() + "\"}");
        running.await();
        String stack = "";
        // It has counted down, and is about to wait.
        while (!stack.contains("CountDownLatch.await(")) {
            var response = test.get(path + "/stack");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            stack = response.text();
        }
        assertThat(stack).contains("at dev.meanwhile.http.StackRouteTest.lambda$start$").endsWith("\n");
    }

    @Test
    void answers409WhenNothingRuns() throws IOException {
        String path = submit("{\"type\":\"virtual\",\"delay\":\"1h\"}");
        var response = test.get(path + "/stack");
        assertThat(response.status()).isEqualTo(409);
        assertThat(TestServer.json(response).get("type").getAsString()).isEqualTo("/problems/nothing-runs");
        assertThat(TestServer.json(response).get("state").getAsString()).isEqualTo("scheduled");
        assertThat(test.get("/v1/jobs/00000000-0000-7000-8000-000000000000/stack").status()).isEqualTo(404);
    }
}
