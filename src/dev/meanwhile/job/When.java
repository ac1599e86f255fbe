package dev.meanwhile.job;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** A moment as a submitter names it: so long after the job is accepted, or a time of day. */
public sealed interface When {

    /** At once. */
    When NOW = new In(Duration.ZERO);

    /**
     * So long after the job is accepted.
     *
     * @param delay how long, not negative
     */
    record In(Duration delay) implements When {

        /** Checks that there is a delay. */
        public In {
            Objects.requireNonNull(delay, "delay == null");
        }

        @Override
        public Instant from(Instant accepted) {
            return wholeMillis(accepted.plus(delay));
        }
    }

    /**
     * A time of day.
     *
     * @param time when; rounded up to whole milliseconds
     */
    record At(Instant time) implements When {

        /** Rounds the time up. */
        public At {
            time = wholeMillis(time);
        }

        @Override
        public Instant from(Instant accepted) {
            return time.isAfter(accepted) ? time : accepted;
        }
    }

    /**
     * Returns the time that is meant.
     *
     * @param accepted when the job is accepted
     * @return the time in whole milliseconds; {@code accepted} if it has passed by then
     */
    Instant from(Instant accepted);

    private static Instant wholeMillis(Instant time) {
        Instant whole = time.truncatedTo(ChronoUnit.MILLIS);
        return whole.equals(time) ? time : whole.plusMillis(1);
    }
}
