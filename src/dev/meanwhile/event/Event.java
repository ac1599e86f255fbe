package dev.meanwhile.event;

import java.time.Instant;
import java.util.Objects;

/**
 * One thing that happened, as data: a name in {@code snake_case} and its facts as alternating keys and values.
 *
 * @param at     when it happened
 * @param level  how much it matters
 * @param name   what happened, such as {@code job_failed}
 * @param fields alternating keys and values; never changed after construction
 */
public record Event(Instant at, Level level, String name, Object... fields) {

    /** How much an event matters, least first. */
    public enum Level { DEBUG, INFO, WARN, ERROR }

    /** Checks that every key has its value. */
    public Event {
        if (fields.length % 2 != 0) {
            throw new IllegalArgumentException("fields of " + name + " are not pairs: " + fields.length);
        }
    }

    /** Returns the value of a field, or null when the event has no such field. */
    public Object get(String key) {
        for (int i = 0; i < fields.length; i += 2) {
            if (Objects.equals(fields[i], key)) {
                return fields[i + 1];
            }
        }
        return null;
    }
}
