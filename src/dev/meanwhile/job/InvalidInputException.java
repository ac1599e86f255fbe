package dev.meanwhile.job;

import java.util.List;

/** An input that its job type can not take. */
public final class InvalidInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong, at least one. */
    private final transient List<InputError> errors;

    /**
     * Creates an exception.
     *
     * @param errors what is wrong, at least one
     */
    public InvalidInputException(List<InputError> errors) {
        super(errors.toString());
        this.errors = List.copyOf(errors);
    }

    /**
     * Returns what is wrong.
     *
     * @return at least one error
     */
    public List<InputError> errors() {
        return errors;
    }
}
