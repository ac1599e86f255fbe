package dev.meanwhile.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The dashboard: {@code /} and the files it is made of, below {@code /web/}. They are the same for everybody and hold no
 * secret; what they show they ask for themselves, with the token where there is one.
 */
final class WebRoutes {

    private static final String FOLDER = "/dev/meanwhile/web/";
    private static final String PAGE = "index.html";

    /** All there is. No path is ever made of what a request says. */
    private static final List<String> FILES = List.of(PAGE, "style.css", "app.js", "api.js", "copy.js", "dom.js", "job.js",
            "jobs.js", "jobtable.js", "log.js", "overview.js", "poll.js", "rawjson.js", "states.js", "submit.js", "time.js",
            "types.js");

    private static final Set<String> PATHS = FILES.stream().map(WebRoutes::path).collect(Collectors.toUnmodifiableSet());

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8");

    private static final Map<String, String> HEADERS = Map.of(
            // Asked for again each time, and answered with 304: a new version is there at once.
            "Cache-Control", "no-cache",
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");

    /** A file as it is sent. */
    private record WebFile(String type, byte[] content, String tag) implements Handler {

        @Override
        public void handle(Exchange exchange) throws Exception {
            HEADERS.forEach(exchange::set);
            exchange.set("ETag", tag);
            if (EntityTag.matches(exchange.headers("If-None-Match"), tag)) {
                exchange.send(304);
            } else {
                exchange.send(200, type, content);
            }
        }
    }

    private final Map<String, WebFile> files =
            FILES.stream().collect(Collectors.toUnmodifiableMap(WebRoutes::path, WebRoutes::read));

    void addTo(Router router) {
        FILES.forEach(file -> router.add("GET", path(file), files.get(path(file))));
    }

    /** Whether the dashboard has a file at {@code path}: that needs no token, since without it nobody could enter one. */
    static boolean has(String path) {
        return PATHS.contains(path);
    }

    private static String path(String file) {
        return file.equals(PAGE) ? "/" : "/web/" + file;
    }

    private static WebFile read(String file) {
        try (InputStream stream = WebRoutes.class.getResourceAsStream(FOLDER + file)) {
            if (stream == null) {
                throw new IllegalStateException("the program is incomplete: " + FOLDER + file + " is missing");
            }
            byte[] content = stream.readAllBytes();
            String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
            return new WebFile(type, content, EntityTag.of(new String(content, StandardCharsets.UTF_8)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
