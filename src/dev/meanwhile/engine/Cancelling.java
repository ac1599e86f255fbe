package dev.meanwhile.engine;

/** What became of a request to cancel a job. */
public enum Cancelling {
    /** It is CANCELLED. */
    CANCELLED,
    /** Its attempt has been told to stop, and has not yet. */
    STOPPING,
    /** It had finished in another way. */
    TOO_LATE,
    /** There is no such job. */
    UNKNOWN
}
