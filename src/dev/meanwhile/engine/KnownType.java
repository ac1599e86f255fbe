package dev.meanwhile.engine;

import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.job.Work;

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

    /** Stands for a type that jobs were accepted for earlier, and nobody has declared since: they wait, and never start. */
    static KnownType missing(String name) {
        Work nothing = new Work() {

            @Override
            public Kind kind() {
                // It may have been one, and what it has left running must not go on.
                return Kind.COMMAND;
            }

            @Override
            public String run(String input, JobContext context) {
                throw new IllegalStateException("type " + name + " is not declared");
            }
        };
        return of(new JobType(name, nothing, TypeOptions.DEFAULT), new Queue(name, 0, null, (live, gate) -> { }));
    }

    /** Returns what was asked for, with the type's timeout where none was. */
    JobOptions resolved(JobOptions asked) {
        if (asked.timeout() != null) {
            return asked;
        }
        return asked.equals(JobOptions.NONE) ? plain : asked.withTimeout(plain.timeout());
    }
}
