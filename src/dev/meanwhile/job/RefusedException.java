package dev.meanwhile.job;

import java.util.concurrent.RejectedExecutionException;

/** Work that was not accepted, and of which nothing was kept: it can be submitted again later. */
public final class RefusedException extends RejectedExecutionException {

    private static final long serialVersionUID = 1L;

    /** Why work is refused. */
    public enum Reason {
        /** As much is waiting as may wait. */
        QUEUE_FULL,
        /** The server is stopping. */
        STOPPING,
        /** It could not be recorded, as when the disk is full. */
        NOT_RECORDED
    }

    /** Why it was refused. */
    private final Reason reason;

    /**
     * Creates an exception.
     *
     * @param reason  why
     * @param message why, with the numbers
     */
    public RefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Returns why the work was refused.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
