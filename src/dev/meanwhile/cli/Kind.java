package dev.meanwhile.cli;

import java.util.function.Function;

/**
 * What a value may be, and how it is written: as a text in flags and variables, as JSON in the file. Immutable.
 *
 * @param <T> what it is read into
 */
abstract class Kind<T> {

    private final String placeholder;
    private final String form;

    /** Creates a kind that the help calls {@code placeholder}, and messages {@code form}: "a duration such as ...". */
    Kind(String placeholder, String form) {
        this.placeholder = placeholder;
        this.form = form;
    }

    /** Returns a kind that is a text everywhere. {@code parser} throws {@link IllegalArgumentException} for what is none. */
    static <T> Kind<T> text(String placeholder, String form, Function<String, T> parser) {
        return new Kind<>(placeholder, form) {
            @Override
            T parse(String text) {
                try {
                    return parser.apply(text);
                } catch (IllegalArgumentException other) {
                    throw misfit(Node.quote(text));
                }
            }
        };
    }

    /** Reads a flag or a variable. */
    abstract T parse(String text);

    /** Reads a value of the file: only a string, unless a kind says otherwise. */
    T read(Node node) {
        if (node instanceof Node.Text text) {
            return parse(text.value());
        }
        throw misfit(node.shown());
    }

    /** Returns a value as it is shown: a Boolean, a Number, or a text that can be read again unless it is a secret. */
    Object show(T value) {
        return value instanceof Boolean || value instanceof Number ? value : String.valueOf(value);
    }

    /** Returns whether its values must be seen by nobody: they are not shown, and not taken from the command line. */
    boolean isSecret() {
        return false;
    }

    /** Returns whether a flag of this kind may stand alone, for true. */
    boolean isSwitch() {
        return false;
    }

    /** Returns what the help calls a value. */
    final String placeholder() {
        return placeholder;
    }

    /** Returns how messages say what a value must be. */
    final String form() {
        return form;
    }

    final MisfitException misfit(String was) {
        return new MisfitException("must be " + form + ", was " + was);
    }
}
