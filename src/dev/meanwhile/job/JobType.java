package dev.meanwhile.job;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A name and what runs for it.
 *
 * @param name    1 to 100 of letters, digits, {@code .}, {@code _} and {@code -}, beginning with a letter or digit
 * @param work    what runs
 * @param options how it runs
 */
public record JobType(String name, Work work, TypeOptions options) {

    /** What the name of a type or a queue may look like, for messages. */
    public static final String NAME_FORM = "1 to 100 letters, digits, '.', '_', '-', beginning with a letter or digit";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is not as it must be
     */
    public JobType {
        Objects.requireNonNull(work, "work == null");
        Objects.requireNonNull(options, "options == null");
        if (!isName(name)) {
            throw new IllegalArgumentException("name of a job type must be 1 to 100 letters, digits, '.', '_', '-', was \"" + name + "\"");
        }
    }

    /**
     * Returns whether a type, or a queue, can be called that.
     *
     * @param name the name
     * @return whether it is one
     */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
