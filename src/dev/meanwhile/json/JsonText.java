package dev.meanwhile.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * JSON written straight into UTF-8, for the places where that is worth it: every answer about a job, and every line of the journal.
 * Knows where commas go, and trusts its caller with the rest of the grammar. Null is written as null. For use by one thread.
 */
public final class JsonText {

    private byte[] utf8;
    private int length;
    /** Whether a comma is due before the next name or value. */
    private boolean more;

    /** Creates an empty text with room for {@code capacity} bytes. */
    public JsonText(int capacity) {
        utf8 = new byte[capacity];
    }

    /** Begins an object or an array. */
    public JsonText open(char bracket) {
        next(1);
        utf8[length++] = (byte) bracket;
        more = false;
        return this;
    }

    /** Ends an object or an array. */
    public JsonText close(char bracket) {
        grow(1);
        utf8[length++] = (byte) bracket;
        more = true;
        return this;
    }

    /** Writes the name of a member, which must need no escapes; its value comes next. */
    public JsonText name(String name) {
        plain(name);
        colon();
        return this;
    }

    private void colon() {
        grow(1);
        utf8[length++] = ':';
        more = false;
    }

    /** Writes a string that is known to be ASCII and need no escapes, such as an id; not null. */
    public JsonText plain(String value) {
        next(value.length() + 2);
        utf8[length++] = '"';
        ascii(value);
        utf8[length++] = '"';
        return this;
    }

    public JsonText string(String value) {
        if (value == null) {
            return raw(null);
        }
        // Gson escapes what must be, and the two line ends that JavaScript once could not bear.
        return isPlain(value) ? plain(value) : raw(new JsonPrimitive(value).toString());
    }

    public JsonText number(long value) {
        return bare(Long.toString(value));
    }

    /** Writes a number, which must be finite. */
    public JsonText number(double value) {
        return bare(Double.toString(value));
    }

    public JsonText truth(boolean value) {
        return bare(Boolean.toString(value));
    }

    /** Writes a time as {@link Json#time} does. */
    public JsonText time(Instant value) {
        return value == null ? raw(null) : plain(Json.time(value));
    }

    /** Writes a value as Gson does. */
    public JsonText element(JsonElement value) {
        switch (value) {
            case JsonObject object -> {
                open('{');
                object.entrySet().forEach(member -> {
                    string(member.getKey());
                    colon();
                    element(member.getValue());
                });
                close('}');
            }
            case JsonArray array -> {
                open('[');
                array.forEach(this::element);
                close(']');
            }
            case JsonPrimitive string when string.isString() -> string(string.getAsString());
            default -> raw(value.isJsonNull() ? null : value.getAsString());
        }
        return this;
    }

    /** Writes what is JSON already. */
    public JsonText raw(String json) {
        if (json == null) {
            return bare(Json.NULL);
        }
        byte[] encoded = json.getBytes(StandardCharsets.UTF_8);
        next(encoded.length);
        System.arraycopy(encoded, 0, utf8, length, encoded.length);
        length += encoded.length;
        return this;
    }

    /** Returns what was written, in UTF-8. */
    public byte[] bytes() {
        return Arrays.copyOf(utf8, length);
    }

    /** Returns what was written, in UTF-8, and a line end after it. */
    public byte[] line() {
        byte[] line = Arrays.copyOf(utf8, length + 1);
        line[length] = '\n';
        return line;
    }

    @Override
    public String toString() {
        return new String(utf8, 0, length, StandardCharsets.UTF_8);
    }

    /** Writes a word or a number. */
    private JsonText bare(String word) {
        next(word.length());
        ascii(word);
        return this;
    }

    /** Writes ASCII, for which there is room. */
    @SuppressWarnings("deprecation")
    private void ascii(String text) {
        // Deprecated because it takes any text for Latin-1, which this is; all that is not makes an array first.
        text.getBytes(0, text.length(), utf8, length);
        length += text.length();
    }

    /** Writes the comma that is due, and makes room for {@code count} bytes. */
    private void next(int count) {
        grow(count + 1);
        if (more) {
            utf8[length++] = ',';
        }
        more = true;
    }

    private void grow(int count) {
        if (utf8.length - length < count) {
            utf8 = Arrays.copyOf(utf8, Math.max(2 * utf8.length, length + count));
        }
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                return false;
            }
        }
        return true;
    }
}
