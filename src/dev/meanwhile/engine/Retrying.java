package dev.meanwhile.engine;

/** What became of a request to try a finished job again. */
public enum Retrying {
    /** It is QUEUED again, or WAITING for those that come first. */
    QUEUED,
    /** It has not finished. */
    UNFINISHED,
    /** It had SUCCEEDED. */
    SUCCEEDED,
    /** A job that comes first is forgotten, or has not succeeded and would have this one cancelled at once. */
    BLOCKED,
    /** Its type is not declared any more. */
    NO_TYPE,
    /** There is no such job. */
    UNKNOWN
}
