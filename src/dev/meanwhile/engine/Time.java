package dev.meanwhile.engine;

import dev.meanwhile.job.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks: one to show, one to measure with. What is due is decided by the second alone, so that a wall clock put
 * forward or back neither loses nor repeats anything.
 *
 * @param wall  the time of day
 * @param ticks nanoseconds since some moment; only differences mean anything, and they may wrap
 */
public record Time(InstantSource wall, LongSupplier ticks) {

    /** The machine's own. */
    public static final Time SYSTEM = new Time(InstantSource.system(), System::nanoTime);

    /** Returns the time of day in whole milliseconds, which is what is shown and recorded of it. */
    Instant now() {
        return Instant.ofEpochMilli(wall.millis());
    }

    /**
     * What both clocks showed at one moment, for times of day that are to be measured from there.
     *
     * @param at    the time of day, in whole milliseconds
     * @param nanos the tick
     */
    record Reading(Instant at, long nanos) {

        /** Returns the tick at which it will be {@code time}, if nobody sets a clock; this one if it has passed. */
        long tickOf(Instant time) {
            Duration left = Duration.between(at, time);
            if (left.isNegative()) {
                return nanos;
            }
            return nanos + (left.compareTo(Durations.MAX) < 0 ? left : Durations.MAX).toNanos();
        }
    }

    Reading read() {
        return new Reading(now(), nanos());
    }

    long nanos() {
        return ticks.getAsLong();
    }

    /** Returns the tick at which {@code delay} from now has passed. */
    long after(Duration delay) {
        return nanos() + delay.toNanos();
    }
}
