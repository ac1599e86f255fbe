package dev.meanwhile.engine;

/**
 * Something that ran, and was told to stop because the engine stops.
 *
 * @param what    what it is, for people
 * @param putBack whether it is to run again, as far as it is recorded
 */
public record CutOff(String what, boolean putBack) { }
