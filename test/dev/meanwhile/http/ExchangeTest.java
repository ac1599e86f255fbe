package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {

    private static OpenDoor answering(Handler handler) throws IOException {
        return OpenDoor.with(new Router().fallback(handler));
    }

    private static String post(String contentType, String body) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\n" + contentType + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    @Test
    void everyResponseIsProtectedUnlessSetOtherwise() throws IOException {
        try (var door = answering(exchange -> exchange.send(200))) {
            for (var response : new RawHttp.Response[] {door.get("GET /"), door.get("BREW /")}) {
                assertThat(response.header("Cache-Control")).isEqualTo("no-store");
                assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(response.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
            }
        }
        try (var door = answering(exchange -> exchange.set("cache-CONTROL", "max-age=9").send(200))) {
            assertThat(door.get("GET /").headers().get("Cache-Control")).containsExactly("max-age=9");
        }
    }

    @Test
    void emptyBodyUsesMinusOne() throws IOException {
        try (var door = answering(exchange -> exchange.send(Integer.parseInt(exchange.path().substring(1))));
             var connection = door.connect()) {
            connection.send("GET /200 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var ok = connection.read();
            assertThat(ok.header("Content-Length")).isEqualTo("0");
            assertThat(ok.header("Transfer-Encoding")).isNull();
            for (int status : new int[] {204, 304}) {
                connection.send("GET /" + status + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                var none = connection.read();
                assertThat(none.status()).isEqualTo(status);
                assertThat(none.headers()).doesNotContainKeys("Content-Length", "Transfer-Encoding");
            }
        }
    }

    @Test
    void headHasLengthNoBody() throws IOException {
        try (var door = answering(exchange -> exchange.json(200, "{}")); var connection = door.connect()) {
            for (int i = 0; i < 2; i++) {
                connection.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                var head = connection.read("HEAD");
                assertThat(head.header("Content-Length")).isEqualTo("3");
                assertThat(head.header("Content-Type")).isEqualTo("application/json");
            }
            connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(connection.read().text()).isEqualTo("{}\n");
        }
    }

    @Test
    void streamedHeaderArrivesBeforeTheBody() throws Exception {
        var read = new CountDownLatch(1);
        try (var door = answering(exchange -> {
            try (var out = exchange.stream(200, "text/plain")) {
                read.await();
                out.write("late".getBytes(StandardCharsets.UTF_8));
            }
        }); var connection = door.connect()) {
            connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var head = connection.readHead();
            assertThat(head.header("Transfer-Encoding")).isEqualToIgnoringCase("chunked");
            read.countDown();
            assertThat(connection.readLine()).isEqualTo("4");
            assertThat(connection.readLine()).isEqualTo("late");
            assertThat(connection.readLine()).isEqualTo("0");
            assertThat(connection.readLine()).isEmpty();
            // The connection is good for another request.
            connection.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(connection.read("HEAD").headers()).doesNotContainKey("Content-Length");
        }
    }

    @Test
    void streamToAnOldClientEndsWithTheConnection() throws IOException {
        try (var door = answering(exchange -> exchange.stream(200, "text/plain").write('x'))) {
            assertThat(door.exchange("GET / HTTP/1.0\r\n\r\n").text()).isEqualTo("x");
        }
    }

    @Test
    void streamIsEndedForAHandlerThatForgets() throws IOException {
        try (var door = answering(exchange -> exchange.stream(200, "text/plain").write('x'))) {
            assertThat(door.get("GET /").text()).isEqualTo("x");
        }
    }

    @Test
    void streamOfAFailingHandlerDoesNotEndAsIfItWereWhole() throws Exception {
        try (var door = answering(exchange -> {
            exchange.stream(200, "text/plain").flush();
            throw new IllegalStateException("half way");
        }); var connection = door.connect()) {
            connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").readHead();
            assertThat(connection.readRest()).isEmpty();
            assertThat(door.told("request_failed").get("error")).asString().contains("half way");
        }
    }

    @Test
    void bodyAtLimitIsRead() throws IOException {
        try (var door = answering(exchange -> exchange.send(200, "text/plain", exchange.body()))) {
            for (int length : new int[] {1, 16_384, 16_385, OpenDoor.MAX_BODY}) {
                String body = "x".repeat(length);
                assertThat(door.exchange(post("", body)).text()).isEqualTo(body);
                assertThat(door.exchange("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n").text()).isEqualTo(body);
            }
        }
    }

    @Test
    void bodyIsReadOnce() throws IOException {
        try (var door = answering(exchange ->
                exchange.send(200, "text/plain", (exchange.body() == exchange.body() ? "same" : "other").getBytes()))) {
            assertThat(door.exchange(post("", "hi")).text()).isEqualTo("same");
            assertThat(door.get("GET /").text()).isEqualTo("same");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {OpenDoor.MAX_BODY + 1, 1_000_000})
    void bodyOverLimit413(int length) throws IOException {
        try (var door = answering(exchange -> exchange.send(200, "text/plain", exchange.body()))) {
            var response = door.exchange(post("", "x".repeat(length)));
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.problem()).isEqualTo("too-large");
            assertThat(response.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void aClientThatStillSendsIsHeardOutBeforeItsConnectionCloses() throws IOException {
        try (var door = answering(exchange -> exchange.send(200, "text/plain", exchange.body()));
             var connection = door.connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(413);
            for (int i = 0; i < 20; i++) {
                connection.send("x".repeat(100_000));
            }
            assertThat(connection.readRest()).isEmpty();
        }
    }

    @Test
    void hugeDeclaredBodyIsRefusedBeforeItArrives() throws IOException {
        try (var door = answering(exchange -> exchange.send(200, "text/plain", exchange.body()));
             var connection = door.connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999999999\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(413);
        }
    }

    @Test
    void chunkedBodyOverLimit413() throws IOException {
        try (var door = answering(exchange -> exchange.send(200, "text/plain", exchange.body()))) {
            String chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
            var response = door.exchange("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk.repeat(200) + "0\r\n\r\n");
            assertThat(response.problem()).isEqualTo("too-large");
            assertThat(response.header("Connection")).isEqualTo("close");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"80000000", "ffffffff", "-1", "xyz"})
    void badChunkSizeEndsTheConnection(String size) throws IOException {
        try (var door = answering(exchange -> exchange.send(200, "text/plain", exchange.body()));
             var connection = door.connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + size + "\r\nx\r\n0\r\n\r\n");
            String answer = new String(connection.readRest(), StandardCharsets.UTF_8);
            assertThat(answer).satisfiesAnyOf(
                    none -> assertThat(none).isEmpty(), refused -> assertThat(refused).startsWith("HTTP/1.1 400"));
            assertThat(door.toldSoFar()).isEmpty();
        }
    }

    @Test
    void unreadBodyIsNotTakenForTheNextRequest() throws IOException {
        try (var door = answering(exchange -> exchange.send(exchange.method().equals("PUT") ? 204 : 200));
             var connection = door.connect()) {
            String body = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000);
            for (String method : new String[] {"POST", "PUT", "POST"}) {
                connection.send(post("", body).replaceFirst("POST", method));
                assertThat(connection.read().status()).isEqualTo(method.equals("PUT") ? 204 : 200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "application/json                        > 200",
        "APPLICATION/JSON                        > 200",
        "application/json; charset=utf-8         > 200",
        "application/json;charset=\"UTF-8\"      > 200",
        "application/vnd.api+json                > 200",
        "application/merge-patch+json; x=y       > 200",
        "application/json; charset=iso-8859-1    > 415",
        "application/jsonx                       > 415",
        "text/json                               > 415",
        "text/plain                              > 415",
        "application/x-www-form-urlencoded       > 415",
        ";                                       > 415",
        "''                                      > 415",
    })
    void jsonMustBeDeclared(String type, int status) throws IOException {
        try (var door = answering(exchange -> exchange.json(200, exchange.json().toString()))) {
            assertThat(door.exchange(post("Content-Type: " + type + "\r\n", "{}")).status()).isEqualTo(status);
        }
    }

    @Test
    void undeclaredJsonIsToldTheFlagOfCurl() throws IOException {
        try (var door = answering(exchange -> exchange.json(200, exchange.json().toString()))) {
            assertThat(door.exchange(post("", "{}")).json().get("detail").getAsString())
                    .contains("Content-Type is missing", "-H 'Content-Type: application/json'");
        }
    }

    @Test
    void badJsonHasLineAndColumn() throws IOException {
        try (var door = answering(exchange -> exchange.json(200, exchange.json().toString()))) {
            var response = door.exchange(post("Content-Type: application/json\r\n", "{\n  \"a\": nope}"));
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.problem()).isEqualTo("bad-json");
            assertThat(response.json().get("line").getAsInt()).isEqualTo(2);
            assertThat(response.json().get("column").getAsInt()).isPositive();
            assertThat(response.json().get("detail").getAsString()).startsWith("line 2, column ");
            assertThat(door.exchange(post("Content-Type: application/json\r\n", "")).problem()).isEqualTo("bad-json");
        }
    }

    @Test
    void headerValuesCanNotSplitTheResponse() throws IOException {
        try (var door = answering(exchange -> {
            for (String value : new String[] {"a\r\nb", "a\nb", "a\r\n b", "a\u0000", "\u010a"}) {
                assertThatThrownBy(() -> exchange.set("X-Value", value)).isInstanceOf(IllegalArgumentException.class);
            }
            exchange.set("X-Value", "caf\u00e9\t!").send(200);
        })) {
            assertThat(door.get("GET /").status()).isEqualTo(200);
        }
    }

    @Test
    void respondsOnce() throws IOException {
        try (var door = answering(exchange -> {
            assertThat(exchange.responded()).isFalse();
            exchange.send(202);
            assertThat(exchange.responded()).isTrue();
            assertThat(exchange.status()).isEqualTo(202);
            assertThatThrownBy(() -> exchange.send(200)).hasMessage("already responded with 202, now 200");
            assertThatThrownBy(() -> exchange.stream(200, "text/plain")).isInstanceOf(IllegalStateException.class);
        })) {
            assertThat(door.get("GET /").status()).isEqualTo(202);
            assertThat(door.toldSoFar()).isEmpty();
        }
    }

    @Test
    void theClientHasItsAnswerWhileTheHandlerGoesOn() throws Exception {
        var answered = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        try (var door = answering(exchange -> {
            exchange.json(202, "{}");
            answered.await();
            done.countDown();
        }); var connection = door.connect()) {
            connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(202);
            assertThat(door.door.inFlight()).isEqualTo(1);
            answered.countDown();
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aRefusalForgetsWhatTheHandlerHadSet() throws IOException {
        try (var door = answering(exchange -> {
            exchange.set("ETag", "\"1\"").set("Cache-Control", "public");
            throw ProblemException.of(Problem.QUEUE_FULL, "full").retryAfter(7);
        })) {
            var response = door.get("GET /");
            assertThat(response.header("ETag")).isNull();
            assertThat(response.header("Cache-Control")).isEqualTo("no-store");
            assertThat(response.header("Retry-After")).isEqualTo("7");
            assertThat(response.problem()).isEqualTo("queue-full");
        }
    }
}
