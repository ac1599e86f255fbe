package dev.meanwhile.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-escapes (RFC 3986) undone, once and strictly: what is decoded here is decoded nowhere else. */
final class Percent {

    private Percent() { }

    /**
     * Decodes one path segment.
     *
     * @throws ProblemException 400 for a bad escape, and for an escaped slash or control character: an id with one of
     *         these would change its meaning wherever it is written out again
     */
    static String decodeSegment(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        String segment = decode(raw, false);
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '/' || Character.isISOControl(c)) {
                throw ProblemException.of(Problem.MALFORMED_REQUEST,
                        "the path segment " + raw + " has an escaped slash or control character");
            }
        }
        return segment;
    }

    /** Decodes a name or value of a query, in which a plus is a space. */
    static String decodeParameter(String raw) {
        return raw.indexOf('%') < 0 && raw.indexOf('+') < 0 ? raw : decode(raw, true);
    }

    private static String decode(String raw, boolean plusIsSpace) {
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw ProblemException.of(Problem.MALFORMED_REQUEST, "bad percent-escape in " + raw);
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                // The guard has let through ASCII only, so that a char is a byte.
                bytes[length++] = (byte) (plusIsSpace && c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
        } catch (CharacterCodingException malformed) {
            throw ProblemException.of(Problem.MALFORMED_REQUEST, "percent-escapes in " + raw + " are not UTF-8");
        }
    }
}
