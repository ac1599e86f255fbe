package dev.meanwhile.http;

import java.util.List;
import java.util.OptionalLong;

/**
 * What the client would like, from its {@code Prefer} fields (RFC 7240). Only {@code wait} means anything here; all else
 * is ignored without error, as is what can not be read.
 *
 * @param waitSeconds how long the client is willing to wait for a finished job, at most {@link #MAX_WAIT_SECONDS};
 *                    empty when it did not say, or said something that is not a number of seconds
 */
public record Prefer(OptionalLong waitSeconds) {

    /** No request is held longer than this: proxies and browsers give up soon after. */
    public static final long MAX_WAIT_SECONDS = 60;

    static final Prefer NOTHING = new Prefer(OptionalLong.empty());

    /** Reads all lines of the field as one list, of which the first {@code wait} counts. */
    static Prefer parse(List<String> lines) {
        for (String line : lines) {
            for (int start = 0; start < line.length();) {
                int end = endOf(line, start, line.length(), ',');
                int parameters = endOf(line, start, end, ';');
                int equals = endOf(line, start, parameters, '=');
                if (line.substring(start, equals).strip().equalsIgnoreCase("wait")) {
                    String value = equals == parameters ? "" : line.substring(equals + 1, parameters).strip();
                    return new Prefer(seconds(unquoted(value)));
                }
                start = end + 1;
            }
        }
        return NOTHING;
    }

    /** Returns where {@code delimiter} comes next outside quotes, or {@code limit} if it does not come before that. */
    private static int endOf(String line, int start, int limit, char delimiter) {
        boolean quoted = false;
        for (int i = start; i < limit; i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (!quoted && c == delimiter) {
                return i;
            }
        }
        return limit;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static OptionalLong seconds(String digits) {
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        long seconds = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalLong.empty();
            }
            // Clamped at every step, so that no number of digits overflows.
            seconds = Math.min(seconds * 10 + (c - '0'), MAX_WAIT_SECONDS);
        }
        return OptionalLong.of(seconds);
    }
}
