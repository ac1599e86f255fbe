package dev.meanwhile.engine;

import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.JobState;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What one job waits for: how many others have still to end, and which of them was the first to spoil it. Safe for use by any thread. */
final class Vigil {

    /** A job that did not succeed, and how it ended. */
    record Failure(UUID id, JobState state) { }

    final LiveJob live;
    /** The tick at which the job is due by itself. */
    final long due;
    private final AtomicInteger left;
    private final AtomicReference<Failure> failure = new AtomicReference<>();

    /** Begins to wait; one is counted besides those that come first, until {@link #begun}. */
    Vigil(LiveJob live, long due, int firsts) {
        this.live = live;
        this.due = due;
        this.left = new AtomicInteger(firsts + 1);
    }

    /** All that come first have been looked at. */
    void begun() {
        left.decrementAndGet();
    }

    /** One that comes first has ended. */
    void ended(UUID id, JobState state) {
        if (state != JobState.SUCCEEDED && live.job().request().options().more().afterFailure() == AfterFailure.CANCEL) {
            failure.compareAndSet(null, new Failure(id, state));
        }
        left.decrementAndGet();
    }

    boolean isOver() {
        return left.get() <= 0 || failure.get() != null;
    }

    /** Returns what spoilt it, or null. */
    Failure failure() {
        return failure.get();
    }
}
