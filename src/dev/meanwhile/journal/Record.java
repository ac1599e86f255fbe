package dev.meanwhile.journal;

/** Something to be written. Its methods are called by the writer alone, in the order of the journal. */
public interface Record {

    /**
     * Returns what is to be written, when its turn has come: members of a JSON object in UTF-8, {@code "op"} first, with the
     * closing brace at the end and no line end inside; or null if nothing need be written after all.
     */
    byte[] members();

    /**
     * It has been recorded, before whoever waits for that goes on. Called again if it had to be moved, because the disk failed
     * before it was forced out.
     *
     * @param position where it is in the journal
     * @param length   how many bytes it takes there; 0 for nothing
     */
    default void recorded(long position, int length) { }

    /** It could not be written, after its members had been asked for: nothing of it is left. */
    default void refused() { }
}
