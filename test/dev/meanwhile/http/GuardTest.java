package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before any handler runs. In the tables {@code |} stands for the end of a line. */
class GuardTest {

    private static OpenDoor door;

    @BeforeAll
    static void open() throws IOException {
        door = OpenDoor.with(new Router().fallback(exchange -> exchange.send(200, "text/plain", exchange.body())));
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static RawHttp.Response send(String request) throws IOException {
        return door.exchange(request.replace("|", "\r\n") + "\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "GET / HTTP/1.1                                                             > malformed-request  > 400",
        "GET / HTTP/1.1|Host: localhost|Host: localhost                             > malformed-request  > 400",
        "GET / HTTP/1.1|Host: local host                                            > malformed-request  > 400",
        "GET / HTTP/1.1|Host: user@localhost                                        > malformed-request  > 400",
        "GET / HTTP/1.1|Host: localhost:http                                        > malformed-request  > 400",
        "GET / HTTP/1.1|Host: localhost:65536                                       > malformed-request  > 400",
        "GET / HTTP/1.1|Host: localhost:99999999999999                              > malformed-request  > 400",
        "GET / HTTP/1.1|Host: [::1                                                  > malformed-request  > 400",
        "GET / HTTP/1.1|Host: [localhost]                                           > malformed-request  > 400",
        "GET / HTTP/1.1|Host: localhost/x                                           > malformed-request  > 400",
        "GET / HTTP/2.0|Host: localhost                                             > http-version       > 505",
        "GET / HTTP/9.9|Host: localhost                                             > http-version       > 505",
        "GET / http/1.1|Host: localhost                                             > malformed-request  > 400",
        "GET / HTTP/1.10|Host: localhost                                            > malformed-request  > 400",
        "GET / FTP/1.1|Host: localhost                                              > malformed-request  > 400",
        "GET / |Host: localhost                                                     > malformed-request  > 400",
        "get / HTTP/1.1|Host: localhost                                             > not-implemented    > 501",
        "BREW / HTTP/1.1|Host: localhost                                            > not-implemented    > 501",
        "GET /#x HTTP/1.1|Host: localhost                                           > malformed-request  > 400",
        "GET /%00 HTTP/1.1|Host: localhost                                          > malformed-request  > 400",
        "GET /?a=%0aSet-Cookie HTTP/1.1|Host: localhost                             > malformed-request  > 400",
        "GET /%0D%0A HTTP/1.1|Host: localhost                                       > malformed-request  > 400",
        "GET /\u00e9 HTTP/1.1|Host: localhost                                       > malformed-request  > 400",
        "GET https://localhost/ HTTP/1.1|Host: localhost                            > malformed-request  > 400",
        "GET / HTTP/1.1|Host: localhost|X-Bell: a\u0007b                            > malformed-request  > 400",
        "GET / HTTP/1.1|Host: localhost|X-Delete: a\u007fb                          > malformed-request  > 400",
        "GET / HTTP/1.1|Host: localhost|Expect: a-miracle                           > expectation-failed > 417",
        "POST / HTTP/1.1|Host: localhost|Content-Length: +5||hello                  > malformed-request  > 400",
        "POST / HTTP/1.1|Host: localhost|Content-Length: -0                         > malformed-request  > 400",
        "POST / HTTP/1.1|Host: localhost|Content-Length: 0000000000000000001||x     > malformed-request  > 400",
        "POST / HTTP/1.0|Transfer-Encoding: chunked||0                              > malformed-request  > 400"
    })
    void refusesWhatIsNotHttpAndCloses(String request, String problem, int status) throws IOException {
        var response = send(request);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("Connection")).isEqualTo("close");
        assumeFalse(response.isOfTheJdk(), "this JDK refuses it itself");
        assertThat(response.problem()).isEqualTo(problem);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    }

    /** Refused by the JDK's server itself, so not with a problem. */
    @ParameterizedTest
    @ValueSource(strings = {
        "POST / HTTP/1.1|Host: localhost|Content-Length: 5|Transfer-Encoding: chunked||0",
        "POST / HTTP/1.1|Host: localhost|Content-Length: 5|Content-Length: 5||hello",
        "POST / HTTP/1.1|Host: localhost|Content-Length: 5, 5||hello",
        "POST / HTTP/1.1|Host: localhost|Content-Length: -5",
        "POST / HTTP/1.1|Host: localhost|Content-Length: five",
        "GET / HTTP/1.1|Host: localhost|X Y: z",
        "GET / HTTP/1.1|Host: localhost|X-Y : z",
    })
    void ambiguousFramingIsRefused(String request) throws IOException {
        var response = send(request);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("Connection")).isEqualTo("close");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET / HTTP/1.1|Host: localhost",
        "GET / HTTP/1.1|hOsT:\tlocalhost:8080",
        "GET / HTTP/1.1|Host: localhost:",
        "GET / HTTP/1.1|Host: localhost|X-Empty:",
        "GET / HTTP/1.1|Host: localhost|X-Latin: caf\u00e9",
        "GET / HTTP/1.0",
        "GET /a//b;c=d/%7Ee?f=g&h HTTP/1.1|Host: localhost",
        "GET //a/b HTTP/1.1|Host: localhost",
        "POST / HTTP/1.1|Host: localhost|Expect: 100-continue|Content-Length: 2||hi",
        "POST / HTTP/1.1|Host: localhost|Transfer-Encoding: Chunked||2|hi|0",
    })
    void passesWhatIsHttp(String request) throws IOException {
        var response = send(request);
        assumeFalse(response.isOfTheJdk(), "this JDK refuses it itself");
        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void takesTheHostFromAnAbsoluteTarget() throws IOException {
        assertThat(send("GET http://localhost:1/a?b HTTP/1.1|Host: elsewhere.test").status()).isEqualTo(200);
        assertThat(send("GET http://elsewhere.test/a HTTP/1.1|Host: localhost").problem()).isEqualTo("wrong-host");
        assertThat(send("GET http://user@localhost/a HTTP/1.1|Host: localhost").problem()).isEqualTo("malformed-request");
    }

    @Test
    void refusesLongTargets() throws IOException {
        assertThat(send("GET /" + "a".repeat(Guard.MAX_TARGET - 1) + " HTTP/1.1|Host: localhost").status()).isEqualTo(200);
        assertThat(send("GET /" + "a".repeat(Guard.MAX_TARGET) + " HTTP/1.1|Host: localhost").status()).isEqualTo(414);
    }

    @Test
    void whatFollowsARefusedRequestIsNotTakenForTheNext() throws IOException {
        try (var connection = door.connect()) {
            connection.send("""
                    POST / HTTP/1.1\r
                    Host: localhost\r
                    Content-Length: +38\r
                    \r
                    GET /smuggled HTTP/1.1\r
                    Host: localhost\r
                    \r
                    """);
            assertThat(connection.read().status()).isEqualTo(400);
            assertThat(connection.isClosed()).isTrue();
        }
    }
}
