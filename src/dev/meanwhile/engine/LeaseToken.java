package dev.meanwhile.engine;

import dev.meanwhile.job.Lease;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/**
 * What a worker shows with all it sends: which job, which lease of it, and 128 random bits that nobody guesses. Safe in a path.
 *
 * @param job    the job's id
 * @param number which lease of the job
 * @param secret the secret of that lease
 */
record LeaseToken(UUID job, int number, String secret) {

    private static final int SECRET_BYTES = 16;
    private static final int BYTES = 2 * Long.BYTES + Integer.BYTES + SECRET_BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** Returns a secret nobody has seen yet. */
    static String newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return ENCODER.encodeToString(secret);
    }

    static LeaseToken of(UUID job, Lease lease) {
        return new LeaseToken(job, lease.number(), lease.secret());
    }

    /** Reads a token; returns null if it is none. */
    static LeaseToken parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length != BYTES) {
                return null;
            }
            var in = ByteBuffer.wrap(bytes);
            var job = new UUID(in.getLong(), in.getLong());
            int number = in.getInt();
            byte[] secret = new byte[SECRET_BYTES];
            in.get(secret);
            return new LeaseToken(job, number, ENCODER.encodeToString(secret));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** Returns whether it is the token of that lease; how long that takes tells nothing of the secret. */
    boolean isOf(Lease lease) {
        return number == lease.number() && MessageDigest.isEqual(bytes(secret), bytes(lease.secret()));
    }

    private static byte[] bytes(String secret) {
        return secret.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the token as the worker has it. */
    String text() {
        var out = ByteBuffer.allocate(BYTES).putLong(job.getMostSignificantBits()).putLong(job.getLeastSignificantBits());
        return ENCODER.encodeToString(out.putInt(number).put(Base64.getUrlDecoder().decode(secret)).array());
    }
}
