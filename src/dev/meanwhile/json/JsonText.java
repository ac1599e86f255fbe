package dev.meanwhile.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * JSON written straight into text, for the one place where that is worth it. Knows where commas go, and trusts its caller
 * with the rest of the grammar. Null is written as null. For use by one thread.
 */
public final class JsonText {

    private final StringBuilder text;
    /** Whether a comma is due before the next name or value. */
    private boolean more;

    /** Creates an empty text with room for {@code capacity} characters. */
    public JsonText(int capacity) {
        text = new StringBuilder(capacity);
    }

    /** Begins an object or an array. */
    public JsonText open(char bracket) {
        next().append(bracket);
        more = false;
        return this;
    }

    /** Ends an object or an array. */
    public JsonText close(char bracket) {
        text.append(bracket);
        more = true;
        return this;
    }

    /** Writes the name of a member, which must need no escapes; its value comes next. */
    public JsonText name(String name) {
        text.append(more ? ",\"" : "\"").append(name).append("\":");
        more = false;
        return this;
    }

    /** Writes a string that is known to need no escapes, such as an id; not null. */
    public JsonText plain(String value) {
        next().append('"').append(value).append('"');
        return this;
    }

    public JsonText string(String value) {
        if (value == null) {
            return raw(null);
        }
        StringBuilder out = next();
        if (isPlain(value)) {
            out.append('"').append(value).append('"');
        } else {
            // Gson escapes what must be, and the two line ends that JavaScript once could not bear.
            out.append(new JsonPrimitive(value));
        }
        return this;
    }

    public JsonText number(long value) {
        next().append(value);
        return this;
    }

    /** Writes a number, which must be finite. */
    public JsonText number(double value) {
        next().append(value);
        return this;
    }

    public JsonText truth(boolean value) {
        next().append(value);
        return this;
    }

    /** Writes a time as {@link Json#time} does. */
    public JsonText time(Instant value) {
        if (value == null) {
            return raw(null);
        }
        Json.time(next().append('"'), value).append('"');
        return this;
    }

    /** Writes a value as Gson does. */
    public JsonText element(JsonElement value) {
        switch (value) {
            case JsonObject object -> {
                open('{');
                object.entrySet().forEach(member -> {
                    string(member.getKey());
                    text.append(':');
                    more = false;
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
        next().append(json == null ? Json.NULL : json);
        return this;
    }

    /** Ends the text, and returns it as a line of its own in UTF-8. */
    public byte[] line() {
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private StringBuilder next() {
        if (more) {
            text.append(',');
        }
        more = true;
        return text;
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
