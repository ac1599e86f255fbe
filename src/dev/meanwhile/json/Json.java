package dev.meanwhile.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * JSON as RFC 8259 has it: read strictly, written compactly.
 *
 * <p>Between the parts of the program JSON travels as text. A queued job then costs its input's characters and no tree,
 * and a number keeps the digits it came with. All methods are pure.
 */
public final class Json {

    /** The text of the JSON value null. */
    public static final String NULL = "null";

    /** Written by any thread, and by the last of them in vain at worst: each value is right by itself. */
    private static volatile Second lastSecond;

    private Json() { }

    /** Writes one JSON value. */
    @FunctionalInterface
    public interface Writing {
        /** Writes to {@code json}, which is strict about its grammar and keeps what it is given in memory. */
        void to(JsonWriter json) throws IOException;
    }

    /**
     * Parses one JSON text, in full.
     *
     * @throws JsonException if {@code text} is not exactly one JSON value; nested more than 255 deep counts as not
     */
    public static JsonElement parse(String text) {
        JsonElement plain = PlainJson.parse(text);
        return plain != null ? plain : parseAny(text);
    }

    /** Parses with Gson. */
    static JsonElement parseAny(String text) {
        var reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        try {
            // Gson takes an empty document for null; the grammar does not.
            reader.peek();
            JsonElement value = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw JsonException.at(reader, "more follows after the value");
            }
            return value;
        } catch (IOException | JsonParseException | IllegalStateException malformed) {
            throw JsonException.from(malformed);
        }
    }

    /**
     * Parses one JSON text in UTF-8.
     *
     * @throws JsonException if {@code utf8} is not well-formed UTF-8, or not exactly one JSON value
     */
    public static JsonElement parse(byte[] utf8) {
        return parse(decode(utf8));
    }

    /** Returns {@code element} as compact text. */
    public static String text(JsonElement element) {
        return element == null ? NULL : new JsonText(64).element(element).toString();
    }

    /** Returns what {@code writing} writes. */
    public static String write(Writing writing) {
        var text = new Text();
        var writer = new JsonWriter(text);
        writer.setSerializeNulls(true);
        try {
            writing.to(writer);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** A StringWriter without its lock, which would be taken a hundred times for a job. */
    private static final class Text extends Writer {

        private final StringBuilder text = new StringBuilder(1024);

        @Override
        public void write(int c) {
            text.append((char) c);
        }

        @Override
        public void write(char[] buffer, int offset, int length) {
            text.append(buffer, offset, length);
        }

        @Override
        public void write(String string, int offset, int length) {
            text.append(string, offset, offset + length);
        }

        @Override
        public Writer append(CharSequence characters) {
            text.append(characters);
            return this;
        }

        @Override
        public void flush() { }

        @Override
        public void close() { }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    /** Returns {@code instant} in RFC 3339, UTC, with exactly three digits of milliseconds; null stays null. */
    public static String time(Instant instant) {
        if (instant == null) {
            return null;
        }
        Second second = lastSecond;
        if (second == null || second.epochSecond != instant.getEpochSecond()) {
            second = Second.of(instant);
            lastSecond = second;
        }
        return pad(new StringBuilder(24).append(second.text), instant.getNano() / 1_000_000, 3).append('Z').toString();
    }

    /** A second and its text up to the point: most times that are written at about the same time are of the same second. */
    private record Second(long epochSecond, String text) {

        static Second of(Instant instant) {
            var utc = instant.atOffset(ZoneOffset.UTC);
            var text = new StringBuilder(20);
            pad(text, utc.getYear(), 4).append('-');
            pad(text, utc.getMonthValue(), 2).append('-');
            pad(text, utc.getDayOfMonth(), 2).append('T');
            pad(text, utc.getHour(), 2).append(':');
            pad(text, utc.getMinute(), 2).append(':');
            return new Second(instant.getEpochSecond(), pad(text, utc.getSecond(), 2).append('.').toString());
        }
    }

    private static StringBuilder pad(StringBuilder text, int number, int digits) {
        for (int limit = 10, i = 1; i < digits; i++, limit *= 10) {
            if (number < limit) {
                text.append('0');
            }
        }
        return text.append(number);
    }

    private static String decode(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') < 0) {
            return text;
        }
        // What is not well-formed was replaced by this character, which may also have been sent as it is.
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException malformed) {
            throw new JsonException("not well-formed UTF-8", 1, 1);
        }
    }
}
