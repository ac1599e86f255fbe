package dev.meanwhile.job;

/**
 * What is wrong with one member of an input.
 *
 * @param pointer where it is, as a JSON Pointer (RFC 6901) into the input; empty for the input itself
 * @param detail  what is wrong with it, to follow its name: {@code is required}
 */
public record InputError(String pointer, String detail) { }
