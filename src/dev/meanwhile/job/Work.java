package dev.meanwhile.job;

/**
 * What runs for a job type, input and result as JSON text: a command, an HTTP delivery, a {@link JobHandler}, or a worker in
 * another process. Safe for use by several threads at once.
 */
public interface Work {

    /** The kinds of work. */
    enum Kind {
        /** A process of the operating system. */
        COMMAND,
        /** A request to another server. */
        HTTP,
        /** A method of this program. */
        JAVA,
        /** What a worker in another process does, which asks for it. */
        REMOTE
    }

    /**
     * Returns what kind of work this is.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * Checks an input before its job is accepted.
     *
     * @param input one JSON value
     * @throws InvalidInputException if no attempt could ever do anything with {@code input}
     */
    default void check(String input) { }

    /**
     * Does the work of one attempt, on the thread of that attempt.
     *
     * @param input   one JSON value, for which {@link #check} did not throw
     * @param context the attempt
     * @return the result, one JSON value
     * @throws InterruptedException if the attempt was told to stop, and its work has stopped
     * @throws Exception            if the attempt failed
     */
    String run(String input, JobContext context) throws Exception;
}
