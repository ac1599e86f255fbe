package dev.meanwhile.engine;

import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.MoreOptions;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.job.When;
import dev.meanwhile.job.Work;
import dev.meanwhile.work.Template;
import java.time.Instant;
import java.util.List;

/**
 * A type, and what its jobs wait in.
 *
 * @param type           the type
 * @param queue          its queue
 * @param plain          the options of a job that asks for none: shared, because most jobs do not
 * @param concurrencyKey what makes the concurrency key of a job that asks for none, or null
 */
record KnownType(JobType type, Queue queue, JobOptions plain, Template concurrencyKey) {

    /**
     * Makes a type known.
     *
     * @throws IllegalArgumentException if the template for its concurrency key is none
     */
    static KnownType of(JobType type, Queue queue) {
        TypeOptions options = type.options();
        return new KnownType(type, queue, JobOptions.NONE.withTimeout(options.timeout()).withRetry(options.retry()),
                options.concurrencyKey() == null ? null : Template.ofInput(options.concurrencyKey()));
    }

    /** Returns whether its jobs can wait in that queue: from one on demand, workers take jobs of the type whose own it is. */
    boolean canWaitIn(Queue other) {
        return other == queue || !other.isOnDemand() && !queue.isOnDemand();
    }

    /** What would run for a type that is not declared. */
    private record Nothing() implements Work {

        @Override
        public Kind kind() {
            // It may have been one, and what it has left running must not go on.
            return Kind.COMMAND;
        }

        @Override
        public String run(String input, JobContext context) {
            throw new IllegalStateException("type " + context.type() + " is not declared");
        }
    }

    /** Stands for a type that jobs were accepted for earlier, and nobody has declared since: they wait, and never start. */
    static KnownType missing(String name, Timetable timetable) {
        var queue = new Queue(name, QueueOptions.NONE.withPaused(true), type -> null, (live, slot) -> { }, timetable);
        return of(new JobType(name, new Nothing(), TypeOptions.DEFAULT), queue);
    }

    /** Returns whether a type stands for one that is not declared. */
    static boolean isMissing(JobType type) {
        return type.work() instanceof Nothing;
    }

    /**
     * Returns what was asked for as it is put down: with the type's timeout, retry policy and concurrency key where none was, its
     * expiry as a time, and without what is done when the job is accepted at {@code now}.
     *
     * @throws InvalidInputException if the type makes no concurrency key of the input
     */
    JobOptions resolved(JobOptions asked, String input, Instant now) {
        if (asked.equals(JobOptions.NONE) && concurrencyKey == null) {
            return plain;
        }
        JobOptions timed = asked.timeout() == null ? asked.withTimeout(plain.timeout()) : asked;
        boolean nothingElse = asked.more().equals(MoreOptions.NONE) && concurrencyKey == null;
        return timed.withMore(nothingElse ? plain.more() : resolved(asked.more(), input, now));
    }

    private MoreOptions resolved(MoreOptions asked, String input, Instant now) {
        return new MoreOptions(asked.expires() == null ? null : new When.At(asked.expires().from(now)),
                asked.retry() == null ? plain.more().retry() : asked.retry(), OnDuplicate.RETURN, null,
                asked.concurrencyKey() == null && concurrencyKey != null ? concurrencyKeyOf(input) : asked.concurrencyKey(),
                asked.after(), asked.afterFailure());
    }

    private String concurrencyKeyOf(String input) {
        List<InputError> missing = concurrencyKey.check(input);
        if (!missing.isEmpty()) {
            throw new InvalidInputException(missing.stream()
                    .map(error -> new InputError("/input" + error.pointer(), error.detail())).toList());
        }
        return concurrencyKey.text(type.name(), input);
    }
}
