package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.meanwhile.job.Schedule;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleRoutesTest {

    private static final String NIGHTLY = "{\"cron\":\"0 3 * * *\",\"zone\":\"Asia/Seoul\",\"type\":\"echo\",\"input\":{\"a\":1.50}}";

    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        test = new TestServer().type("echo", (input, context) -> input);
        test.server.schedule(Schedule.of("declared", "@yearly", ZoneId.of("UTC"), "echo"));
        test.start();
    }

    @AfterEach
    void stop() {
        test.close();
    }

    private RawHttp.Response put(String name, String json) throws IOException {
        return test.json("PUT", "/v1/schedules/" + name, json);
    }

    private static List<String> pointers(RawHttp.Response response) {
        return StreamSupport.stream(TestServer.json(response).get("errors").getAsJsonArray().spliterator(), false)
                .map(error -> error.getAsJsonObject().get("pointer").getAsString()).toList();
    }

    private static String type(RawHttp.Response response) {
        return TestServer.json(response).get("type").getAsString();
    }

    @Test
    void makesShowsAndReplacesASchedule() throws Exception {
        var made = put("nightly", NIGHTLY);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/v1/schedules/nightly");
        JsonObject schedule = TestServer.json(made);
        assertThat(schedule.keySet()).containsExactly("name", "self", "cron", "zone", "type", "input", "catchUp", "overlap",
                "handledUntil", "readOnly", "problem", "next");
        assertThat(schedule.get("zone").getAsString()).isEqualTo("Asia/Seoul");
        assertThat(schedule.get("input")).hasToString("{\"a\":1.50}");
        assertThat(schedule.get("catchUp").getAsString()).isEqualTo("1h");
        assertThat(schedule.get("overlap").getAsString()).isEqualTo("skip");
        assertThat(schedule.get("readOnly").getAsBoolean()).isFalse();
        var next = StreamSupport.stream(schedule.get("next").getAsJsonArray().spliterator(), false).map(JsonElement::getAsString)
                .map(Instant::parse).toList();
        assertThat(next).hasSize(5).isSorted().allMatch(time -> time.toString().endsWith("T18:00:00Z"));
        assertThat(TestServer.json(test.get("/v1/schedules/nightly"))).isEqualTo(schedule);
        var replaced = put("nightly", "{\"cron\":\"@hourly\",\"type\":\"echo\",\"catchUp\":0,\"overlap\":\"allow\",\"zone\":null}");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(TestServer.json(replaced).get("zone").getAsString()).isEqualTo("UTC");
        assertThat(TestServer.json(replaced).get("catchUp").getAsString()).isEqualTo("0s");
        assertThat(TestServer.json(replaced).get("overlap").getAsString()).isEqualTo("allow");
        var all = TestServer.json(test.get("/v1/schedules")).get("schedules").getAsJsonArray();
        assertThat(all).extracting(one -> one.getAsJsonObject().get("name").getAsString()).containsExactly("declared", "nightly");
    }

    @Test
    void removesASchedule() throws Exception {
        put("nightly", NIGHTLY);
        assertThat(test.send("DELETE", "/v1/schedules/nightly").status()).isEqualTo(204);
        assertThat(test.get("/v1/schedules/nightly").status()).isEqualTo(404);
        assertThat(type(test.send("DELETE", "/v1/schedules/nightly"))).isEqualTo("/problems/unknown-schedule");
        assertThat(test.post("/v1/schedules/nightly/run", "{}").status()).isEqualTo(404);
    }

    @Test
    void runsAScheduleNow() throws Exception {
        put("nightly", NIGHTLY);
        var response = test.send("POST", "/v1/schedules/nightly/run");
        assertThat(response.status()).isEqualTo(202);
        JsonObject job = TestServer.json(response);
        assertThat(response.header("Location")).isEqualTo("/v1/jobs/" + job.get("id").getAsString());
        assertThat(job.get("key").getAsString()).matches("schedule/nightly/\\d{4}-.*Z");
        JsonObject done = TestServer.json(test.get("/v1/jobs/" + job.get("id").getAsString(), "Prefer: wait=30"));
        assertThat(done.get("result")).hasToString("{\"a\":1.50}");
        assertThat(test.send("POST", "/v1/schedules/declared/run").status()).isEqualTo(202);
        assertThat(TestServer.json(test.get("/v1/jobs")).get("jobs").getAsJsonArray()).hasSize(2);
    }

    @Test
    void leavesADeclaredScheduleAsItIs() throws Exception {
        for (var response : List.of(put("declared", NIGHTLY), put("declared", "{}"), test.send("DELETE", "/v1/schedules/declared"))) {
            assertThat(response.status()).isEqualTo(409);
            assertThat(type(response)).isEqualTo("/problems/schedule-declared");
        }
        JsonObject declared = TestServer.json(test.get("/v1/schedules/declared"));
        assertThat(declared.get("readOnly").getAsBoolean()).isTrue();
        assertThat(declared.get("cron").getAsString()).isEqualTo("@yearly");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{}                                                             | /cron,/type",
        "{\"cron\":\"61 * * * *\",\"type\":\"echo\"}                    | /cron",
        "{\"cron\":5,\"type\":\"echo\"}                                 | /cron",
        "{\"cron\":\"@daily\",\"type\":\"echo\",\"zone\":\"Mars\"}      | /zone",
        "{\"cron\":\"@daily\",\"type\":\"none\"}                        | /type",
        "{\"cron\":\"@daily\",\"type\":[]}                              | /type",
        "{\"cron\":\"@daily\",\"type\":\"echo\",\"catchUp\":\"soon\"}   | /catchUp",
        "{\"cron\":\"@daily\",\"type\":\"echo\",\"catchUp\":\"36501d\"} | /catchUp",
        "{\"cron\":\"@daily\",\"type\":\"echo\",\"overlap\":\"SKIP\"}   | /overlap",
        "{\"cron\":\"@daily\",\"type\":\"echo\",\"ovrlap\":\"skip\"}    | /ovrlap",
        "{\"cron\":\"x\",\"zone\":\"x\",\"type\":1,\"catchUp\":1,\"overlap\":1,\"a/b\":1} | /a~1b,/cron,/zone,/type,/catchUp,/overlap",
        "[]                                                             | ``",
    })
    void pointsAtWhatIsWrong(String body, String expected) throws Exception {
        var response = put("bad", body);
        assertThat(response.status()).isEqualTo(422);
        assertThat(String.join(",", pointers(response))).isEqualTo(expected);
        assertThat(test.get("/v1/schedules/bad").status()).isEqualTo(404);
    }

    @Test
    void refusesANameThatIsNone() throws Exception {
        var response = put("-bad", NIGHTLY);
        assertThat(response.status()).isEqualTo(422);
        assertThat(TestServer.json(response).get("errors").toString()).contains("name of a schedule must be 1 to 100 letters");
    }

    @Test
    void refusesABodyThatIsNoJson() throws Exception {
        assertThat(test.send("PUT", "/v1/schedules/x", "Content-Length: 2", "", "{}").status()).isEqualTo(415);
        assertThat(test.send("PATCH", "/v1/schedules/x").status()).isEqualTo(405);
        assertThat(test.send("HEAD", "/v1/schedules").status()).isEqualTo(200);
    }
}
