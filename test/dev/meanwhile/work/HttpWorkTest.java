package dev.meanwhile.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Permanent;
import dev.meanwhile.job.RetryAfter;
import dev.meanwhile.job.Work;
import dev.meanwhile.json.Json;
import dev.meanwhile.work.TestServer.Answering;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpWorkTest {

    private final Deliveries client = new Deliveries("1.2.3", Duration.ofSeconds(2), Duration.ofSeconds(20));

    @AfterEach
    void close() {
        client.close();
    }

    private Work post(String url) {
        return new HttpWork(new HttpSpec("POST", url, Map.of(), Json.parse("\"${input}\""), false), client);
    }

    private Work following(String url) {
        return new HttpWork(new HttpSpec("POST", url, Map.of("Authorization", "secret"), Json.parse("\"${input}\""), true), client);
    }

    private JsonObject result(Answering answering) throws Exception {
        try (var server = new TestServer(answering)) {
            return Json.parse(Attempt.start(post(server.url()), "{}").result()).getAsJsonObject();
        }
    }

    private <T extends Throwable> T failure(Class<T> kind, Answering answering) throws Exception {
        try (var server = new TestServer(answering)) {
            return Attempt.start(post(server.url() + "/hook?token=secret"), "{}").failure(kind);
        }
    }

    private static Answering answer(int status) {
        return exchange -> TestServer.send(exchange, status, "");
    }

    @Test
    void sendsTheInputAndWhoItIsFrom() throws Exception {
        try (var server = new TestServer(answer(204))) {
            JsonElement body = Json.parse("""
                    {"whole": "${input}", "n": ["${input.n}", "n=${input.n}", "${input.none:-7}", "${attempt}"], "k": true}""");
            var headers = Map.of("X-Team", "<${input.name}>");
            var spec = new HttpSpec("PUT", server.url() + "/to/${input.team}?q=${input.team}", headers, body, false);
            var attempt = Attempt.start(new HttpWork(spec, client), "{\"team\":\"a/b ü?&\",\"name\":\"n\",\"n\":1.50}");
            attempt.result();
            var request = server.requests.getFirst();
            assertThat(request.method()).isEqualTo("PUT");
            assertThat(request.uri()).isEqualTo("/to/a%2fb%20%c3%bc%3f%26?q=a%2fb%20%c3%bc%3f%26");
            assertThat(request.body()).isEqualTo("""
                    {"whole":{"team":"a/b ü?&","name":"n","n":1.50},"n":[1.50,"n=1.50",7,2],"k":true}""");
            assertThat(request.header("X-team")).isEqualTo("<n>");
            assertThat(request.header("Content-type")).isEqualTo("application/json");
            assertThat(request.header("User-agent")).isEqualTo("meanwhile/1.2.3");
            assertThat(request.header("Idempotency-key")).isEqualTo(attempt.context.id().toString());
            assertThat(request.header("Traceparent"))
                    .matches("00-" + attempt.context.id().toString().replace("-", "") + "-[0-9a-f]{16}-01");
        }
    }

    @Test
    void sendsNoBodyWhenThereIsNone() throws Exception {
        try (var server = new TestServer(answer(200))) {
            Attempt.start(new HttpWork(new HttpSpec("GET", server.url(), Map.of(), null, false), client), "null").result();
            assertThat(server.requests.getFirst().headers()).doesNotContainKeys("Content-type");
        }
    }

    @Test
    void givesStatusHeadersAndBody() throws Exception {
        JsonObject result = result(exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/problem+json; charset=utf-8");
            exchange.getResponseHeaders().add("X-Two", "a");
            exchange.getResponseHeaders().add("X-Two", "b");
            TestServer.send(exchange, 201, "{\"n\": 1.0}");
        });
        assertThat(result.get("status").getAsInt()).isEqualTo(201);
        assertThat(result.getAsJsonObject("headers").get("x-two").getAsString()).isEqualTo("a, b");
        assertThat(result.get("body")).hasToString("{\"n\":1.0}");
        assertThat(result.has("truncated")).isFalse();
    }

    @Test
    void givesTheBodyAsStringWhenItIsNotJson() throws Exception {
        JsonObject result = result(exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            TestServer.send(exchange, 200, "{oops");
        });
        assertThat(result.get("body").getAsString()).isEqualTo("{oops");
    }

    @Test
    void hangsUpOnABodyThatIsTooLong() throws Exception {
        JsonObject result = result(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            // For ever, if the other side did not hang up.
            for (byte[] chunk = "é".repeat(500).getBytes("UTF-8");;) {
                exchange.getResponseBody().write(chunk);
            }
        });
        assertThat(result.get("truncated").getAsBoolean()).isTrue();
        assertThat(result.get("body").getAsString()).isEqualTo("é".repeat(BoundedBody.LIMIT / 2));
    }

    @Test
    void failsTheAttemptWhenTheAnswerMayPass() throws Exception {
        for (int status : new int[] {408, 425, 429, 500, 503}) {
            var failure = failure(DeliveryFailedException.class, exchange -> TestServer.send(exchange, status, "try\n later"));
            assertThat(failure.getMessage())
                    .matches("HTTP " + status + " from POST http://127.0.0.1:\\d+/hook\\?\\.\\.\\., body starts: try later");
        }
    }

    @Test
    void failsForGoodWhenTheAnswerWillBeTheSame() throws Exception {
        for (int status : new int[] {301, 304, 400, 401, 404, 410}) {
            assertThat(failure(Permanent.class, answer(status))).hasMessageStartingWith("HTTP " + status + " from POST");
        }
    }

    @Test
    void honoursRetryAfter() throws Exception {
        assertThat(failure(RetryAfter.class, retryAfter("7")).delay()).isEqualTo(Duration.ofSeconds(7));
        assertThat(failure(RetryAfter.class, retryAfter("999999")).delay()).isEqualTo(Duration.ofDays(1));
        assertThat(failure(RetryAfter.class, retryAfter("Fri, 31 Dec 2100 23:59:59 GMT")).delay()).isEqualTo(Duration.ofDays(1));
        assertThat(failure(RetryAfter.class, retryAfter("Fri, 31 Dec 1999 23:59:59 GMT")).delay()).isZero();
        failure(DeliveryFailedException.class, retryAfter("soon"));
    }

    private static Answering retryAfter(String value) {
        return exchange -> {
            exchange.getResponseHeaders().add("Retry-After", value);
            TestServer.send(exchange, 503, "");
        };
    }

    @Test
    void abortsTheExchangeWhenItIsInterrupted() throws Exception {
        try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var attempt = Attempt.start(post("http://127.0.0.1:" + socket.getLocalPort()), "{}");
            try (Socket peer = socket.accept()) {
                peer.setSoTimeout(10_000);
                assertThat(peer.getInputStream().read()).isEqualTo('P');
                attempt.interrupt();
                attempt.failure(InterruptedException.class);
                awaitHangUp(peer);
            }
        }
    }

    @Test
    void abortsABodyThatDripsWhenItIsInterrupted() throws Exception {
        try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var attempt = Attempt.start(post("http://127.0.0.1:" + socket.getLocalPort()), "{}");
            try (Socket peer = socket.accept()) {
                peer.setSoTimeout(10_000);
                peer.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx".getBytes());
                assertThat(peer.getInputStream().read()).isEqualTo('P');
                attempt.interrupt();
                attempt.failure(InterruptedException.class);
                awaitHangUp(peer);
            }
        }
    }

    /** Awaits that the connection is gone: it is not enough that nobody waits for the answer. */
    private static void awaitHangUp(Socket peer) throws IOException {
        try {
            while (peer.getInputStream().read() >= 0) { }
        } catch (SocketTimeoutException stillThere) {
            throw stillThere;
        } catch (SocketException reset) {
            // Hung up on unread bytes: gone as well.
        }
    }

    @Test
    void endsAnExchangeThatLastsTooLong() throws Exception {
        try (var impatient = new Deliveries("1", Duration.ofSeconds(2), Duration.ofMillis(100));
                var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var work = new HttpWork(new HttpSpec("GET", "http://127.0.0.1:" + socket.getLocalPort(), Map.of(), null, false), impatient);
            assertThat(Attempt.start(work, "null").failure(DeliveryFailedException.class)).hasMessageContaining("not answered within");
        }
    }

    @Test
    void makesNoRequestAfterItWasClosed() throws Exception {
        client.close();
        try (var server = new TestServer(answer(204))) {
            assertThat(Attempt.start(post(server.url()), "{}").failure(DeliveryFailedException.class)).hasMessageContaining("no answer");
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void namesHostAndPortWhenNobodyIsThere() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(Attempt.start(post("http://user:secret@127.0.0.1:" + port + "/x"), "{}").failure(DeliveryFailedException.class))
                .hasMessage("POST http://127.0.0.1:" + port + "/x: no connection to 127.0.0.1:" + port + ": refused");
        assertThat(Attempt.start(post("http://no-such-host.invalid/"), "{}").failure(DeliveryFailedException.class))
                .hasMessage("POST http://no-such-host.invalid/: no connection to no-such-host.invalid:80: unknown host");
    }

    @Test
    void saysThatAConnectionWasClosed() throws Exception {
        try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var attempt = Attempt.start(post("http://127.0.0.1:" + socket.getLocalPort()), "{}");
            Socket peer = socket.accept();
            assertThat(peer.getInputStream().read()).isEqualTo('P');
            peer.setSoLinger(true, 0);
            peer.close();
            assertThat(attempt.failure(DeliveryFailedException.class))
                    .hasMessageContaining("no answer from 127.0.0.1:" + socket.getLocalPort());
        }
    }

    @Test
    void turnsUserInfoIntoAHeader() throws Exception {
        try (var server = new TestServer(answer(200))) {
            Attempt.start(post("http://me:pa%20ss@127.0.0.1:" + server.port() + "/"), "{}").result();
            assertThat(server.requests.getFirst().header("Authorization")).isEqualTo("Basic bWU6cGEgc3M=");
        }
    }

    @Test
    void followsRedirectsWhenToldTo() throws Exception {
        try (var other = new TestServer(exchange -> TestServer.send(exchange, 200, "there"));
                var server = new TestServer(exchange -> {
                    boolean first = exchange.getRequestURI().getPath().equals("/");
                    exchange.getResponseHeaders().add("Location", first ? "/next" : other.url() + "/end");
                    TestServer.send(exchange, first ? 307 : 303, "");
                })) {
            assertThat(Attempt.start(following(server.url()), "{\"a\":1}").result()).contains("\"body\":\"there\"");
            assertThat(server.requests).extracting(TestServer.Request::method).containsExactly("POST", "POST");
            assertThat(server.requests).extracting(TestServer.Request::body).containsOnly("{\"a\":1}");
            assertThat(server.requests).extracting(request -> request.header("Authorization")).containsOnly("secret");
            var last = other.requests.getFirst();
            assertThat(last.method()).isEqualTo("GET");
            assertThat(last.body()).isEmpty();
            assertThat(last.headers()).doesNotContainKeys("Authorization", "Content-type");
        }
    }

    @Test
    void followsFiveRedirectsAtMost() throws Exception {
        try (var server = new TestServer(exchange -> {
            exchange.getResponseHeaders().add("Location", "/again");
            TestServer.send(exchange, 302, "");
        })) {
            assertThat(Attempt.start(following(server.url()), "{}").failure(Permanent.class)).hasMessageStartingWith("HTTP 302");
            assertThat(server.requests).hasSize(6);
        }
    }

    @Test
    void doesNotFollowALocationThatLeadsNowhere() throws Exception {
        for (String location : new String[] {"ftp://127.0.0.1/", "http://", ":", ""}) {
            try (var server = new TestServer(exchange -> {
                if (!location.isEmpty()) {
                    exchange.getResponseHeaders().add("Location", location);
                }
                TestServer.send(exchange, 302, "");
            })) {
                assertThat(Attempt.start(following(server.url()), "{}").failure(Permanent.class)).hasMessageContaining("is not followed");
            }
        }
    }

    @Test
    void refusesWhatCanNeverBeSent() {
        assertThatThrownBy(() -> post("ftp://a/")).hasMessage("url must begin with http:// or https://");
        assertThatThrownBy(() -> post("${input.url}")).hasMessage("url must begin with http:// or https://");
        assertThatThrownBy(() -> post("http:///x")).hasMessageStartingWith("url must");
        assertThatThrownBy(() -> post("http://a b/")).hasMessageStartingWith("url must be a URL");
        assertThatThrownBy(() -> post("http://a:70000/${input.x}")).hasMessage("url must have a port from 1 to 65535, or none");
        assertThatThrownBy(() -> new HttpWork(new HttpSpec("P OST", "http://a/", Map.of(), null, false), client))
                .hasMessage("method must be one such as POST, was \"P OST\"");
        for (var header : Map.of("Host", "x", "X Y", "x", "X", "a\r\nb", "Content-Length", "1").entrySet()) {
            var spec = new HttpSpec("GET", "http://a/", Map.of(header.getKey(), header.getValue()), null, false);
            assertThatThrownBy(() -> new HttpWork(spec, client))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("header " + header.getKey());
        }
    }

    @Test
    void checksAnInputBeforeItIsAccepted() {
        var spec = new HttpSpec("POST", "http://${input.host}:${input.port:-80}/${input.path:-}", Map.of("X", "${input.x:-}"),
                Json.parse("[\"${input.b:-}\"]"), false);
        Work work = new HttpWork(spec, client);
        work.check("{\"host\":\"a.example\",\"port\":8080}");
        assertThat(errors(work, "{}")).extracting(InputError::toString).containsExactly(new InputError("/host", "is required").toString());
        assertThat(errors(work, "{\"host\":\"a\",\"x\":\"b\\r\\nEvil: 1\"}")).hasSize(1);
        assertThat(errors(work, "{\"host\":\"user@evil\"}")).hasSize(1);
        assertThat(errors(work, "{\"host\":\"a/b\"}")).hasSize(1);
        assertThat(errors(work, "{\"host\":\"a\",\"port\":\"http\"}")).hasSize(1);
        assertThat(errors(work, "{\"host\":\"a\",\"path\":\"..\"}")).hasSize(1);
    }

    private static List<InputError> errors(Work work, String input) {
        try {
            work.check(input);
            return List.of();
        } catch (InvalidInputException invalid) {
            return invalid.errors();
        }
    }
}
