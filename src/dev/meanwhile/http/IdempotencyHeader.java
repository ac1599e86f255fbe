package dev.meanwhile.http;

import dev.meanwhile.store.IdempotencyKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The field {@code Idempotency-Key} (draft-ietf-httpapi-idempotency-key-header): by the draft a string of RFC 9651, in
 * quotes; most clients leave the quotes away, and mean the same key.
 */
final class IdempotencyHeader {

    private static final String NAME = "Idempotency-Key";
    private static final int MAX_LENGTH = 255;

    private IdempotencyHeader() { }

    /**
     * Returns the key of a request, or null if it has none. Reads the body.
     *
     * @throws ProblemException 400 if the field is not understood, 413 if the body is too long
     */
    static IdempotencyKey key(Exchange exchange) throws IOException {
        List<String> fields = exchange.headers(NAME);
        return fields.isEmpty() ? null : new IdempotencyKey(parse(fields), fingerprint(exchange));
    }

    /** Returns the text of the key, without quotes and escapes. */
    static String parse(List<String> fields) {
        if (fields.size() > 1) {
            throw bad("is there " + fields.size() + " times");
        }
        String field = fields.getFirst().strip();
        String key = field.startsWith("\"") ? unquoted(field) : bare(field);
        if (key.isEmpty()) {
            throw bad("is empty");
        }
        if (key.length() > MAX_LENGTH) {
            throw bad("has " + key.length() + " characters");
        }
        return key;
    }

    private static String unquoted(String field) {
        var key = new StringBuilder(field.length());
        for (int i = 1; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '"') {
                if (i < field.length() - 1) {
                    throw bad("goes on after its closing quote");
                }
                return key.toString();
            }
            if (c == '\\') {
                i++;
                if (i == field.length() || field.charAt(i) != '"' && field.charAt(i) != '\\') {
                    throw bad("has a backslash with neither a quote nor a backslash after it");
                }
                c = field.charAt(i);
            } else if (c < ' ' || c > '~') {
                throw badCharacter(c);
            }
            key.append(c);
        }
        throw bad("has no closing quote");
    }

    private static String bare(String field) {
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c <= ' ' || c > '~' || c == '"') {
                throw badCharacter(c);
            }
        }
        return field;
    }

    private static ProblemException badCharacter(char c) {
        return bad(c == ' ' ? "has a space outside quotes" : c == '"' ? "has a quote that nothing opens"
                : "has the character U+%04X".formatted((int) c));
    }

    private static ProblemException bad(String why) {
        return ProblemException.of(Problem.BAD_IDEMPOTENCY_KEY, NAME + " " + why + "; it must be there once, with 1 to " + MAX_LENGTH
                + " characters: printable ASCII in double quotes, a backslash before each quote and backslash, or visible ASCII"
                + " without quotes");
    }

    /** Returns a digest of all that tells one request from another. Neither path nor query has a line end in it. */
    private static String fingerprint(Exchange exchange) throws IOException {
        Target target = exchange.target();
        String line = exchange.method() + ' ' + target.path() + '?' + target.query() + '\n';
        byte[] digest = Sha256.of(line.getBytes(StandardCharsets.UTF_8), exchange.body());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }
}
