package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask. In the tables {@code |} stands for the end of a line. */
class GateTest {

    private static final AtomicInteger HANDLED = new AtomicInteger();

    private static OpenDoor door;
    private static OpenDoor locked;

    @BeforeAll
    static void open() throws IOException {
        door = OpenDoor.with(counting(), null, Set.of("NAS.lan.", "jobs.example.com:443"));
        locked = OpenDoor.with(counting(), "a secret", Set.of());
    }

    @AfterAll
    static void close() {
        door.close();
        locked.close();
    }

    private static Router counting() {
        return new Router().fallback(exchange -> {
            HANDLED.incrementAndGet();
            exchange.send(200);
        });
    }

    private static String ask(OpenDoor whom, String methodAndTarget, String headers) throws IOException {
        int before = HANDLED.get();
        String lines = headers == null ? "" : headers.replace("|", "\r\n") + "\r\n";
        boolean lengthNeeded = lines.contains("Content-Type") && !lines.contains("Content-Length");
        var response = whom.exchange(methodAndTarget + " HTTP/1.1\r\n" + lines
                + (lengthNeeded ? "Content-Length: 2\r\n\r\n{}" : "\r\n"));
        assertThat(HANDLED.get() - before).isEqualTo(response.status() == 200 ? 1 : 0);
        assumeFalse(response.isOfTheJdk(), "this JDK refuses it itself");
        return response.status() == 200 ? "allowed" : response.problem();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,                allowed",
        "localhost:1,              allowed",
        "LocalHost.,               allowed",
        "127.0.0.1,                allowed",
        "127.0.0.1:8080,           allowed",
        "127.1.2.3,                allowed",
        "[::1],                    allowed",
        "[::1]:8080,               allowed",
        "[0:0:0:0:0:0:0:1],        allowed",
        "[::ffff:127.0.0.1],       allowed",
        "nas.lan,                  allowed",
        "nas.lan.,                 allowed",
        "NAS.LAN:9,                allowed",
        "jobs.example.com,         allowed",
        "'',                       wrong-host",
        ".,                        wrong-host",
        "evil.test,                wrong-host",
        "localhost.evil.test,      wrong-host",
        "evil.localhost,           wrong-host",
        "x.nas.lan,                wrong-host",
        "127.0.0.1.evil.test,      wrong-host",
        "127.1,                    wrong-host",
        "0177.0.0.1,               wrong-host",
        "127.0.0.256,              wrong-host",
        "2130706433,               wrong-host",
        "0.0.0.0,                  wrong-host",
        "8.8.8.8,                  wrong-host",
        "169.254.169.254,          wrong-host",
        "[::],                     wrong-host",
        "[fe80::1],                wrong-host",
        "[1:2],                    wrong-host",
    })
    void answersOnlyToItsOwnNames(String host, String verdict) throws IOException {
        assertThat(ask(door, "GET /", "Host: " + host)).isEqualTo(verdict);
        assertThat(ask(door, "GET /livez", "Host: " + host)).isEqualTo(verdict);
    }

    @Test
    void aWrongHostIsToldWhatToSet() throws IOException {
        var response = door.exchange("GET / HTTP/1.1\r\nHost: jobs.lan:80\r\n\r\n");
        assertThat(response.status()).isEqualTo(421);
        assertThat(response.json().get("detail").getAsString()).contains("allowedHosts", "--allowed-hosts jobs.lan");
    }

    @Test
    void anOldClientWithoutAHostMeansTheAddressItConnectedTo() throws IOException {
        assertThat(door.exchange("GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
    }

    /** Rows as a browser or program sends them; the browsers' as measured with Chromium. */
    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        // Programs.
        "POST    > Host: localhost                                                                                     > allowed",
        "POST    > Host: localhost|Content-Type: application/json                                                      > allowed",
        "POST    > Host: localhost|Content-Type: text/plain                                                            > allowed",
        // A page of this server.
        "POST    > Host: localhost|Sec-Fetch-Site: same-origin|Sec-Fetch-Mode: cors|Origin: http://localhost"
                + "|Content-Type: application/json > allowed",
        "POST    > Host: localhost|Sec-Fetch-Site: same-origin                                                         > allowed",
        "DELETE  > Host: localhost|Sec-Fetch-Site: same-origin|Sec-Fetch-Mode: cors                                    > allowed",
        "POST    > Host: localhost|Sec-Fetch-Site: none|Content-Type: application/json                                 > allowed",
        // The same over plain http and another name: no Sec-Fetch fields.
        "POST    > Host: nas.lan:8080|Origin: http://nas.lan:8080|Content-Type: application/json                       > allowed",
        "POST    > Host: NAS.lan|Origin: http://nas.lan:80|Content-Type: application/json                              > allowed",
        "POST    > Host: jobs.example.com|Origin: https://jobs.example.com|Content-Type: application/json              > allowed",
        "DELETE  > Host: nas.lan:8080|Origin: http://nas.lan:8080                                                      > allowed",
        // Pages of others.
        "POST    > Host: localhost|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: no-cors"
                + "|Origin: http://evil.test|Content-Type: text/plain > cross-site",
        "POST    > Host: localhost|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: cors|Origin: http://evil.test"
                + "|Content-Type: application/json > cross-site",
        "POST    > Host: localhost|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate                                 > cross-site",
        "POST    > Host: localhost:8080|Sec-Fetch-Site: same-site|Origin: http://localhost:3000                        > cross-site",
        "POST    > Host: localhost|Sec-Fetch-Site: whatever-comes-next                                                 > cross-site",
        "POST    > Host: nas.lan|Origin: http://evil.test|Content-Type: application/json                               > cross-site",
        "POST    > Host: nas.lan:8080|Origin: http://nas.lan:3000|Content-Type: application/json                       > cross-site",
        "POST    > Host: nas.lan:8080|Origin: http://nas.lan                                                           > cross-site",
        "POST    > Host: nas.lan|Origin: http://nas.lan.evil.test                                                      > cross-site",
        "POST    > Host: nas.lan|Origin: ftp://nas.lan                                                                 > cross-site",
        "POST    > Host: nas.lan|Origin: nas.lan                                                                       > cross-site",
        "POST    > Host: nas.lan|Origin: http://nas.lan/                                                               > cross-site",
        "PUT     > Host: nas.lan|Origin: http://evil.test                                                              > cross-site",
        "PATCH   > Host: localhost|Sec-Fetch-Site: cross-site                                                          > cross-site",
        "DELETE  > Host: localhost|Sec-Fetch-Site: cross-site                                                          > cross-site",
        // Pages that hide who they are, or do not want to know the answer.
        "POST    > Host: localhost|Origin: null                                                                        > cross-site",
        "POST    > Host: localhost|Origin: null|Sec-Fetch-Site: same-origin                                            > cross-site",
        "GET     > Host: localhost|Origin: null                                                                        > cross-site",
        "POST    > Host: localhost|Sec-Fetch-Site: same-origin|Sec-Fetch-Mode: no-cors|Content-Type: application/json  > cross-site",
        "POST    > Host: localhost|Sec-Fetch-Mode: no-cors                                                             > cross-site",
        // What a page may send anywhere without asking first does not come in, even from this server's own.
        "POST    > Host: localhost|Sec-Fetch-Site: same-origin|Content-Type: text/plain > unsupported-media-type",
        "POST    > Host: localhost|Sec-Fetch-Site: same-origin|Content-Type: Text/Plain;charset=UTF-8 > unsupported-media-type",
        "POST    > Host: localhost|Sec-Fetch-Site: same-origin|Content-Type: application/x-www-form-urlencoded > unsupported-media-type",
        "POST    > Host: localhost|Sec-Fetch-Site: same-origin|Content-Type: multipart/form-data; boundary=x > unsupported-media-type",
        "POST    > Host: nas.lan|Origin: http://nas.lan|Content-Type: > unsupported-media-type",
        // Reading: a page of others may ask, but its browser does not let it see the answer.
        "GET     > Host: localhost|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: no-cors                                  > allowed",
        "HEAD    > Host: localhost|Sec-Fetch-Site: cross-site                                                          > allowed",
        "OPTIONS > Host: localhost|Sec-Fetch-Site: cross-site|Origin: http://evil.test                                 > allowed",
    })
    void pagesOfOthersChangeNothing(String method, String headers, String verdict) throws IOException {
        assertThat(ask(door, method + " /v1/jobs", headers)).isEqualTo(verdict);
    }

    @Test
    void hostIsCheckedFirst() throws IOException {
        assertThat(ask(locked, "POST /", "Host: evil.test|Origin: http://evil.test")).isEqualTo("wrong-host");
        assertThat(ask(locked, "POST /", "Host: localhost|Origin: http://evil.test")).isEqualTo("cross-site");
        assertThat(ask(locked, "POST /", "Host: localhost|Origin: http://localhost|Content-Type: text/plain"))
                .isEqualTo("unsupported-media-type");
        assertThat(ask(locked, "POST /", "Host: localhost|Origin: http://localhost")).isEqualTo("unauthorized");
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization: Bearer a secret,   allowed",
        "Authorization: bearer a secret,   allowed",
        "Authorization: Bearer  a secret,  allowed",
        "Authorization: Bearer a secreT,   unauthorized",
        "Authorization: Bearer a secret x, unauthorized",
        "Authorization: Bearer,            unauthorized",
        "Authorization: Bearera secret,    unauthorized",
        "Authorization: Basic a secret,    unauthorized",
        "Authorization: a secret,          unauthorized",
        "X-None: none,                     unauthorized",
    })
    void asksForTheToken(String field, String verdict) throws IOException {
        assertThat(ask(locked, "GET /v1/jobs", "Host: localhost|" + field)).isEqualTo(verdict);
    }

    @Test
    void refusalForWantOfATokenSaysHowToSendIt() throws IOException {
        var response = locked.get("GET /");
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"meanwhile\"");
        assertThat(response.text()).doesNotContain("a secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz", "/healthz", "/problems/unauthorized"})
    void healthAndHelpNeedNoToken(String path) throws IOException {
        assertThat(ask(locked, "GET " + path, "Host: localhost")).isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez/", "/livezx", "//livez/livez", "/%6civez", "/problems", "/v1/jobs?/livez"})
    void nothingElseIsOpen(String target) throws IOException {
        assertThat(ask(locked, "GET " + target, "Host: localhost")).isEqualTo("unauthorized");
    }

    @Test
    void settingsHideTheTokenAndRefuseWhatIsNoHost() {
        assertThat(OpenDoor.settings("a secret", Set.of(), false).toString()).doesNotContain("a secret");
        for (String host : List.of("", "http://nas.lan", "nas lan", ":80")) {
            assertThatThrownBy(() -> OpenDoor.settings(null, Set.of(host), false)).hasMessageContaining("allowedHosts");
        }
    }
}
