package dev.meanwhile.journal;

import dev.meanwhile.json.JsonScan;

/** What becomes of the lines of a journal when it is opened, one after the other. */
@FunctionalInterface
public interface Replay {

    /**
     * Takes a line.
     *
     * @param position where it is in the journal
     * @param length   how many bytes it takes there
     * @param op       what kind of line it is
     * @param members  the members that follow
     * @throws RuntimeException if they are not what this kind of line has
     */
    void line(long position, int length, String op, JsonScan members);
}
