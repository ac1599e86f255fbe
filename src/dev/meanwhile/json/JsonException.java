package dev.meanwhile.json;

import com.google.gson.stream.JsonReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text that is not JSON, and where it ceases to be. */
public final class JsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    // How Gson ends the messages of its exceptions, and JsonReader.toString.
    private static final Pattern PLACE = Pattern.compile(" at line (\\d+) column (\\d+)");

    private final int line;
    private final int column;

    JsonException(String message, int line, int column) {
        super(message, null, false, false);
        this.line = line;
        this.column = column;
    }

    static JsonException at(JsonReader reader, String message) {
        return place(reader.toString(), message);
    }

    static JsonException from(Exception malformed) {
        if (malformed instanceof JsonException known) {
            return known;
        }
        Throwable cause = malformed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        // What Gson says first is advice about its own settings unless it names what it met.
        String what = message.startsWith("Use JsonReader") ? "unexpected character"
                : message.replaceFirst("(?s) at line .*", "").replaceFirst("(?s)\n.*", "");
        return place(message, what);
    }

    private static JsonException place(String text, String what) {
        Matcher place = PLACE.matcher(text);
        return place.find()
                ? new JsonException(what, Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2)))
                : new JsonException(what, 1, 1);
    }

    /** Returns the line where the text went wrong, from 1. */
    public int line() {
        return line;
    }

    /** Returns the column where the text went wrong, from 1. */
    public int column() {
        return column;
    }
}
