package dev.meanwhile.engine;

import dev.meanwhile.job.Rate;
import java.time.Duration;

/** How soon a queue may start another attempt, for all its rate is concerned. Guarded by the queue's lock. */
final class Pace {

    private final Timetable timetable;
    /** Run without the lock, when the rate allows a start that was waited for. */
    private final Runnable due;
    /** Null without a rate. */
    private TokenBucket bucket;
    /** What looks again when there is a token, or null while nothing waits for one. */
    private Timetable.Entry wake;

    /** Creates one without a rate. */
    Pace(Timetable timetable, Runnable due) {
        this.timetable = timetable;
        this.due = due;
    }

    /** Goes on with another rate, or with none if it is null. */
    void rate(Rate next) {
        long now = timetable.time().nanos();
        if (next == null) {
            bucket = null;
        } else if (bucket == null) {
            bucket = new TokenBucket(next, now);
        } else {
            bucket.change(next, now);
        }
        if (wake != null) {
            // Set again by whoever looks next, and with the new rate.
            wake.cancel();
            wake = null;
        }
    }

    /** Returns how many nanoseconds it is until the rate allows another start. */
    long untilNext() {
        return bucket == null ? 0 : bucket.nanosUntilNext(timetable.time().nanos());
    }

    /** Counts a start. */
    void take() {
        if (bucket != null) {
            bucket.tryTake(timetable.time().nanos());
        }
    }

    /** Has {@link #due} run when another start is allowed. */
    void await() {
        if (wake == null) {
            wake = timetable.after(Duration.ofNanos(untilNext()), due);
        }
    }

    /** What was awaited has come. */
    void awaited() {
        wake = null;
    }
}
