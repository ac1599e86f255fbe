package dev.meanwhile.store;

/** What has become of a job could not be recorded, because the store was closed before that. */
public final class StoreClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    StoreClosedException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
