package crash;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ends the server the moment a client has had an answer: whatever the answer promises must be on disk by then, and a moment
 * later it would be in any case. Safe for use by any thread.
 */
final class Trap {

    /** What an answer may promise. */
    enum Promise {
        /** The job will run. */
        ACCEPTED,
        /** All jobs of a batch will. */
        ALL_ACCEPTED,
        /** It will never run. */
        CANCELLED,
        /** It runs, will not stop for a while, and will have been cancelled then. */
        STOPPING,
        /** It has ended in this way. */
        ENDED
    }

    private record Armed(Promise promise, Runnable kill, CountDownLatch sprung) { }

    private final AtomicReference<Armed> armed = new AtomicReference<>();

    /**
     * Waits for an answer of that kind, but no longer than {@code millis}, for {@code kill} to follow it at once.
     *
     * @return whether there was one
     */
    boolean set(Promise promise, Runnable kill, long millis) throws InterruptedException {
        var trap = new Armed(promise, kill, new CountDownLatch(1));
        armed.set(trap);
        if (trap.sprung.await(millis, TimeUnit.MILLISECONDS)) {
            return true;
        } else if (armed.compareAndSet(trap, null)) {
            return false;
        }
        // It springs right now.
        trap.sprung.await();
        return true;
    }

    /** Tells of an answer, before anything is done about it. */
    void answered(Promise promise) {
        Armed trap = armed.get();
        if (trap != null && trap.promise == promise && armed.compareAndSet(trap, null)) {
            trap.kill.run();
            trap.sprung.countDown();
        }
    }
}
