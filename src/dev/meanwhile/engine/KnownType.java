package dev.meanwhile.engine;

import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.MoreOptions;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.job.When;
import dev.meanwhile.job.Work;
import java.time.Instant;

/**
 * A type, and what its jobs wait in.
 *
 * @param type  the type
 * @param queue its queue
 * @param plain the options of a job that asks for none: shared, because most jobs do not
 */
record KnownType(JobType type, Queue queue, JobOptions plain) {

    static KnownType of(JobType type, Queue queue) {
        return new KnownType(type, queue, JobOptions.NONE.withTimeout(type.options().timeout()).withRetry(type.options().retry()));
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

    /**
     * Returns what was asked for as it is put down: with the type's timeout and retry policy where none was, its expiry as a time,
     * and without what is done when the job is accepted at {@code now}.
     */
    JobOptions resolved(JobOptions asked, Instant now) {
        if (asked.equals(JobOptions.NONE)) {
            return plain;
        }
        JobOptions timed = asked.timeout() == null ? asked.withTimeout(plain.timeout()) : asked;
        return timed.withMore(asked.more().equals(MoreOptions.NONE) ? plain.more() : resolved(asked.more(), now));
    }

    private MoreOptions resolved(MoreOptions asked, Instant now) {
        return new MoreOptions(asked.expires() == null ? null : new When.At(asked.expires().from(now)),
                asked.retry() == null ? plain.more().retry() : asked.retry(), OnDuplicate.RETURN, null, asked.concurrencyKey(),
                asked.after(), asked.afterFailure());
    }
}
