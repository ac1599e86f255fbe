package dev.meanwhile.engine;

/**
 * What an attempt holds of a queue while it runs. It is kept with the attempt, because the job may be in another queue by the
 * time it is given back.
 *
 * @param line the line the job came from
 * @param key  the use of its concurrency key, or null
 * @param gate the gate at which it was given a place, or null
 */
record Slot(Line line, KeyUse key, Gate gate) {

    /** Gives it back when the attempt has ended; its place at the gate is given back before. */
    void vacate() {
        line.queue().vacate(this);
    }
}
