package dev.meanwhile.work;

import java.io.IOException;

/** A request that was not answered, or not with success. */
public final class DeliveryFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    DeliveryFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
