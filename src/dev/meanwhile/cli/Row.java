package dev.meanwhile.cli;

/**
 * A line of what {@code config} lists.
 *
 * @param name   the full name of a setting
 * @param value  a Boolean, a Number or a text, secrets masked; null for nothing
 * @param origin where the value came from
 */
record Row(String name, Object value, Origin origin) { }
