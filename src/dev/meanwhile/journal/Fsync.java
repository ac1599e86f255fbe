package dev.meanwhile.journal;

import java.util.Locale;

/**
 * When what was written is forced out of the memory of the operating system onto the disk. Whatever is chosen, what was
 * acknowledged survives the death of this process; the choice is about the death of the machine.
 */
public enum Fsync {

    /** Before it is acknowledged: it survives a power failure. */
    ALWAYS,
    /** Five times a second: a power failure takes what was acknowledged in the last 200 ms or so. */
    INTERVAL,
    /** When the operating system likes, 30 s later perhaps, and at the end of each segment. */
    NEVER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
