package dev.meanwhile.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Entity tags (RFC 9110 section 8.8.3): strong ones, made from what they stand for. */
final class EntityTag {

    private static final int BYTES = 12;

    private EntityTag() { }

    /** Returns the tag of a representation: the beginning of its SHA-256, in quotes. */
    static String of(String representation) {
        byte[] hash = Sha256.of(representation.getBytes(StandardCharsets.UTF_8));
        return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES)) + '"';
    }

    /** Returns whether {@code If-None-Match} names the tag: by weak comparison (section 13.1.2), or with {@code *}. */
    static boolean matches(List<String> lines, String tag) {
        for (String line : lines) {
            for (String item : line.split(",")) {
                String named = item.strip();
                if (named.equals("*") || named.equals(tag) || named.equals("W/" + tag)) {
                    return true;
                }
            }
        }
        return false;
    }
}
