package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.Rate;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueueRoutesTest {

    private static final String DECLARED = "{\"name\":\"images\",\"self\":\"/v1/queues/images\",\"types\":[\"crop\",\"thumb\"],"
            + "\"concurrency\":2,\"concurrencyPerKey\":1000000,\"rate\":\"100/m\",\"paused\":false,\"changed\":[],\"depth\":0,"
            + "\"running\":0,\"oldest\":null}";

    private final CountDownLatch gate = new CountDownLatch(1);
    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        test = new TestServer(ServerSettings.DEFAULT.withData(null));
        test.server.queue("images", QueueOptions.NONE.withConcurrency(2).withRate(Rate.parse("100/m")));
        for (String type : new String[] {"thumb", "crop"}) {
            test.type(type, TypeOptions.DEFAULT.withQueue("images"), (input, context) -> {
                gate.await();
                return "1";
            });
        }
        test.start();
    }

    @AfterEach
    void close() {
        gate.countDown();
        test.close();
    }

    private RawHttp.Response patch(String path, String json) throws IOException {
        return RawHttp.exchange(test.server.address(), "PATCH " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json);
    }

    @Test
    void tellsWhatHoldsForAQueueAndHowItIsDoing() throws Exception {
        assertThat(test.get("/v1/queues/images").text().strip()).isEqualTo(DECLARED);
        assertThat(test.get("/v1/queues").text().strip()).isEqualTo("{\"queues\":[" + DECLARED + "]}");
        assertThat(TestServer.json(test.get("/v1/types")).getAsJsonArray("types").get(0).getAsJsonObject().get("queue").getAsString())
                .isEqualTo("images");
        assertThat(patch("/v1/queues/images", "{\"paused\": true}").status()).isEqualTo(200);
        JsonObject job = TestServer.json(test.post("/v1/jobs", "{\"type\": \"thumb\", \"concurrencyKey\": \"c\"}"));
        assertThat(job.get("queue").getAsString()).isEqualTo("images");
        JsonObject queue = TestServer.json(test.get("/v1/queues/images"));
        assertThat(queue.get("depth").getAsInt()).isEqualTo(1);
        assertThat(queue.get("oldest")).isEqualTo(job.get("runAt"));
        assertThat(TestServer.json(test.get(job.get("self").getAsString() + "/explain")).get("reason").getAsString()).isEqualTo("paused");
    }

    @Test
    void changesWhatIsNamedAndTakesBackWhatIsNull() throws Exception {
        JsonObject changed = TestServer.json(patch("/v1/queues/images", "{\"concurrency\": 8, \"rate\": 0, \"concurrencyPerKey\": 1}"));
        assertThat(changed.get("concurrency").getAsInt()).isEqualTo(8);
        assertThat(changed.get("concurrencyPerKey").getAsInt()).isEqualTo(1);
        assertThat(changed.get("rate").isJsonNull()).isTrue();
        assertThat(changed.get("changed")).hasToString("[\"concurrency\",\"concurrencyPerKey\",\"rate\"]");
        assertThat(TestServer.json(patch("/v1/queues/images", "{\"rate\": \"2.5/s\"}")).get("rate").getAsString()).isEqualTo("2.5/s");
        JsonObject none = TestServer.json(patch("/v1/queues/images", "{\"rate\": null}"));
        assertThat(none.get("rate").isJsonNull()).isTrue();
        assertThat(none.get("changed")).hasToString("[\"concurrency\",\"concurrencyPerKey\",\"rate\"]");
        JsonObject back = TestServer.json(patch("/v1/queues/images", "{\"concurrency\": null, \"concurrencyPerKey\": null}"));
        assertThat(back.get("concurrency")).isEqualTo(JsonParser.parseString(DECLARED).getAsJsonObject().get("concurrency"));
        assertThat(back.get("changed")).hasToString("[\"rate\"]");
    }

    @Test
    void refusesWhatItDoesNotUnderstandWithoutChangingAnything() throws Exception {
        RawHttp.Response bad = patch("/v1/queues/images",
                "{\"concurrency\": 0, \"rate\": \"9/x\", \"paused\": 1, \"concurrencyPerKey\": \"2\", \"speed\": 1}");
        assertThat(bad.status()).isEqualTo(422);
        assertThat(TestServer.json(bad).getAsJsonArray("errors")).extracting(error -> error.getAsJsonObject().get("pointer").getAsString())
                .containsExactly("/concurrency", "/rate", "/paused", "/concurrencyPerKey", "/speed");
        assertThat(patch("/v1/queues/images", "[]").status()).isEqualTo(422);
        assertThat(test.get("/v1/queues/images").text().strip()).isEqualTo(DECLARED);
        for (RawHttp.Response unknown : new RawHttp.Response[] {test.get("/v1/queues/x"), patch("/v1/queues/x", "{}")}) {
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(TestServer.json(unknown).get("detail").getAsString()).isEqualTo("\"x\" is not a known queue; known: images");
        }
        assertThat(test.post("/v1/jobs", "{\"type\": \"crop\", \"queue\": \"x\"}").status()).isEqualTo(422);
    }
}
