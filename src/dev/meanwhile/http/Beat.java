package dev.meanwhile.http;

import java.time.Duration;

/** Something that is due again and again. Confined to one thread. */
final class Beat {

    private final long nanos;
    private long due;

    Beat(Duration interval) {
        this.nanos = interval.toNanos();
        this.due = System.nanoTime() + nanos;
    }

    /** Returns whether it is due, and if so, lets it be due again later. */
    boolean isDue() {
        long now = System.nanoTime();
        if (now - due < 0) {
            return false;
        }
        due = now + nanos;
        return true;
    }

    /** Returns how long it is until it is due; negative if it has been. */
    Duration left() {
        return Duration.ofNanos(due - System.nanoTime());
    }

    /** Returns how long it is until this or {@code other} is due. */
    Duration orSooner(Beat other) {
        Duration mine = left();
        Duration others = other.left();
        return mine.compareTo(others) < 0 ? mine : others;
    }
}
