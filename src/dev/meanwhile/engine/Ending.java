package dev.meanwhile.engine;

/** How an attempt ended, or was told to. The first one decided stands. */
sealed interface Ending {

    /** Its code returned this result, one JSON value. */
    record Returned(String result) implements Ending { }

    /** Its code threw. */
    record Threw(Throwable thrown) implements Ending { }

    /** It was told to stop. */
    enum Told implements Ending {
        /** Its time was up. */
        TIMEOUT,
        /** Somebody asked for it. */
        CANCEL,
        /** The server stops. */
        SHUTDOWN
    }
}
