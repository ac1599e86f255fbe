package dev.meanwhile.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what is under way on threads of the engine's own: attempts, from before they start until their slot has gone to the next
 * one, looks at schedules, ends of what has expired, and what listeners are still to be told. Whatever comes of one of these
 * begins before that one ends. So when none is left, nothing happens any more until time passes or somebody asks for something.
 *
 * <p>Safe for use by any thread.
 */
final class UnderWay {

    private final AtomicLong count = new AtomicLong();

    void begins() {
        count.incrementAndGet();
    }

    void ends() {
        count.decrementAndGet();
    }

    /** Returns an executor that counts each run from when it is handed over until it has ended. */
    Executor counting(Executor executor) {
        return run -> {
            begins();
            executor.execute(() -> {
                try {
                    run.run();
                } finally {
                    ends();
                }
            });
        };
    }

    boolean isNothing() {
        return count.get() == 0;
    }
}
