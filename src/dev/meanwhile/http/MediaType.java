package dev.meanwhile.http;

import java.util.Locale;

/**
 * A media type from a Content-Type field.
 *
 * @param type    such as {@code application/json}, lower case, without parameters; empty when the field is missing
 * @param charset lower case; empty when not given
 */
record MediaType(String type, String charset) {

    private static final MediaType MISSING = new MediaType("", "");
    private static final MediaType JSON = new MediaType("application/json", "");

    /** Reads the value of the field; null when there is none. Never fails: what is not a media type is just not JSON. */
    static MediaType parse(String field) {
        if (field == null) {
            return MISSING;
        }
        if (field.equals("application/json")) {
            return JSON;
        }
        String[] parts = field.toLowerCase(Locale.ROOT).split(";");
        String charset = "";
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("charset=")) {
                charset = parameter.substring("charset=".length()).replace("\"", "");
            }
        }
        return new MediaType(parts.length == 0 ? "" : parts[0].strip(), charset);
    }

    /** Whether a body of this type may be parsed as JSON in UTF-8. */
    boolean isJson() {
        return (charset.isEmpty() || charset.equals("utf-8"))
                && (type.equals("application/json") || type.startsWith("application/") && type.endsWith("+json"));
    }

    /** Whether a browser sends a body of this type to another site without asking that site first. */
    boolean isSimple() {
        return switch (type) {
            case "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data" -> true;
            default -> false;
        };
    }
}
