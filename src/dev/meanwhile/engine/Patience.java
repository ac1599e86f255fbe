package dev.meanwhile.engine;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits, a moment at a time, for the thread that is bringing a job from one state to the next, or into or out of the registry:
 * it will not be long. For use by one thread.
 */
final class Patience {

    private static final Duration MOMENT = Duration.ofNanos(50_000);
    private static final Duration MOST = Duration.ofSeconds(30);

    private final UUID id;
    private final long began = System.nanoTime();

    Patience(UUID id) {
        this.id = id;
    }

    /** Waits a moment; fails if that was tried for too long. */
    void pause() {
        if (System.nanoTime() - began > MOST.toNanos()) {
            throw new IllegalStateException("job " + id + " is neither waiting nor running nor finished");
        }
        LockSupport.parkNanos(MOMENT.toNanos());
    }
}
