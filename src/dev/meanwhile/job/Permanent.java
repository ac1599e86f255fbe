package dev.meanwhile.job;

/** Fails a job for good: thrown by a handler whose next attempt could only fail in the same way. */
public final class Permanent extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception for an error of the program's own, which the job then shows as its error.
     *
     * @param cause what went wrong, not null
     */
    public Permanent(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    /**
     * Creates an exception with nothing but a message.
     *
     * @param message what went wrong
     */
    public Permanent(String message) {
        super(message);
    }
}
