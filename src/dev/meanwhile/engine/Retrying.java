package dev.meanwhile.engine;

/** What became of a request to try a finished job again. */
public enum Retrying {
    /** It is QUEUED again. */
    QUEUED,
    /** It has not finished. */
    UNFINISHED,
    /** It had SUCCEEDED. */
    SUCCEEDED,
    /** Its type is not declared any more. */
    NO_TYPE,
    /** There is no such job. */
    UNKNOWN
}
