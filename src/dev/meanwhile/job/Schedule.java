package dev.meanwhile.job;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What makes a job again and again, at the times of a cron expression. Each of these times is a tick, and one tick makes at
 * most one job.
 *
 * @param name    1 to 100 of letters, digits, {@code .}, {@code _} and {@code -}, beginning with a letter or digit
 * @param when    its ticks
 * @param type    the name of the type of its jobs
 * @param input   the input of its jobs, one JSON value
 * @param catchUp how late a tick may be made up for that was missed because the server was down or its clock was put forward,
 *                from zero to {@link Durations#MAX}; of several such, only the last runs. A tick less than a minute late is in
 *                time, whatever this is
 * @param overlap what becomes of a tick while the job of an earlier one is not finished
 */
public record Schedule(String name, When when, String type, String input, Duration catchUp, Overlap overlap) {

    /** How late a tick may be made up for unless the schedule says otherwise: an hour. */
    public static final Duration DEFAULT_CATCH_UP = Duration.ofHours(1);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** What becomes of a tick while the job of an earlier one is not finished. */
    public enum Overlap {
        /** Nothing: it makes no job. */
        SKIP,
        /** It makes a job as always. */
        ALLOW
    }

    /**
     * The times of a cron expression where somebody lives.
     *
     * @param cron the expression
     * @param zone whose local time it means
     */
    public record When(Cron cron, ZoneId zone) {

        /** Checks that nothing is missing. */
        public When {
            Objects.requireNonNull(cron, "cron == null");
            Objects.requireNonNull(zone, "zone == null");
        }

        /**
         * Returns the first time after another.
         *
         * @param after when to begin, exclusive
         * @return the time, as {@link Cron#next} has it
         * @throws DateTimeException if the time is beyond what {@link java.time.LocalDateTime} can express
         */
        public Instant next(Instant after) {
            return cron.next(after, zone);
        }
    }

    /**
     * Checks the name and the range.
     *
     * @throws IllegalArgumentException if one of them is not as it must be; the message names it
     */
    public Schedule {
        Objects.requireNonNull(when, "when == null");
        Objects.requireNonNull(type, "type == null");
        Objects.requireNonNull(input, "input == null");
        Objects.requireNonNull(catchUp, "catchUp == null");
        Objects.requireNonNull(overlap, "overlap == null");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name of a schedule must be 1 to 100 letters, digits, '.', '_', '-', was "
                    + Shown.quoted(name));
        }
        if (catchUp.isNegative() || catchUp.compareTo(Durations.MAX) > 0) {
            throw new IllegalArgumentException("catchUp must be from 0s to " + Durations.format(Durations.MAX) + ", was " + catchUp);
        }
    }

    /**
     * Returns a schedule whose jobs have the input null, which makes up for what was missed within {@link #DEFAULT_CATCH_UP}, and
     * no job while an earlier one is not finished.
     *
     * @param name 1 to 100 of letters, digits, {@code .}, {@code _} and {@code -}, beginning with a letter or digit
     * @param cron its times, such as {@code "0 3 * * *"}; what is allowed is at {@link Cron}
     * @param zone whose local times they are
     * @param type the name of the type of its jobs
     * @return the schedule
     * @throws IllegalArgumentException if the name or the expression is not as it must be; the message says how
     */
    public static Schedule of(String name, String cron, ZoneId zone, String type) {
        return new Schedule(name, new When(Cron.parse(cron), zone), type, "null", DEFAULT_CATCH_UP, Overlap.SKIP);
    }

    /**
     * Returns this schedule for jobs of another input.
     *
     * @param input the input, one JSON value
     * @return the schedule
     */
    public Schedule withInput(String input) {
        return new Schedule(name, when, type, input, catchUp, overlap);
    }

    /**
     * Returns this schedule with another catch-up window.
     *
     * @param catchUp how late a tick may be made up for, from zero to {@link Durations#MAX}
     * @return the schedule
     * @throws IllegalArgumentException if it is outside that range
     */
    public Schedule withCatchUp(Duration catchUp) {
        return new Schedule(name, when, type, input, catchUp, overlap);
    }

    /**
     * Returns this schedule with another answer to jobs that overlap.
     *
     * @param overlap what becomes of a tick while the job of an earlier one is not finished
     * @return the schedule
     */
    public Schedule withOverlap(Overlap overlap) {
        return new Schedule(name, when, type, input, catchUp, overlap);
    }

    /**
     * Reads a time zone.
     *
     * @param text a region such as {@code Asia/Seoul}, {@code UTC}, or an offset such as {@code +09:00}
     * @return the zone
     * @throws IllegalArgumentException if there is no such zone; the message says so
     */
    public static ZoneId parseZone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException("must be a time zone such as \"Asia/Seoul\", \"UTC\" or \"+09:00\", was "
                    + Shown.quoted(text), unknown);
        }
    }

    /**
     * Returns the key of the job that a tick makes, so that one tick makes one job however many servers see it.
     *
     * @param tick when
     * @return {@code schedule/<name>/<instant>}
     */
    public String key(Instant tick) {
        return "schedule/" + name + "/" + tick;
    }
}
