package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard as it is served. */
class WebRoutesTest {

    private static final Path SOURCES = Path.of("src/dev/meanwhile/web");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .* from '\\./([\\w.]+)';$");

    private static OpenDoor door;

    @BeforeAll
    static void open() throws IOException {
        var router = new Router();
        new WebRoutes("/").addTo(router);
        door = OpenDoor.with(router);
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/,              text/html; charset=utf-8,       <!DOCTYPE html>",
        "/web/style.css, text/css; charset=utf-8,        color-scheme",
        "/web/app.js,    text/javascript; charset=utf-8, import",
    })
    void filesHaveTheirContentAndType(String path, String type, String content) throws IOException {
        var response = door.get("GET " + path);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo(type);
        assertThat(response.text()).contains(content);
    }

    @Test
    void whatThePageMayDoIsSaid() throws IOException {
        var response = door.get("GET /");
        assertThat(response.header("Content-Security-Policy")).isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; "
                + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(response.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(response.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(response.header("Permissions-Policy")).contains("camera=()");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void aBrowserThatHasTheFileIsToldSo() throws IOException {
        String tag = door.get("GET /web/app.js").header("ETag");
        assertThat(door.get("GET /").header("ETag")).isNotEqualTo(tag);
        var response = door.exchange("GET /web/app.js HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: " + tag + "\r\n\r\n");
        assertThat(response.status()).isEqualTo(304);
        assertThat(response.header("ETag")).isEqualTo(tag);
        assertThat(response.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(response.text()).isEmpty();
        assertThat(door.exchange("GET /web/app.js HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"other\"\r\n\r\n").status())
                .isEqualTo(200);
    }

    @Test
    void headHasNoBody() throws IOException {
        var response = door.get("HEAD /");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEmpty();
        assertThat(door.get("POST /").status()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web", "/web/", "/web/index.html", "/index.html", "/web/../web/app.js", "/web/%2e%2e/http/WebRoutes.class",
        "/web/app.js/", "/web/WebRoutes.class", "/web/..%2fapp.js"})
    void nothingElseIsServed(String path) throws IOException {
        assertThat(door.get("GET " + path).status()).isIn(400, 404);
    }

    @Test
    void exactlyTheFilesThereAreAreServed() throws IOException {
        for (String file : sources()) {
            String path = file.equals("index.html") ? "/" : "/web/" + file;
            assertThat(door.get("GET " + path).text()).isEqualTo(Files.readString(SOURCES.resolve(file)));
        }
        var router = new Router();
        new WebRoutes("/").addTo(router);
        assertThat(router.routes()).hasSize(sources().size());
    }

    @Test
    void modulesImportOnlyWhatIsServed() throws IOException {
        for (String file : sources()) {
            var imports = IMPORT.matcher(Files.readString(SOURCES.resolve(file)));
            while (imports.find()) {
                assertThat(sources()).as(file + " imports").contains(imports.group(1));
            }
        }
    }

    @Test
    void needsNoTokenButLeavesThePathsOfOthersAlone() throws IOException {
        var access = new ServerSettings.Access(Set.of(), "0123456789abcdef");
        try (var test = new TestServer(ServerSettings.DEFAULT.withAccess(access))) {
            test.server.route("GET", "/", exchange -> exchange.json(200, "1"));
            test.start();
            assertThat(test.get("/").status()).isEqualTo(401);
            assertThat(test.get("/", "Authorization: Bearer 0123456789abcdef").text()).isEqualTo("1\n");
            assertThat(test.get("/dashboard").text()).startsWith("<!DOCTYPE html>");
            assertThat(test.get("/web/app.js").status()).isEqualTo(200);
            assertThat(test.get("/web/other.js").status()).isEqualTo(401);
            assertThat(test.get("/v1/jobs").status()).isEqualTo(401);
        }
        try (var test = new TestServer(ServerSettings.DEFAULT.withAccess(access))) {
            test.start();
            assertThat(test.get("/").text()).startsWith("<!DOCTYPE html>");
        }
    }

    @Test
    void nothingIsWrittenAsMarkupOrFetchedFromElsewhere() throws IOException {
        for (String file : sources()) {
            String text = Files.readString(SOURCES.resolve(file));
            assertThat(text).as(file).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", " style=",
                    "onclick=", "src=\"http", "href=\"http", "url(");
        }
    }

    private static List<String> sources() throws IOException {
        try (var files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
