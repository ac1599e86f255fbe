package dev.meanwhile.job;

import java.util.Locale;

/** What becomes of a job when one it waits for does not succeed. */
public enum AfterFailure {

    /** It is CANCELLED. */
    CANCEL,
    /** It runs when all of them have ended, however they did. */
    RUN;

    /**
     * Returns the name as JSON has it.
     *
     * @return the name in lower case
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
