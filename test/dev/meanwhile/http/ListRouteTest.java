package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListRouteTest {

    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        test = new TestServer().type("echo", (input, context) -> input).type("other", (input, context) -> {
            throw new IllegalStateException();
        }).start();
        for (int i = 0; i < 5; i++) {
            test.post("/v1/run/echo?tags=a%26b", "" + i, "Prefer: wait=30");
        }
        test.post("/v1/run/other?delay=1h&key=k", "5");
        test.post("/v1/run/other", "6", "Prefer: wait=30");
    }

    @AfterEach
    void stop() {
        test.close();
    }

    private static List<Integer> inputs(RawHttp.Response page) {
        var inputs = new ArrayList<Integer>();
        for (JsonElement job : TestServer.json(page).get("jobs").getAsJsonArray()) {
            inputs.add(job.getAsJsonObject().get("input").getAsInt());
        }
        return inputs;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/v1/jobs|6,5,4,3,2,1,0", "/v1/jobs?type=echo|4,3,2,1,0", "/v1/jobs?state=failed,scheduled|6,5",
            "/v1/jobs?key=k|5", "/v1/jobs?queue=other&state=failed|6", "/v1/jobs?tag=a%26b&limit=2|4,3", "/v1/jobs?tag=a|",
            "/v1/jobs?state=&type=&limit=0|6,5,4,3,2,1,0", "/v1/jobs?limit=999999|6,5,4,3,2,1,0"})
    void listsByFilterTheNewestFirst(String path, String expected) throws IOException {
        var page = test.get(path);
        assertThat(page.status()).isEqualTo(200);
        assertThat(String.join(",", inputs(page).stream().map(String::valueOf).toList())).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void leadsFromPageToPage() throws IOException {
        var all = new ArrayList<Integer>();
        String path = "/v1/jobs?tag=a%26b&limit=2";
        int pages = 0;
        while (path != null) {
            var page = test.get(path);
            all.addAll(inputs(page));
            pages++;
            String link = page.header("Link");
            JsonObject body = TestServer.json(page);
            assertThat(body.get("next").isJsonNull()).isEqualTo(link == null);
            path = link == null ? null : link.substring(1, link.indexOf('>'));
            assertThat(link == null || link.endsWith(">; rel=\"next\"")).isTrue();
        }
        assertThat(all).containsExactly(4, 3, 2, 1, 0);
        assertThat(pages).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"stat=failed|stat", "state=broken|state", "limit=-1|limit", "limit=x|limit", "cursor=zzz|cursor"})
    void refusesAParameterItDoesNotUnderstand(String query, String parameter) throws IOException {
        var response = test.get("/v1/jobs?" + query);
        assertThat(response.status()).isEqualTo(400);
        assertThat(TestServer.json(response).get("parameter").getAsString()).isEqualTo(parameter);
    }
}
