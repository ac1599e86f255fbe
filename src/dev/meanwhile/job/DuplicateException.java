package dev.meanwhile.job;

import java.util.UUID;

/** A submission was refused because there is an unfinished job of its type and key; see {@link OnDuplicate#REJECT}. */
public final class DuplicateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The job that has the key. */
    private final UUID job;

    /**
     * Creates an exception.
     *
     * @param type the type of both jobs
     * @param key  the key of both
     * @param job  the id of the unfinished one
     */
    public DuplicateException(String type, String key, UUID job) {
        super("job " + job + " of type " + type + " has the key \"" + key + "\" and has not finished");
        this.job = job;
    }

    /**
     * Returns the job that has the key.
     *
     * @return its id
     */
    public UUID job() {
        return job;
    }
}
