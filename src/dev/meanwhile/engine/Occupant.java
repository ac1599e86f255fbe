package dev.meanwhile.engine;

/** A run of code that has a virtual thread, and may hold the carrier of it. */
interface Occupant {

    Origin origin();

    /** Returns what it is, for people: a job's id, or a task's. */
    String label();

    /** Returns its virtual thread, or null while it has none. */
    Thread thread();

    /** Returns whether the code could as well run on a platform thread: whether it is the program's own. */
    boolean isMovable();
}
