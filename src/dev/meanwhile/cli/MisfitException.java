package dev.meanwhile.cli;

/** A value that is not what it has to be. The message goes on after its name: {@code must be ..., was ...}, or {@code : ...}. */
final class MisfitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MisfitException(String message) {
        super(message, null, false, false);
    }
}
