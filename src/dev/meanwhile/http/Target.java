package dev.meanwhile.http;

/**
 * What a request is aimed at, once the {@link Guard} has found it well-formed.
 *
 * @param authority the host it names: in the request line, or else in the field Host
 * @param path      as it came, still escaped; begins with a slash, or is {@code *}
 * @param query     as it came, without its question mark; empty when there is none
 */
record Target(Authority authority, String path, String query) { }
