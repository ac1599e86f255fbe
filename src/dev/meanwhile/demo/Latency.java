package dev.meanwhile.demo;

import java.time.Duration;

/**
 * How long one call took, from the time it was to be sent: a client that is held up by one answer and so asks late for the
 * next would otherwise count one long wait where there were many.
 *
 * @param time     how long
 * @param answered false if there was no answer by then, when the waiting ended
 */
record Latency(Duration time, boolean answered) { }
