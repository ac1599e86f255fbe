package dev.meanwhile.journal;

/** How far a record has to have come before whoever appended it goes on. */
public enum Ack {

    /** Written: it survives the death of this process, unless the disk fails before it is forced: then it is written again. */
    WRITTEN,
    /** Forced onto the disk, as far as {@link Fsync} says. */
    FORCED
}
