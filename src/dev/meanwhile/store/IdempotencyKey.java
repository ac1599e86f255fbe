package dev.meanwhile.store;

/**
 * What a client gave a request so that repeating it does no harm (draft-ietf-httpapi-idempotency-key-header).
 *
 * @param text        the key, 1 to 255 characters
 * @param fingerprint a digest of everything the request asked for, to tell whether one of the same key is the same request
 */
public record IdempotencyKey(String text, String fingerprint) { }
