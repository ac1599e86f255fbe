package dev.meanwhile.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The dashboard: a page and the files it is made of, below {@code /web/}. They are the same for everybody and hold no
 * secret; what they show they ask for themselves, with the token where there is one.
 */
final class WebRoutes {

    private static final String FOLDER = "/dev/meanwhile/web/";
    private static final String PAGE = "index.html";

    /** All there is. No path is ever made of what a request says. */
    private static final List<String> FILES = List.of(PAGE, "style.css", "app.js", "api.js", "copy.js", "dom.js", "job.js",
            "jobs.js", "jobtable.js", "log.js", "overview.js", "poll.js", "rawjson.js", "states.js", "submit.js", "time.js",
            "types.js");

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

    private final String page;
    private final ConcurrentMap<String, WebFile> files = new ConcurrentHashMap<>();

    /** Creates the dashboard with its page at {@code page}, such as {@code /}. */
    WebRoutes(String page) {
        this.page = page;
    }

    void addTo(Router router) {
        for (String file : FILES) {
            // Without these nobody could enter the token that all the rest asks for.
            router.add("GET", path(file), exchange -> file(file).handle(exchange)).open(path(file));
        }
    }

    private String path(String file) {
        return file.equals(PAGE) ? page : "/web/" + file;
    }

    /** Reads a file when it is first asked for: most servers start without anybody looking. */
    private WebFile file(String name) {
        WebFile known = files.get(name);
        if (known == null) {
            // Perhaps by several at once, rather than under the map's lock.
            known = read(name);
            files.put(name, known);
        }
        return known;
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
