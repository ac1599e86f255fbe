package dev.meanwhile.job;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** One attempt, as its own code sees it. Safe for use by any thread; after the attempt has ended it does nothing. */
public interface JobContext {

    /**
     * Returns the job's id.
     *
     * @return a UUID of version 7, the same for all attempts
     */
    UUID id();

    /**
     * Returns the name of the job's type.
     *
     * @return the name
     */
    String type();

    /**
     * Returns which attempt this is.
     *
     * @return the number, from 1
     */
    int attempt();

    /**
     * Returns the results of the jobs this one runs after, read anew at each call.
     *
     * @return the result of each as JSON text, by its id, in the order in which they were named; {@code "null"} where one did not
     *         succeed
     * @throws IllegalStateException if they are more together than may be in memory for one attempt
     */
    default Map<UUID, String> after() {
        return Map.of();
    }

    /**
     * Says how far the work has come.
     *
     * @param fraction how much is done, from 0 to 1
     * @param message  what is being done, at most 1,000 characters (more are cut off); may be null
     * @throws IllegalArgumentException if {@code fraction} is not from 0 to 1
     */
    void progress(double fraction, String message);

    /**
     * Adds to the job's log. The log is bounded: of a long one, the beginning and the end are kept.
     *
     * @param line what to say; line ends within it begin new lines
     */
    void log(String line);

    /**
     * Returns whether this attempt should stop: it was cancelled, its time is up, or the server stops. The attempt's
     * thread has been interrupted as well; this is for code that does not block.
     *
     * @return whether to stop
     */
    boolean cancelled();

    /**
     * Returns when this attempt's time is up.
     *
     * @return the time, or null if it has no timeout
     */
    Instant deadline();
}
