package dev.meanwhile.store;

import java.util.UUID;

/** A job can not wait again, because it has been forgotten. */
public final class ForgottenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ForgottenException(UUID id) {
        super("job " + id + " has been forgotten");
    }
}
