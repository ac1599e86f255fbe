package dev.meanwhile.engine;

import dev.meanwhile.job.JobError;
import java.time.Duration;

/** How an attempt ended, or was told to. The first one decided stands. */
sealed interface Ending {

    /** Its code returned this result, one JSON value. */
    record Returned(String result) implements Ending { }

    /** Its code threw. */
    record Threw(Throwable thrown) implements Ending { }

    /**
     * A worker in another process said that it failed.
     *
     * @param error      why, but for the attempt's number and the time
     * @param permanent  whether no other attempt could do better
     * @param retryAfter how long to wait before the next one, or null for what the policy says
     */
    record Reported(JobError error, boolean permanent, Duration retryAfter) implements Ending { }

    /** A worker in another process was not heard of for as long as its lease. */
    record RanOut() implements Ending { }

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
