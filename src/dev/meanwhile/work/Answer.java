package dev.meanwhile.work;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.meanwhile.json.Json;
import dev.meanwhile.json.JsonException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server answered.
 *
 * @param status  the status code
 * @param headers the headers
 * @param body    the beginning of the body
 */
record Answer(int status, HttpHeaders headers, BoundedBody.Start body) {

    /** The longest wait a server may ask for. */
    static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([A-Za-z0-9._:-]+)\"?");
    private static final Pattern JSON = Pattern.compile("(?i)[^;/\\s]+/(?:[^;\\s]+\\+)?json\\s*(?:;.*)?");
    private static final int EXCERPT = 200;

    static Answer of(HttpResponse<BoundedBody.Start> response) {
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isRedirect() {
        return List.of(301, 302, 303, 307, 308).contains(status);
    }

    /** Returns whether another attempt may have another answer. */
    boolean mayPass() {
        return status >= 500 || status == 408 || status == 425 || status == 429;
    }

    /** Returns the result of a job that ends with this answer: status, headers, body. */
    String result() {
        return Json.write(json -> {
            json.beginObject();
            json.name("status").value(status);
            json.name("headers").beginObject();
            for (var header : lowerCase().entrySet()) {
                json.name(header.getKey()).value(header.getValue());
            }
            json.endObject();
            json.name("body").jsonValue(Json.text(content()));
            if (body.truncated()) {
                json.name("truncated").value(true);
            }
            json.endObject();
        });
    }

    /** Returns the beginning of the body, on one line, as the end of a message; nothing if there is no body. */
    String excerpt() {
        String text = text();
        String start = text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "...";
        return start.isBlank() ? "" : ", body starts: " + start.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
    }

    /** Returns how long the server asks to wait, at most a day; null if it does not, or not in a way to understand. */
    Duration retryAfter(Instant now) {
        String text = headers.firstValue("retry-after").orElse("").strip();
        if (text.matches("[0-9]{1,9}")) {
            return atMostADay(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant then = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
            return then.isBefore(now) ? Duration.ZERO : atMostADay(Duration.between(now, then));
        } catch (DateTimeException neither) {
            return null;
        }
    }

    private static Duration atMostADay(Duration wait) {
        return wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait;
    }

    private TreeMap<String, String> lowerCase() {
        var all = new TreeMap<String, String>();
        headers.map().forEach((name, values) -> all.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return all;
    }

    private JsonElement content() {
        if (!body.truncated() && JSON.matcher(contentType()).matches()) {
            try {
                return Json.parse(body.bytes());
            } catch (JsonException claim) {
                // Then it is what it is: text.
            }
        }
        return new JsonPrimitive(text());
    }

    private String text() {
        Matcher named = CHARSET.matcher(contentType());
        Charset charset = named.find() ? Charset.forName(named.group(1), StandardCharsets.UTF_8) : StandardCharsets.UTF_8;
        String text = new String(body.bytes(), charset);
        // The cut may have gone through a character.
        return body.truncated() && text.endsWith("\ufffd") ? text.substring(0, text.length() - 1) : text;
    }

    private String contentType() {
        return headers.firstValue("content-type").orElse("");
    }
}
