package dev.meanwhile.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One attempt, as its own code sees it. Safe for use by any thread; after the attempt has ended it does nothing. */
public interface JobContext {

    /**
     * Returns the job's id.
     *
     * @return a UUID of version 7, the same for all attempts
     */
    UUID id();

    /**
     * Returns the name of the job's type.
     *
     * @return the name
     */
    String type();

    /**
     * Returns which attempt this is.
     *
     * @return the number, from 1
     */
    int attempt();

    /**
     * Returns the results of the jobs this one runs after, read anew at each call.
     *
     * @return the result of each as JSON text, by its id, in the order in which they were named; {@code "null"} where one did not
     *         succeed
     * @throws IllegalStateException if they are more together than may be in memory for one attempt
     */
    default Map<UUID, String> after() {
        return Map.of();
    }

    /**
     * Says how far the work has come.
     *
     * @param fraction how much is done, from 0 to 1
     * @param message  what is being done, at most 1,000 characters (more are cut off); may be null
     * @throws IllegalArgumentException if {@code fraction} is not from 0 to 1
     */
    void progress(double fraction, String message);

    /**
     * Adds to the job's log. The log is bounded: of a long one, the beginning and the end are kept.
     *
     * @param line what to say; line ends within it begin new lines
     */
    void log(String line);

    /**
     * Returns whether this attempt should stop: it was cancelled, its time is up, or the server stops. The attempt's
     * thread has been interrupted as well; this is for code that does not block.
     *
     * @return whether to stop
     */
    boolean cancelled();

    /**
     * Returns when this attempt's time is up.
     *
     * @return the time, or null if it has no timeout
     */
    Instant deadline();

    /**
     * Submits another job, of which this one is the {@code parent}.
     *
     * @param type  the name of its type
     * @param input its input, written as JSON; may be null
     * @return the job, which is accepted
     * @throws InvalidInputException if there is no such type, or the input is not for it
     * @throws RefusedException      if too much is waiting, it can not be recorded, or the server stops
     * @throws IllegalStateException if the attempt has ended
     */
    default Job submit(String type, Object input) {
        return submit(type, input, JobOptions.NONE);
    }

    /**
     * Submits another job, of which this one is the {@code parent}. It goes its own way: what becomes of either is nothing to the
     * other. If this attempt fails after that, the next one submits it again, unless it has a key, or a {@link #checkpoint} tells
     * that it is submitted.
     *
     * @param type    the name of its type
     * @param input   its input, written as JSON; may be null
     * @param options when and how to run it
     * @return the job, which is accepted; an unfinished one, whatever its parent, if it has the same type and key
     * @throws InvalidInputException if there is no such type, or the input or the options are not for it
     * @throws DuplicateException    if an unfinished job has the same type and key, and the options say to refuse another one
     * @throws RefusedException      if too much is waiting, it can not be recorded, or the server stops
     * @throws IllegalStateException if the attempt has ended
     */
    Job submit(String type, Object input, JobOptions options);

    /**
     * Records how far the work has come, for the next attempt to go on from there: after a failure, a timeout, a stop of the server
     * or a crash. It is on disk when this returns, in the place of what was recorded before, and gone when the job has finished.
     * An attempt that was told to stop can still call it, and it does not heed an interrupt. It waits for the disk: call it about
     * once for each second of work, not for each row.
     *
     * @param state what {@link #state} is to return, written as JSON; a record, for example
     * @throws IllegalArgumentException if the JSON has more than {@link Limits#maxBody} bytes, as many as an input may have
     * @throws RefusedException         if it can not be recorded, as when the disk is full, or the checkpoints of all jobs together
     *                                  take more than {@link Limits#maxBytes}; what was recorded before stands
     */
    void checkpoint(Object state);

    /**
     * Returns what was recorded last by {@link #checkpoint}, in this attempt or an earlier one.
     *
     * @param <T>  the state's type
     * @param type what the state is read into
     * @return the state, read from its JSON; empty if nothing was recorded, or the job has begun anew since then: it was submitted
     *         anew by its key, or finished and then was tried again
     * @throws InvalidInputException         if the state is no such thing, as after a change of the program
     * @throws java.io.UncheckedIOException  if it can not be read from the disk
     */
    <T> Optional<T> state(Class<T> type);
}
