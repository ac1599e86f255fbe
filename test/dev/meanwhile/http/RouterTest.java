package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {

    private static OpenDoor door;

    @BeforeAll
    static void open() throws IOException {
        door = OpenDoor.with(new Router()
                .add("GET", "/", says("root"))
                .add("GET", "/v1/jobs", says("list"))
                .add("POST", "/v1/jobs", says("submit"))
                .add("GET", "/v1/jobs/{id}", says("job", "id"))
                .add("DELETE", "/v1/jobs/{job}", says("delete", "job"))
                .add("POST", "/v1/jobs/retry", says("retry all"))
                .add("POST", "/v1/jobs/{id}/retry", says("retry", "id"))
                .add("GET", "/{a}/{b}/{c}/{d}", says("four", "a", "b", "c", "d"))
                .add("OPTIONS", "/own", says("own options")));
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static Handler says(String what, String... parameters) {
        return exchange -> {
            var text = new StringBuilder(what);
            for (String parameter : parameters) {
                text.append(" [").append(exchange.parameter(parameter)).append(']');
            }
            exchange.send(200, "text/plain", text.toString().getBytes(StandardCharsets.UTF_8));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "GET /,                          root",
        "GET /?x=/v1/jobs,               root",
        "GET /v1/jobs,                   list",
        "POST /v1/jobs?x=y,              submit",
        "GET /v1/%6Aobs,                 list",
        "GET /v1/jobs/7,                 job [7]",
        "DELETE /v1/jobs/7,              delete [7]",
        "POST /v1/jobs/retry,            retry all",
        "POST /v1/jobs/retry/retry,      retry [retry]",
        "GET /v1/jobs/7/8,               four [v1] [jobs] [7] [8]",
        "GET /v1/jobs/a%20b+c,           job [a b+c]",
        "GET /v1/jobs/%C3%A9,            job [\u00e9]",
        "GET /v1/jobs/..,                job [..]",
        "OPTIONS /own,                   own options",
    })
    void findsTheHandler(String request, String answer) throws IOException {
        assertThat(door.get(request).text()).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v1/jobsX",
        "GET /v1/jobs/",
        "GET /v1/jobs/7/",
        "GET /v1/Jobs",
        "GET /v1",
        "GET //v1/jobs",
        "GET /v1//jobs",
        "GET /v1/jobs/7/8/9",
        "PATCH /nowhere",
        "OPTIONS /nowhere",
    })
    void pathsMatchWhole(String request) throws IOException {
        var response = door.get(request);
        assumeFalse(response.isOfTheJdk(), "this JDK refuses it itself");
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.problem()).isEqualTo("not-found");
    }

    @Test
    void jobsXIsNotJobs() throws IOException {
        assertThat(door.get("GET /v1/jobsX").status()).isEqualTo(404);
    }

    @Test
    void encodedSlashStaysInSegment() throws IOException {
        // And since no id may have one, the segment is refused; it never becomes two.
        assertThat(door.get("GET /v1%2Fjobs").problem()).isEqualTo("malformed-request");
        assertThat(door.get("GET /v1/jobs/a%2fb").problem()).isEqualTo("malformed-request");
    }

    @Test
    void doubleEncodingIsDecodedOnce() throws IOException {
        assertThat(door.get("GET /v1/jobs/%2541").text()).isEqualTo("job [%41]");
        assertThat(door.get("GET /v1/jobs/%252F").text()).isEqualTo("job [%2F]");
    }

    @ParameterizedTest
    @CsvSource({"/v1/jobs/%0d%0aX:y", "/v1/jobs/%0A", "/v1/jobs/%00", "/v1/jobs/%1f", "/v1/jobs/%7f", "/v1/jobs/%C2%85", "/v1/jobs/%ff",
        "/v1/jobs/%C0%AF"})
    void controlCharactersAndBrokenUtf8InAnIdAreRefused(String path) throws IOException {
        assertThat(door.get("GET " + path).problem()).isEqualTo("malformed-request");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "PATCH /v1/jobs           > GET, HEAD, OPTIONS, POST",
        "PUT /v1/jobs/7           > DELETE, GET, HEAD, OPTIONS",
        "GET /v1/jobs/retry       > OPTIONS, POST",
        "TRACE /                  > GET, HEAD, OPTIONS",
    })
    void otherMethodsAreRefusedWithAllow(String request, String allow) throws IOException {
        var response = door.get(request);
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("Allow")).isEqualTo(allow);
        assertThat(response.problem()).isEqualTo("method-not-allowed");
    }

    @Test
    void optionsTellsTheMethods() throws IOException {
        var response = door.get("OPTIONS /v1/jobs/7");
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.header("Allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS");
        assertThat(response.header("Content-Length")).isNull();
        assertThat(response.header("Access-Control-Allow-Origin")).isNull();
    }

    @Test
    void headIsThereWhereGetIs() throws IOException {
        var head = door.get("HEAD /v1/jobs/7");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("7");
        assertThat(door.get("HEAD /own").status()).isEqualTo(405);
    }

    @Test
    void manySegmentsAreJustNotFound() throws IOException {
        assertThat(door.get("GET " + "/a".repeat(4000)).status()).isEqualTo(404);
    }

    @Test
    void refusesTheSameRouteTwice() {
        var router = new Router().add("GET", "/a/{b}", says("one"));
        assertThatThrownBy(() -> router.add("GET", "/a/{c}", says("two")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll("/a/{b}", "/a/{c}");
        assertThatThrownBy(() -> router.add("GET", "a", says("two"))).hasMessageContaining("not a path");
        assertThatThrownBy(() -> router.add("GET", "/{a}/{a}", says("two"))).hasMessageContaining("two parameters a");
        assertThat(router.routes()).containsExactly("GET /a/{b}");
    }

    @Test
    void doesNotChangeOnceInUse() throws IOException {
        var router = new Router();
        try (var open = OpenDoor.with(router)) {
            assertThatThrownBy(() -> router.add("GET", "/", says("late"))).isInstanceOf(IllegalStateException.class);
            assertThat(open.get("GET /").status()).isEqualTo(404);
        }
    }
}
