package dev.meanwhile.job;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the five fields of a cron expression: reads the values it names as a set of bits, bit n for the value n. */
enum CronField {

    MINUTE("minute", 0, 59, 60, List.of()),
    HOUR("hour", 0, 23, 24, List.of()),
    DAY_OF_MONTH("day of month", 1, 31, 31, List.of()),
    MONTH("month", 1, 12, 12, List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    /** Sunday is 0 and 7; in the set it is 0. */
    DAY_OF_WEEK("day of week", 0, 7, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

    private static final Pattern TERM = Pattern.compile("(?:\\*|(\\w+)(?:-(\\w+))?)(?:/([0-9]{1,9}))?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    private final String title;
    private final int first;
    private final int last;
    /** How many values there are before they begin anew. */
    private final int size;
    /** For the values from the first on. */
    private final List<String> names;

    CronField(String title, int first, int last, int size, List<String> names) {
        this.title = title;
        this.first = first;
        this.last = last;
        this.size = size;
        this.names = names;
    }

    /**
     * Reads a field.
     *
     * @return its values, at least one
     * @throws IllegalArgumentException if it can not be read; the message names the field, what it was and what it may be
     */
    long parse(String text) {
        long values = 0;
        for (String term : text.split(",", -1)) {
            values |= term(term, text);
        }
        return values;
    }

    private long term(String text, String field) {
        Matcher term = TERM.matcher(text);
        if (!term.matches()) {
            throw new IllegalArgumentException(title + " must be \"*\" or " + range() + ", or lists, ranges and steps of these such as "
                    + "\"1,3\", \"1-3\" and \"*/2\", was " + Shown.quoted(text.isEmpty() ? field : text));
        }
        boolean hasStep = term.group(3) != null;
        int step = hasStep ? step(term.group(3), text) : 1;
        if (term.group(1) == null) {
            return values(first, last, step);
        }
        int from = value(term.group(1));
        if (term.group(2) != null) {
            return values(from, value(term.group(2)), step);
        }
        return values(from, hasStep ? last : from, step);
    }

    /** Every {@code step}-th value from one to another, past the end of the field and on from its beginning if need be. */
    private long values(int from, int to, int step) {
        long values = 0;
        for (int value = from, end = to < from ? to + size : to; value <= end; value += step) {
            values |= 1L << first + (value - first) % size;
        }
        return values;
    }

    private int value(String text) {
        int value = DIGITS.matcher(text).matches() ? Integer.parseInt(text) : name(text);
        if (value < first || value > last) {
            throw new IllegalArgumentException(title + " must be " + range() + ", was " + Shown.quoted(text));
        }
        return value;
    }

    /** The value of a name, or -1, which no field has. */
    private int name(String text) {
        int index = names.indexOf(text.toLowerCase(Locale.ROOT));
        return index < 0 ? -1 : first + index;
    }

    private int step(String digits, String text) {
        int step = Integer.parseInt(digits);
        // A longer one would never be taken, and */90 would be every hour instead of every 90 minutes.
        if (step < 1 || step > size) {
            throw new IllegalArgumentException(title + " must have a step from 1 to " + size + ", was " + Shown.quoted(text));
        }
        return step;
    }

    private String range() {
        String numbers = "from " + first + " to " + last;
        return names.isEmpty() ? numbers : numbers + " or " + names.getFirst() + " to " + names.getLast();
    }
}
