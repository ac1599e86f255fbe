package dev.meanwhile;

import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.RefusedException;
import java.util.UUID;

/** Where jobs are submitted and found: a server that has been started, or what a test has in its place. Safe for use by any thread. */
public sealed interface Jobs permits Meanwhile, TestMeanwhile {

    /**
     * Submits a job.
     *
     * @param type  the name of its type
     * @param input its input, written as JSON; may be null
     * @return the job, which is accepted
     * @throws InvalidInputException if there is no such type, or the input is not for it
     * @throws RefusedException      if too much is waiting, or the server stops
     */
    default JobHandle submit(String type, Object input) {
        return submit(type, input, JobOptions.NONE);
    }

    /**
     * Submits a job.
     *
     * @param type    the name of its type
     * @param input   its input, written as JSON; may be null
     * @param options when and how to run it
     * @return the job, which is accepted; an unfinished one if it has the same type and key
     * @throws InvalidInputException if there is no such type, or the input or the options are not for it
     * @throws DuplicateException    if an unfinished job has the same type and key, and the options say to refuse another one
     * @throws RefusedException      if too much is waiting, or the server stops
     */
    JobHandle submit(String type, Object input, JobOptions options);

    /**
     * Returns a job.
     *
     * @param id its id
     * @return the job, or null if it is unknown or has been forgotten
     */
    JobHandle find(UUID id);
}
