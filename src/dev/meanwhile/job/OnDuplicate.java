package dev.meanwhile.job;

import java.util.Locale;

/** What a submission does that meets an unfinished job of the same type and key. */
public enum OnDuplicate {

    /** It gets that job, which goes on as it is. */
    RETURN,
    /** It is refused with a {@link DuplicateException}. */
    REJECT,
    /**
     * Its input and options take the place of that job's, whose delay and attempts begin anew; the job keeps its id. A job that
     * runs goes on as it is, and the submission gets that one.
     */
    REPLACE;

    /**
     * Returns the name as JSON has it.
     *
     * @return the name in lower case
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
