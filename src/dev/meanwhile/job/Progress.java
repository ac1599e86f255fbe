package dev.meanwhile.job;

import java.time.Instant;

/**
 * How far an attempt has come.
 *
 * @param fraction how much is done, from 0 to 1
 * @param message  what is being done, or null
 * @param at       when it was said
 */
public record Progress(double fraction, String message, Instant at) { }
