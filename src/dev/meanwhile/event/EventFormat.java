package dev.meanwhile.event;

import dev.meanwhile.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Locale;

/** How an event becomes one line: {@code key=value} for people, JSON for machines. */
public enum EventFormat {

    /** {@code event=job_failed id=019a... error="disk full"}: for a logger that adds time and level itself. */
    BARE {
        @Override
        public String line(Event event) {
            var line = new StringBuilder(120).append("event=").append(event.name());
            for (int i = 0; i < event.fields().length; i += 2) {
                line.append(' ').append(event.fields()[i]).append('=');
                appendValue(line, text(event.fields()[i + 1]));
            }
            return line.toString();
        }
    },

    /** {@code 2026-01-31T10:00:00.000Z INFO event=job_failed id=019a... error="disk full"}. */
    TEXT {
        @Override
        public String line(Event event) {
            return Json.time(event.at()) + ' ' + event.level() + ' ' + BARE.line(event);
        }
    },

    /** One JSON object: {@code {"time":...,"level":"info","event":...}} and the event's fields. */
    JSON {
        @Override
        public String line(Event event) {
            return Json.write(json -> {
                json.beginObject();
                json.name("time").value(Json.time(event.at()));
                json.name("level").value(event.level().name().toLowerCase(Locale.ROOT));
                json.name("event").value(event.name());
                for (int i = 0; i < event.fields().length; i += 2) {
                    json.name(String.valueOf(event.fields()[i]));
                    switch (event.fields()[i + 1]) {
                        case Number number -> json.value(number);
                        case Boolean truth -> json.value(truth);
                        case null -> json.nullValue();
                        case Object value -> json.value(text(value));
                    }
                }
                json.endObject();
            });
        }
    };

    /** Returns the event as one line, without its end. */
    public abstract String line(Event event);

    private static String text(Object value) {
        if (value instanceof Instant time) {
            return Json.time(time);
        }
        if (value instanceof Throwable thrown) {
            var stack = new StringWriter();
            thrown.printStackTrace(new PrintWriter(stack));
            return stack.toString();
        }
        return String.valueOf(value);
    }

    /** Quotes what would not survive as one word, so that a value can neither end its field nor start a new line. */
    private static void appendValue(StringBuilder line, String value) {
        boolean plain = !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && c != '\\' && c < 0x7f);
        if (plain) {
            line.append(value);
            return;
        }
        line.append('"');
        value.chars().forEach(c -> {
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                        line.append(String.format("\\u%04x", c));
                    } else {
                        line.append((char) c);
                    }
                }
            }
        });
        line.append('"');
    }
}
