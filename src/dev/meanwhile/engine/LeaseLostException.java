package dev.meanwhile.engine;

/** What was sent with a lease is refused, because that is no longer the job's own; nothing has changed. */
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException() {
        super("the lease is no longer the job's own: it has run out, or the job was answered for");
    }
}
