package dev.meanwhile.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A cron expression: which minutes of the calendar something is to happen in. Immutable.
 *
 * <p>It has five fields with blanks between them: minute (0-59), hour (0-23), day of month (1-31), month (1-12 or
 * {@code jan}-{@code dec}) and day of week (0-7 or {@code sun}-{@code sat}; both 0 and 7 are Sunday). A field is {@code *},
 * or a list with commas of
 * <ul>
 *   <li>a value, {@code 5} or {@code fri}; names are written in capitals or not,
 *   <li>a range, {@code 1-5}; one that ends before it begins goes on past the end of the field: {@code 22-2} is 22, 23, 0, 1
 *       and 2, and {@code fri-mon} four days,
 *   <li>a step through all values, {@code *}{@code /15}, through a range, {@code 10-40/10}, or from a value to the field's
 *       last one, {@code 3/15}; the last day of the week is Sunday, 7.
 * </ul>
 * Instead of the fields it may be one of {@code @yearly} or {@code @annually} ({@code 0 0 1 1 *}), {@code @monthly}
 * ({@code 0 0 1 * *}), {@code @weekly} ({@code 0 0 * * 0}), {@code @daily} or {@code @midnight} ({@code 0 0 * * *}) and
 * {@code @hourly} ({@code 0 * * * *}). There are no seconds and no {@code L}, {@code W}, {@code #} or {@code ?}.
 *
 * <p>Days are chosen as Vixie cron chooses them. If neither the day of month nor the day of week begins with {@code *}, a day
 * is right when <em>either</em> of the two names it: {@code 0 0 13 * fri} is every Friday and every 13th. If one of them begins
 * with {@code *}, both must name it; so {@code 0 0 *}{@code /2 * fri} is every Friday with an odd date.
 *
 * <p>The expression names local times, and each local time counts once. One that a zone skips, because its clocks are put
 * forward, counts right after the gap, where several of them become one. Of one that comes twice, because clocks are put
 * back, only the first is taken, whatever the expression: {@code *}{@code /15 * * * *} rests while an hour is repeated. What
 * must keep its pace is scheduled in UTC.
 */
public final class Cron {

    private static final Map<String, String> NAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    private final String expression;
    // Bit n for the value n.
    private final long minutes;
    private final long hours;
    private final long days;
    private final long months;
    private final long weekdays;
    /** Whether one of days and weekdays is enough. */
    private final boolean either;

    private Cron(String expression, String[] fields) {
        this.expression = expression;
        minutes = CronField.MINUTE.parse(fields[0]);
        hours = CronField.HOUR.parse(fields[1]);
        days = CronField.DAY_OF_MONTH.parse(fields[2]);
        months = CronField.MONTH.parse(fields[3]);
        weekdays = CronField.DAY_OF_WEEK.parse(fields[4]);
        either = !fields[2].startsWith("*") && !fields[4].startsWith("*");
        if (!either && !existsDay()) {
            throw new IllegalArgumentException("day of month must occur in month " + Shown.quoted(fields[3]) + ", was "
                    + Shown.quoted(fields[2]));
        }
    }

    /**
     * Reads an expression.
     *
     * @param text five fields or an {@code @} name; blanks around it, and more than one between fields, do not matter
     * @return the expression
     * @throws IllegalArgumentException if {@code text} is something else, or names only days that no year has, such as the 30th
     *         of February; the message names the field, what it was and what it may be
     */
    public static Cron parse(String text) {
        String expression = String.join(" ", text.strip().split("\\s+"));
        String[] fields = NAMES.getOrDefault(expression.toLowerCase(Locale.ROOT), expression).split(" ");
        if (fields.length != 5) {
            throw new IllegalArgumentException("must be five fields (minute, hour, day of month, month, day of week) such as \"0 3 * * *\""
                    + " or one of " + String.join(", ", new TreeSet<>(NAMES.keySet())) + ", was " + Shown.quoted(text));
        }
        return new Cron(expression, fields);
    }

    /**
     * Returns the first time after another. The work is bounded, however rare the expression's times are: they are never more
     * than 40 years apart.
     *
     * @param after when to begin, exclusive
     * @param zone  whose local time the expression means
     * @return the time: the beginning of a minute of the expression or, if the zone skips that, the end of the gap
     * @throws DateTimeException if the time is beyond what {@link LocalDateTime} can express
     */
    public Instant next(Instant after, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        // More than one step only while a local time comes for the second time, hence at most a day of minutes.
        while (true) {
            local = following(local);
            Instant time = instant(local, rules);
            if (time.isAfter(after)) {
                return time;
            }
        }
    }

    private static Instant instant(LocalDateTime local, ZoneRules rules) {
        ZoneOffsetTransition change = rules.getTransition(local);
        // Where a local time comes twice, its offset is the earlier one, hence the time the first.
        return change != null && change.isGap() ? change.getInstant() : local.toInstant(rules.getOffset(local));
    }

    /** The first local time of this expression that is later than {@code local}. */
    private LocalDateTime following(LocalDateTime local) {
        LocalDateTime from = local.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        LocalDate day = day(from.toLocalDate());
        if (day.equals(from.toLocalDate())) {
            int minute = has(hours, from.getHour()) ? nextBit(minutes, from.getMinute()) : Long.SIZE;
            if (minute < Long.SIZE) {
                return day.atTime(from.getHour(), minute);
            }
            int hour = nextBit(hours, from.getHour() + 1);
            if (hour < Long.SIZE) {
                return day.atTime(hour, nextBit(minutes, 0));
            }
            day = day(day.plusDays(1));
        }
        return day.atTime(nextBit(hours, 0), nextBit(minutes, 0));
    }

    /** The first day of this expression that is not before {@code from}. */
    private LocalDate day(LocalDate from) {
        YearMonth month = YearMonth.from(from);
        int earliest = from.getDayOfMonth();
        while (true) {
            int day = has(months, month.getMonthValue()) ? nextBit(daysOf(month), earliest) : Long.SIZE;
            if (day < Long.SIZE) {
                return month.atDay(day);
            }
            month = month.plusMonths(1);
            earliest = 1;
        }
    }

    private long daysOf(YearMonth month) {
        long onWeekday = 0;
        for (int day = 1, weekday = month.atDay(1).getDayOfWeek().getValue(); day <= month.lengthOfMonth(); day++, weekday++) {
            onWeekday |= (weekdays >>> weekday % 7 & 1) << day;
        }
        return either ? daysUpTo(month.lengthOfMonth()) | onWeekday : days & onWeekday;
    }

    /** Whether some month has one of the days, in a leap year at least; such a day falls on every weekday some time. */
    private boolean existsDay() {
        for (Month month : Month.values()) {
            if (has(months, month.getValue()) && daysUpTo(month.maxLength()) != 0) {
                return true;
            }
        }
        return false;
    }

    private long daysUpTo(int last) {
        return days & (1L << last + 1) - 1;
    }

    private static boolean has(long bits, int value) {
        return (bits >>> value & 1) != 0;
    }

    /** The lowest value from {@code first} on, which is less than 64, or 64 if there is none. */
    private static int nextBit(long bits, int first) {
        return Long.numberOfTrailingZeros(bits & -1L << first);
    }

    /**
     * Returns whether another object is this expression, written the same way but for blanks.
     *
     * @param other what to compare with
     * @return whether they are equal
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof Cron cron && cron.expression.equals(expression);
    }

    /**
     * Returns a hash code.
     *
     * @return the hash code
     */
    @Override
    public int hashCode() {
        return expression.hashCode();
    }

    /**
     * Returns the expression.
     *
     * @return what {@link #parse} was given, with one blank between fields
     */
    @Override
    public String toString() {
        return expression;
    }
}
