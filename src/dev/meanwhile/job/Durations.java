package dev.meanwhile.job;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}, {@code 1h30m}; or ISO
 * 8601, {@code PT30S}.
 */
public final class Durations {

    /** The longest duration there is: 100 years of 365 days. Twice that still fits a long of nanoseconds. */
    public static final Duration MAX = Duration.ofDays(36_500);

    /** What a duration may look like, for messages. */
    public static final String FORM = "a duration such as \"250ms\", \"30s\", \"1h30m\", \"1d\" or \"PT30S\"";

    private static final Pattern TERMS =
            Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");

    private Durations() { }

    /**
     * Reads a duration.
     *
     * @param text the terms in falling order, each at most once, or ISO 8601; {@code "0"} is zero
     * @return the duration, from zero to {@link #MAX}
     * @throws IllegalArgumentException if {@code text} is something else, negative, or too long; the message says so
     */
    public static Duration parse(String text) {
        Duration duration = text.startsWith("P") ? iso(text) : terms(text);
        if (duration == null) {
            throw new IllegalArgumentException("must be " + FORM + ", was " + Shown.quoted(text));
        }
        if (duration.isNegative() || duration.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("must be from 0s to " + format(MAX) + ", was " + Shown.quoted(text));
        }
        return duration;
    }

    /**
     * Writes a duration so that {@link #parse} reads it again, to the millisecond.
     *
     * @param duration what to write; null stays null
     * @return the terms that are not zero, such as {@code 1h30m}; {@code 0s} for zero
     */
    public static String format(Duration duration) {
        if (duration == null) {
            return null;
        }
        var text = new StringBuilder(12);
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException notIso) {
            return null;
        }
    }

    private static Duration terms(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher terms = TERMS.matcher(text);
        if (text.isEmpty() || !terms.matches()) {
            return null;
        }
        return Duration.ofDays(amount(terms, 1)).plusHours(amount(terms, 2)).plusMinutes(amount(terms, 3))
                .plusSeconds(amount(terms, 4)).plusMillis(amount(terms, 5));
    }

    private static long amount(Matcher terms, int group) {
        return terms.group(group) == null ? 0 : Long.parseLong(terms.group(group));
    }
}
