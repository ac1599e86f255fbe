package dev.meanwhile.job;

import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many in a time: {@code 100/m}, {@code 2.5/s}, {@code 10/h}, {@code 1/d}. Two are equal if they are written the same but
 * for zeros: {@code 60/m} is not {@code 1/s}.
 *
 * @param count how many, from 0.001 to 1,000,000, with at most three decimals
 * @param unit  in what time: {@link ChronoUnit#SECONDS}, {@link ChronoUnit#MINUTES}, {@link ChronoUnit#HOURS} or
 *              {@link ChronoUnit#DAYS}, of 24 hours
 */
public record Rate(BigDecimal count, ChronoUnit unit) {

    /** What a rate may look like, for messages. */
    public static final String FORM = "a rate such as \"100/m\", \"2.5/s\", \"10/h\" or \"1/d\"";

    private static final int DECIMALS = 3;

    private static final BigDecimal MIN = BigDecimal.ONE.movePointLeft(DECIMALS);
    private static final BigDecimal MAX = BigDecimal.valueOf(1_000_000);
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)/([smhd])");
    private static final Map<ChronoUnit, String> LETTERS =
            Map.of(ChronoUnit.SECONDS, "s", ChronoUnit.MINUTES, "m", ChronoUnit.HOURS, "h", ChronoUnit.DAYS, "d");

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if a member is not as it must be; the message says so
     */
    public Rate {
        // As it was given: written out, it could have a billion digits.
        String given = count.toString();
        count = count.stripTrailingZeros();
        if (count.compareTo(MIN) < 0 || count.compareTo(MAX) > 0 || count.scale() > DECIMALS) {
            throw new IllegalArgumentException("must be from " + MIN + " to " + MAX + ", with at most " + DECIMALS
                    + " decimals, was " + Shown.quoted(given));
        }
        if (!LETTERS.containsKey(unit)) {
            throw new IllegalArgumentException("must be in seconds, minutes, hours or days, was " + unit);
        }
    }

    /**
     * Reads a rate.
     *
     * @param text a count, {@code /}, and {@code s}, {@code m}, {@code h} or {@code d}
     * @return the rate
     * @throws IllegalArgumentException if {@code text} is something else, or its count out of range; the message says so
     */
    public static Rate parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("must be " + FORM + ", was " + Shown.quoted(text));
        }
        ChronoUnit unit = switch (parts.group(2)) {
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
        return new Rate(new BigDecimal(parts.group(1)), unit);
    }

    /**
     * Returns what {@link #parse} reads as this rate.
     *
     * @return the count, without zeros at its end, and the unit
     */
    @Override
    public String toString() {
        return count.toPlainString() + "/" + LETTERS.get(unit);
    }
}
