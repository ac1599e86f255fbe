package dev.meanwhile.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told otherwise. */
final class FakeTime {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    /** How far the wall clock has been put forward or back. */
    private final AtomicLong skew = new AtomicLong();

    Time time() {
        return new Time(() -> START.plusNanos(nanos.get() + skew.get()), nanos::get);
    }

    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    void putWallClock(Duration forward) {
        skew.addAndGet(forward.toNanos());
    }
}
