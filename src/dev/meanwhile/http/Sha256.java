package dev.meanwhile.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that every JDK has. */
final class Sha256 {

    private Sha256() { }

    /** Returns the SHA-256 of all parts, one after another. */
    static byte[] of(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            // Every JDK has it: MessageDigest says so.
            throw new AssertionError(impossible);
        }
    }
}
