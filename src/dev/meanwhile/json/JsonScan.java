package dev.meanwhile.json;

/**
 * Reads JSON that {@link JsonText} wrote, straight from its text: a million lines at a start are worth it. Knows what it
 * expects, and complains about anything else; it does not check what it is told to skip. For use by one thread.
 */
public final class JsonScan {

    private final String text;
    private int next;

    /** Creates a scan of {@code text} from the character at {@code from}. */
    public JsonScan(String text, int from) {
        this.text = text;
        this.next = from;
    }

    /** Enters an object or an array. */
    public JsonScan open(char bracket) {
        if (peek() != bracket) {
            throw unexpected("'" + bracket + "'");
        }
        next++;
        return this;
    }

    /** Returns whether another member or element follows; if not, the object or array is left. */
    public boolean more(char bracket) {
        char c = peek();
        if (c == ',') {
            next++;
            return true;
        }
        if (c == bracket) {
            next++;
            return false;
        }
        return true;
    }

    /** Returns the name of the next member; its value comes next. */
    public String name() {
        String name = string();
        if (name == null || peek() != ':') {
            throw unexpected("a name and ':'");
        }
        next++;
        return name;
    }

    /** Returns a string, or null. */
    public String string() {
        if (isNull()) {
            return null;
        }
        int from = next;
        skipString();
        String inside = text.substring(from + 1, next - 1);
        return inside.indexOf('\\') < 0 ? inside : Json.parse(text.substring(from, next)).getAsString();
    }

    public long number() {
        int from = next;
        boolean negative = peek() == '-';
        if (negative) {
            next++;
        }
        long value = 0;
        int digits = 0;
        while (next < text.length() && text.charAt(next) >= '0' && text.charAt(next) <= '9' && digits < 18) {
            value = 10 * value + text.charAt(next++) - '0';
            digits++;
        }
        if (digits == 0 || digits == 18) {
            next = from;
            throw unexpected("an integer of at most 17 digits");
        }
        return negative ? -value : value;
    }

    public double real() {
        String number = raw();
        try {
            return Double.parseDouble(number);
        } catch (NumberFormatException malformed) {
            throw unexpected("a number before this");
        }
    }

    public boolean truth() {
        String word = raw();
        if (!word.equals("true") && !word.equals("false")) {
            throw unexpected("true or false before this");
        }
        return word.equals("true");
    }

    /** Returns the next value as it is written. */
    public String raw() {
        int from = next;
        char first = peek();
        if (first == '"') {
            skipString();
        } else if (first == '{' || first == '[') {
            skipNested();
        } else {
            while (next < text.length() && ",}]".indexOf(text.charAt(next)) < 0) {
                next++;
            }
            if (next == from) {
                throw unexpected("a value");
            }
        }
        return text.substring(from, next);
    }

    /** Skips null, if that is what comes next. */
    private boolean isNull() {
        if (!text.startsWith(Json.NULL, next)) {
            return false;
        }
        next += Json.NULL.length();
        return true;
    }

    private void skipNested() {
        int depth = 0;
        do {
            char c = peek();
            if (c == '"') {
                skipString();
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            next++;
        } while (depth > 0);
    }

    private void skipString() {
        if (peek() != '"') {
            throw unexpected("a string");
        }
        next++;
        for (char c = peek(); c != '"'; c = peek()) {
            next += c == '\\' ? 2 : 1;
        }
        next++;
    }

    private char peek() {
        if (next >= text.length()) {
            throw unexpected("more");
        }
        return text.charAt(next);
    }

    private JsonException unexpected(String expected) {
        return new JsonException("expected " + expected, 1, Math.min(next, text.length()) + 1);
    }
}
