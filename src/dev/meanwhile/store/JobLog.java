package dev.meanwhile.store;

import java.time.Duration;

/**
 * What a job has said. Bounded: of a long log the beginning and the end are kept, and a line in between says how much was
 * left out. Safe for use by any thread.
 *
 * <p>A position is 0 or what an earlier part of the same log returned as {@code next}; what it counts is the log's own business.
 */
public interface JobLog {

    /**
     * A part of the log.
     *
     * @param text the characters, with a line about those left out among them, if any were
     * @param next the position after them, not less than the one asked for
     */
    record Part(String text, long next) { }

    /**
     * Adds a line; {@code line} may contain line ends, and gets one. Does nothing once the log has ended.
     *
     * @return the position after it
     */
    long append(String line);

    /** Returns what was written at {@code position} and after it, as far as it is kept. */
    default Part read(long position) {
        return read(position, Long.MAX_VALUE);
    }

    /** Returns what was written from {@code position} up to {@code end}, a position that is not less, as far as it is kept. */
    Part read(long position, long end);

    /**
     * Waits until something is written after {@code position}, the log ends, or {@code most} has passed.
     *
     * @return false if the log has ended and nothing follows after {@code position}
     * @throws InterruptedException if the waiting thread is interrupted
     */
    boolean await(long position, Duration most) throws InterruptedException;

    /** Ends the log: the job has finished. */
    void end();

    /** Returns about how many bytes it takes. */
    long size();
}
