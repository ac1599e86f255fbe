package dev.meanwhile.engine;

import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobType;

/**
 * A type, and what its jobs wait in.
 *
 * @param type  the type
 * @param queue its queue
 * @param plain the options of a job that asks for none: shared, because most jobs do not
 */
record KnownType(JobType type, Queue queue, JobOptions plain) {

    static KnownType of(JobType type, Queue queue) {
        return new KnownType(type, queue, JobOptions.NONE.withTimeout(type.options().timeout()));
    }

    /** Returns what was asked for, with the type's timeout where none was. */
    JobOptions resolved(JobOptions asked) {
        if (asked.timeout() != null) {
            return asked;
        }
        return asked.equals(JobOptions.NONE) ? plain : asked.withTimeout(plain.timeout());
    }
}
