package dev.meanwhile.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.meanwhile.job.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The value of one option, as it came. Each method reads it as one kind of value.
 *
 * <p>All of them throw an {@link IllegalArgumentException} that says what the value must be, if it is not.
 */
record OptionValue(JsonElement json) {

    private static final String TIME_FORM = "a time such as \"2026-12-01T03:00:00Z\"";
    private static final int MAX_SHOWN = 100;

    Duration duration() {
        return duration(Durations.FORM);
    }

    /** Reads a duration where there might have been a time. */
    Duration durationOrTime() {
        return duration(Durations.FORM + ", or " + TIME_FORM);
    }

    private Duration duration(String form) {
        if (isNumber() && json.getAsString().equals("0")) {
            return Duration.ZERO;
        }
        if (isString()) {
            return Durations.parse(json.getAsString());
        }
        throw mustBe(form);
    }

    /** Returns whether it is meant for a time: it begins with a year. */
    boolean isTime() {
        return isString() && json.getAsString().matches("\\d{4}-.*");
    }

    Instant time() {
        if (isString()) {
            try {
                return OffsetDateTime.parse(json.getAsString()).toInstant();
            } catch (DateTimeParseException notATime) {
                // Said below.
            }
        }
        throw mustBe(TIME_FORM);
    }

    boolean isNumber() {
        return json instanceof JsonPrimitive number && number.isNumber();
    }

    int integer(String form) {
        if (isNumber()) {
            try {
                return new BigDecimal(json.getAsString()).intValueExact();
            } catch (ArithmeticException | NumberFormatException notAnInteger) {
                // Said below.
            }
        }
        throw mustBe(form);
    }

    double real() {
        if (isNumber()) {
            return json.getAsDouble();
        }
        throw mustBe("a number");
    }

    boolean truth() {
        if (json instanceof JsonPrimitive truth && truth.isBoolean()) {
            return truth.getAsBoolean();
        }
        throw mustBe("true or false");
    }

    boolean isString() {
        return json instanceof JsonPrimitive text && text.isString();
    }

    String string() {
        if (isString()) {
            return json.getAsString();
        }
        throw mustBe("a string");
    }

    String[] strings() {
        return elements("an array of strings", text -> text).toArray(String[]::new);
    }

    List<UUID> ids() {
        return elements("an array of ids of jobs", JobRoutes::id);
    }

    /** Reads an array of strings, each of which is what {@code read} makes of it, and not null. */
    private <T> List<T> elements(String form, Function<String, T> read) {
        if (!json.isJsonArray()) {
            throw mustBe(form);
        }
        var elements = new ArrayList<T>();
        for (JsonElement element : json.getAsJsonArray()) {
            T one = new OptionValue(element).isString() ? read.apply(element.getAsString()) : null;
            if (one == null) {
                throw mustBe(form);
            }
            elements.add(one);
        }
        return elements;
    }

    /** Reads the name of a constant in lower case. */
    <E extends Enum<E>> E name(Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (isString() && label(constant).equals(json.getAsString())) {
                return constant;
            }
        }
        throw mustBe(Stream.of(type.getEnumConstants()).map(OptionValue::label).collect(Collectors.joining(" or ")));
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    IllegalArgumentException mustBe(String form) {
        return new IllegalArgumentException("must be " + form + ", was " + shown(json.toString()));
    }

    /** A value in an error need only be recognised; it is not sent back whole. */
    static String shown(String value) {
        return value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "...";
    }
}
