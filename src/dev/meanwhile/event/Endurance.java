package dev.meanwhile.event;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Has a thread go on that everything depends on, whatever is thrown: as when memory is used up, which will pass, and be another's
 * doing. Once it was made it makes no object of its own, nor names a string for the first time; that would fail in turn.
 *
 * <p>Safe for use by any thread.
 */
public final class Endurance {

    private final String event;
    private final String field = "error";
    private final EventLog log;
    /** Whatever is the matter needs a moment to pass. */
    private final long pause = Duration.ofMillis(10).toNanos();

    /**
     * Creates what tells of failures.
     *
     * @param event the name of what it tells
     */
    public Endurance(String event, EventLog log) {
        this.event = event;
        this.log = log;
    }

    /** Runs {@code body} again and again, until it returns. */
    public void run(Runnable body) {
        while (true) {
            try {
                body.run();
                return;
            } catch (Throwable thrown) {
                failed(thrown);
            }
        }
    }

    /** Tells of a failure, if that is possible, and waits a moment. */
    public void failed(Throwable thrown) {
        log.error(event, field, thrown);
        LockSupport.parkNanos(pause);
    }
}
