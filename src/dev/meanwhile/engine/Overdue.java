package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Durations;
import java.time.Duration;
import java.util.Arrays;

/**
 * Tells attempts to stop, and tells of those that do not: an attempt that goes on for a while after that is stuck, and said to be
 * so again and again until it ends.
 */
final class Overdue {

    /** How long after being told to stop an attempt that still runs is called stuck. A command's process tree gets 5 s. */
    static final Duration STUCK_AFTER = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofMinutes(10);

    private final Timetable timetable;
    private final Registry registry;
    private final EventLog log;

    Overdue(Timetable timetable, Registry registry, EventLog log) {
        this.timetable = timetable;
        this.registry = registry;
        this.log = log;
    }

    /** Tells an attempt to stop; returns false if it has ended or been told already. */
    boolean tell(Attempt attempt, Ending.Told why) {
        long told = timetable.time().nanos();
        Duration patience = STUCK_AFTER.plus(notice(attempt));
        return attempt.tell(why, () -> timetable.after(patience, () -> becomesStuck(attempt, told)));
    }

    /** Returns how long it may take until its code learns that it was told: a worker elsewhere, with its next heartbeat. */
    private static Duration notice(Attempt attempt) {
        return attempt.isLeased() ? attempt.live().job().status().lease().length() : Duration.ZERO;
    }

    private void becomesStuck(Attempt attempt, long told) {
        if (attempt.becomesStuck()) {
            registry.stuck(1);
            report(attempt, told);
        }
    }

    private void report(Attempt attempt, long told) {
        if (!attempt.isStuck()) {
            return;
        }
        log.warn("attempt_stuck", "id", attempt.id(), "type", attempt.type(), "attempt", attempt.attempt(), "told", attempt.ending(),
                "for", since(told), "stack", Arrays.toString(attempt.stack()));
        timetable.after(AGAIN, () -> report(attempt, told));
    }

    /** Notes that an attempt has ended. */
    void ended(Attempt attempt) {
        if (attempt.noLongerStuck()) {
            registry.stuck(-1);
            log.info("attempt_no_longer_stuck", "id", attempt.id(), "type", attempt.type(), "attempt", attempt.attempt());
        }
    }

    private String since(long told) {
        return Durations.format(Duration.ofSeconds(Duration.ofNanos(timetable.time().nanos() - told).toSeconds()));
    }
}
