package dev.meanwhile.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/**
 * Reads JSON as most of it is: without escapes and surrogates, and with numbers that Java writes as they were written. Returns null
 * for all else, right or wrong: that is for Gson, which is asked then, and knows what to say of it. Gson's reader is made for
 * streams: for a text as short as the body of a request, making its buffers takes longer than this. For use by one thread.
 */
final class PlainJson {

    /** Far from both what Gson allows and what the stack has room for. */
    private static final int MAX_DEPTH = 64;
    /** A long has room for any number of so many. */
    private static final int MAX_DIGITS = 18;

    private final String text;
    private int next;

    private PlainJson(String text) {
        this.text = text;
    }

    /** Returns the one value that {@code text} is, as Gson would, or null if it is not plain. */
    static JsonElement parse(String text) {
        var plain = new PlainJson(text);
        JsonElement value = plain.value(1);
        plain.peek();
        return plain.next == text.length() ? value : null;
    }

    private JsonElement value(int depth) {
        return switch (peek()) {
            case '{' -> depth > MAX_DEPTH ? null : object(depth);
            case '[' -> depth > MAX_DEPTH ? null : array(depth);
            case '"' -> {
                String string = string();
                yield string == null ? null : new JsonPrimitive(string);
            }
            case 't' -> word("true") ? new JsonPrimitive(true) : null;
            case 'f' -> word("false") ? new JsonPrimitive(false) : null;
            case 'n' -> word("null") ? JsonNull.INSTANCE : null;
            default -> number();
        };
    }

    private JsonObject object(int depth) {
        var object = new JsonObject();
        next++;
        if (take('}')) {
            return object;
        }
        do {
            String name = peek() == '"' ? string() : null;
            JsonElement value = name != null && take(':') ? value(depth + 1) : null;
            if (value == null) {
                return null;
            }
            object.add(name, value);
        } while (take(','));
        return take('}') ? object : null;
    }

    private JsonArray array(int depth) {
        var array = new JsonArray();
        next++;
        if (take(']')) {
            return array;
        }
        do {
            JsonElement value = value(depth + 1);
            if (value == null) {
                return null;
            }
            array.add(value);
        } while (take(','));
        return take(']') ? array : null;
    }

    private String string() {
        int from = ++next;
        for (; next < text.length(); next++) {
            char c = text.charAt(next);
            if (c == '"') {
                return text.substring(from, next++);
            }
            if (c < ' ' || c == '\\' || Character.isSurrogate(c)) {
                break;
            }
        }
        return null;
    }

    private JsonPrimitive number() {
        int from = next;
        boolean integer = true;
        for (; next < text.length(); next++) {
            char c = text.charAt(next);
            if (c == '.') {
                integer = false;
            } else if ((c < '0' || c > '9') && c != '-') {
                break;
            }
        }
        String digits = text.substring(from, next);
        if (digits.length() > MAX_DIGITS) {
            return null;
        }
        try {
            var number = integer ? (Number) Long.valueOf(digits) : Double.valueOf(digits);
            // Else it is no number for JSON, such as 01 and 1., or would not keep the digits it came with, such as -0 and 1.50.
            return number.toString().equals(digits) ? new JsonPrimitive(number) : null;
        } catch (NumberFormatException none) {
            return null;
        }
    }

    private boolean word(String word) {
        if (!text.startsWith(word, next)) {
            return false;
        }
        next += word.length();
        return true;
    }

    /** Skips {@code c} if that comes next. */
    private boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        next++;
        return true;
    }

    /** Returns the next character that is no white space, without skipping it, or one that begins nothing if there is none. */
    private char peek() {
        for (; next < text.length(); next++) {
            char c = text.charAt(next);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c;
            }
        }
        return '\0';
    }
}
