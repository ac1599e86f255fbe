package dev.meanwhile.job;

import java.util.Locale;

/** Where the Java code of an attempt runs. */
public enum Placement {

    /** A virtual thread of its own: for work that mostly waits. */
    VIRTUAL,
    /**
     * A platform thread: for work that computes. Virtual threads are not time-sliced, so a computation on one holds a
     * carrier for as long as it lasts; the operating system shares the cores among platform threads fairly.
     */
    CPU;

    /**
     * Returns the placement's name as JSON has it.
     *
     * @return the name in lower case
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
