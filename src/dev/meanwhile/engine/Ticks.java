package dev.meanwhile.engine;

import dev.meanwhile.job.Schedule;
import dev.meanwhile.job.Schedule.When;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What to do about the ticks of a schedule at one moment: decided here, done by the caller. Immutable.
 *
 * <p>A tick is handled once: it runs or it is skipped, and neither again. How far a schedule is handled is all there is to
 * remember of it. Ticks that the server missed, because it was down or its clock was put forward, come together: the last of
 * them runs if it is not older than the schedule's catch-up window, the others are skipped. A clock put back makes no tick
 * happen again: the schedule rests until the clock is where it was.
 *
 * @param verdicts what to do with each tick that is due, earliest first
 * @param handled  how far the schedule is handled then, to be given to {@link #decide} the next time
 * @param delay    after how long to decide again: when the next tick is due, but at most a minute, because the clock that
 *                 ticks go by may be put forward
 */
record Ticks(List<Verdict> verdicts, Instant handled, Duration delay) {

    /** How late a tick may be and still be in time: cron's own resolution. */
    private static final Duration IN_TIME = Duration.ofMinutes(1);

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    /** What setting the wrong time zone can put a clock wrong by, from +14:00 to -12:00. */
    private static final Duration MAX_AHEAD = Duration.ofHours(26);

    /** How many missed ticks are counted: a clock may be wrong by decades. */
    private static final int MAX_COUNTED = 1_000;

    /** What becomes of a tick, or of several in a row. */
    sealed interface Verdict { }

    /** The tick makes a job. */
    record Run(Instant tick) implements Verdict { }

    /**
     * Ticks make no job.
     *
     * @param first the first of them
     * @param last  the last of them
     * @param count how many they are, at most 1,000; that many may be more
     */
    record Skip(Instant first, Instant last, int count, Reason reason) implements Verdict { }

    /** Why a tick makes no job. */
    enum Reason {
        /** Nobody was there at its time, and it is too late for it now, or a later one runs in its place. */
        MISSED,
        /** The job of an earlier tick is not finished. */
        OVERLAP
    }

    /**
     * Decides about the ticks of a schedule that are due and not handled.
     *
     * @param handled what the last decision said; for a new schedule, and for one whose times have changed, when that was
     * @param now     the time of day
     * @param running whether the job of an earlier tick is not finished
     */
    static Ticks decide(Schedule schedule, Instant handled, Instant now, boolean running) {
        Instant from = begin(handled, now);
        When when = schedule.when();
        Instant first = when.next(from);
        if (first.isAfter(now)) {
            return new Ticks(List.of(), from, untilNext(first, now));
        }
        var verdicts = new ArrayList<Verdict>(2);
        Instant last = last(when, first, now);
        if (last.isBefore(now.minus(longer(schedule.catchUp(), IN_TIME)))) {
            verdicts.add(missed(when, first, last));
        } else {
            if (first.isBefore(last)) {
                verdicts.add(missed(when, first, last(when, first, last.minusNanos(1))));
            }
            boolean overlaps = running && schedule.overlap() == Schedule.Overlap.SKIP;
            verdicts.add(overlaps ? new Skip(last, last, 1, Reason.OVERLAP) : new Run(last));
        }
        return new Ticks(List.copyOf(verdicts), last, untilNext(when.next(last), now));
    }

    private static Instant begin(Instant handled, Instant now) {
        // So far ahead the clock was wrong then rather than put back now, and to wait could mean to wait for years.
        return handled.isAfter(now.plus(MAX_AHEAD)) ? now : handled;
    }

    /**
     * Returns the next times of a schedule.
     *
     * @param handled how far it is handled
     * @param now     the time of day
     * @param count   how many
     */
    static List<Instant> next(Schedule schedule, Instant handled, Instant now, int count) {
        Instant from = begin(handled, now);
        return Stream.iterate(schedule.when().next(from.isAfter(now) ? from : now), schedule.when()::next).limit(count).toList();
    }

    /**
     * The last tick up to {@code limit}, where {@code first} is one. Finds it by halving, in some thirty steps, because there may
     * be millions between.
     */
    private static Instant last(When when, Instant first, Instant limit) {
        Instant tick = first;
        // There is no tick after it up to the limit.
        Instant end = limit;
        for (Instant next = when.next(tick); !next.isAfter(limit); next = when.next(tick)) {
            Instant middle = next.plus(Duration.between(next, end).dividedBy(2));
            Instant later = when.next(middle);
            if (later.isAfter(limit)) {
                tick = next;
                end = middle;
            } else {
                tick = later;
            }
        }
        return tick;
    }

    private static Skip missed(When when, Instant first, Instant last) {
        int count = 1;
        for (Instant tick = first; tick.isBefore(last) && count < MAX_COUNTED; tick = when.next(tick)) {
            count++;
        }
        return new Skip(first, last, count, Reason.MISSED);
    }

    private static Duration untilNext(Instant next, Instant now) {
        Duration time = Duration.between(now, next);
        return time.compareTo(LOOK_AGAIN) < 0 ? time : LOOK_AGAIN;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
