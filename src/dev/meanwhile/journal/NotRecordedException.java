package dev.meanwhile.journal;

/** A record that was not written, and of which nothing is left; the message says why. */
public final class NotRecordedException extends Exception {

    private static final long serialVersionUID = 1L;

    NotRecordedException(String message) {
        super(message, null, false, false);
    }
}
