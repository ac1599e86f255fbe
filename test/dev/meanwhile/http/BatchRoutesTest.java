package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs submitted together, as they stand on the wire. */
class BatchRoutesTest {

    private static final String WAIT = "Prefer: wait=30";
    private static final String KEY = "Idempotency-Key: \"a-batch\"";

    private final CountDownLatch release = new CountDownLatch(1);
    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        test = new TestServer().type("echo", (input, context) -> input)
                .type("sum", (input, context) -> Integer.toString(
                        1 + context.after().values().stream().mapToInt(Integer::parseInt).sum()))
                .type("held", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
                    release.await();
                    return "1";
                }).start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        test.close();
    }

    private RawHttp.Response post(String jobs, String... headers) throws IOException {
        return test.post("/v1/batches", "{\"jobs\":[" + jobs + "]}", headers);
    }

    private static List<JsonObject> jobs(RawHttp.Response batch) {
        return batch.json().get("jobs").getAsJsonArray().asList().stream().map(JsonElement::getAsJsonObject).toList();
    }

    private static String id(JsonObject job) {
        return job.get("id").getAsString();
    }

    private int known() throws IOException {
        return test.get("/v1/jobs").json().get("jobs").getAsJsonArray().size();
    }

    @Test
    void acceptsJobsInTheOrderGivenAndTellsHowTheyAre() throws IOException {
        var batch = post("{\"type\":\"held\"},{\"type\":\"held\"},{\"type\":\"echo\",\"input\":17,\"delay\":\"1h\"}");
        assertThat(batch.status()).isEqualTo(202);
        String id = batch.json().get("batch").getAsString();
        assertThat(batch.header("Location")).isEqualTo("/v1/batches/" + id);
        assertThat(jobs(batch)).extracting(job -> job.get("type").getAsString()).containsExactly("held", "held", "echo");
        assertThat(jobs(batch)).allSatisfy(job -> assertThat(job.get("batch").getAsString()).isEqualTo(id));
        var now = test.get("/v1/batches/" + id).json();
        assertThat(now.get("total").getAsInt()).isEqualTo(3);
        assertThat(now.get("finished").getAsBoolean()).isFalse();
        assertThat(test.send("POST", "/v1/jobs/" + id(jobs(batch).get(2)) + "/cancel").status()).isEqualTo(200);
        release.countDown();
        var then = test.get("/v1/batches/" + id, WAIT);
        assertThat(then.header("Preference-Applied")).isEqualTo("wait=30");
        assertThat(then.json().get("counts").toString()).isEqualTo("{\"succeeded\":2,\"cancelled\":1}");
        assertThat(then.json().get("finished").getAsBoolean()).isTrue();
    }

    @Test
    void runsMembersAfterThoseTheyNameByRefWhereverTheyStand() throws IOException {
        var batch = post("""
                {"type":"sum","ref":"d","after":["b","c"]},
                {"type":"sum","ref":"b","after":["a"]},
                {"type":"sum","ref":"c","after":["a"]},
                {"type":"sum","ref":"a"}""", WAIT);
        assertThat(batch.status()).isEqualTo(200);
        assertThat(jobs(batch)).extracting(job -> job.get("result").toString()).containsExactly("5", "2", "2", "1");
        assertThat(jobs(batch).getFirst().get("after").getAsJsonArray().asList()).extracting(JsonElement::getAsString)
                .containsExactly(id(jobs(batch).get(1)), id(jobs(batch).get(2)));
    }

    @Test
    void runsAMemberAfterAJobThatIsThereAlready() throws IOException {
        var first = test.post("/v1/jobs", "{\"type\":\"sum\"}", WAIT).json();
        var batch = post("{\"type\":\"sum\",\"after\":[\"" + id(first) + "\"]}", WAIT);
        assertThat(jobs(batch).getFirst().get("result").getAsInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"type\":\"none\"}                                                            | /jobs/1/type",
        "{\"type\":\"echo\",\"priority\":101}                                           | /jobs/1/priority",
        "17                                                                             | /jobs/1",
        "{\"type\":\"echo\",\"ref\":\"a\"}                                              | /jobs/1/ref",
        "{\"type\":\"echo\",\"ref\":\"\"}                                               | /jobs/1/ref",
        "{\"type\":\"echo\",\"after\":[\"a\",\"z\"]}                                    | /jobs/1/after/1",
        "{\"type\":\"echo\",\"after\":[\"00000000-0000-7000-8000-000000000000\"]}       | /jobs/1/after/0",
        "{\"type\":\"echo\",\"ref\":\"b\",\"after\":[\"b\"]}                            | /jobs/1/after",
        "{\"type\":\"echo\",\"key\":\"k\"}                                              | /jobs/1/key",
        "{\"type\":\"echo\",\"key\":\"l\",\"onDuplicate\":\"replace\"}                  | /jobs/1/onDuplicate"})
    void acceptsNoneWhenOneIsNotPossibleAndPointsAtIt(String second, String pointer) throws IOException {
        var refused = post("{\"type\":\"echo\",\"ref\":\"a\",\"key\":\"k\"}," + second);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().get("errors").getAsJsonArray().get(0).getAsJsonObject().get("pointer").getAsString())
                .isEqualTo(pointer);
        assertThat(known()).isZero();
        // Nor has it taken the key of the other one.
        assertThat(test.post("/v1/jobs", "{\"type\":\"echo\",\"key\":\"k\"}").status()).isEqualTo(202);
    }

    @Test
    void refusesMembersThatWaitForEachOther() throws IOException {
        var refused = post("{\"type\":\"echo\"},{\"type\":\"echo\",\"ref\":\"a\",\"after\":[\"b\"]},"
                + "{\"type\":\"echo\",\"ref\":\"b\",\"after\":[\"a\"]}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("/jobs/1/after").contains("waits for itself");
        assertThat(known()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{}                                            | /jobs",
        "[]                                            | ``",
        "{\"jobs\":[]}                                 | /jobs",
        "{\"jobs\":{}}                                 | /jobs",
        "{\"jobs\":[{\"type\":\"echo\"}],\"a/b\":1}    | /a~1b"})
    void refusesABodyThatIsNoBatchAndPointsAtWhatIsWrong(String body, String pointer) throws IOException {
        var refused = test.post("/v1/batches", body);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().get("errors").getAsJsonArray().get(0).getAsJsonObject().get("pointer").getAsString())
                .isEqualTo(pointer);
        assertThat(known()).isZero();
    }

    @Test
    void refusesMoreThanTenThousand() throws IOException {
        String jobs = IntStream.rangeClosed(0, 10_000).mapToObj(i -> "{\"type\":\"echo\"}").collect(Collectors.joining(","));
        var refused = post(jobs);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("must be 1 to 10000, were 10001");
        assertThat(known()).isZero();
    }

    @Test
    void acceptsNoneWhenAnUnfinishedJobHasTheKeyOfOne() throws IOException {
        assertThat(test.post("/v1/jobs", "{\"type\":\"held\",\"key\":\"k\"}").status()).isEqualTo(202);
        assertThat(post("{\"type\":\"echo\",\"key\":\"free\"},{\"type\":\"held\",\"key\":\"k\"}").status()).isEqualTo(409);
        assertThat(known()).isEqualTo(1);
        assertThat(test.post("/v1/jobs", "{\"type\":\"echo\",\"key\":\"free\"}").status()).isEqualTo(202);
    }

    @Test
    void repeatsItsAnswerForTheSameKeyAndRefusesAnotherBatchWithIt() throws IOException {
        var first = post("{\"type\":\"echo\",\"input\":1},{\"type\":\"sum\"}", KEY);
        assertThat(first.status()).isEqualTo(202);
        test.get(first.header("Location"), WAIT);
        var again = post("{\"type\":\"echo\",\"input\":1},{\"type\":\"sum\"}", KEY);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(post("{\"type\":\"echo\",\"input\":2}", KEY).status()).isEqualTo(422);
        assertThat(known()).isEqualTo(2);
    }

    @Test
    void listsTheJobsOfABatchHoweverManyThereAre() throws IOException {
        String jobs = IntStream.range(0, 3_000).mapToObj(i -> "{\"type\":\"echo\"}").collect(Collectors.joining(","));
        test.post("/v1/jobs", "{\"type\":\"echo\"}");
        var batch = post(jobs, WAIT);
        test.post("/v1/jobs", "{\"type\":\"echo\"}");
        var listed = new HashSet<String>();
        String query = "/v1/jobs?limit=500&batch=" + batch.json().get("batch").getAsString();
        String cursor = "";
        while (cursor != null) {
            var page = test.get(query + cursor);
            jobs(page).forEach(job -> listed.add(id(job)));
            JsonElement next = page.json().get("next");
            cursor = next.isJsonNull() ? null : "&cursor=" + next.getAsString();
        }
        assertThat(listed).hasSize(3_000).containsAll(jobs(batch).stream().map(BatchRoutesTest::id).toList());
        assertThat(test.get("/v1/jobs?batch=17").status()).isEqualTo(400);
    }

    @Test
    void knowsNoOtherBatches() throws IOException {
        assertThat(test.get("/v1/batches/" + new UUID(1, 1)).status()).isEqualTo(404);
        assertThat(test.get("/v1/batches/17", WAIT).status()).isEqualTo(404);
    }
}
