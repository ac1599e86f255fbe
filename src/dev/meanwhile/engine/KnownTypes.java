package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobType;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The types that were declared, by name. Safe for use by any thread. */
final class KnownTypes {

    private final Queues queues;
    private final ConcurrentMap<String, KnownType> types = new ConcurrentHashMap<>();

    /** Creates an empty table of types whose jobs wait in {@code queues}. */
    KnownTypes(Queues queues) {
        this.queues = queues;
    }

    /**
     * Makes a type known; one of the same name gives way to it for jobs submitted from now on.
     *
     * @throws IllegalArgumentException if the template for its concurrency key is none
     */
    void define(JobType type) {
        types.put(type.name(), KnownType.of(type, queues.of(type)));
    }

    Queues queues() {
        return queues;
    }

    /** Takes up a job that was accepted before, in its queue, or in that of its type if there is no such queue any more. */
    LiveJob live(Job job, KnownType known) {
        if (KnownType.isMissing(known.type())) {
            return new LiveJob(job, known.type(), known.queue());
        }
        Queue queue = queues.get(job.request().queue());
        return new LiveJob(job, known.type(), queue != null ? queue : known.queue());
    }

    /** A type was found to compute, or not to: its jobs need a place elsewhere from now on. */
    void placementChanged(String name) {
        queues.forEach(queue -> queue.gateChanged(name));
    }

    /** Returns the type of that name, or null. */
    KnownType get(String name) {
        return types.get(name);
    }

    /** Returns all of them, in the order of their names. */
    Map<String, JobType> all() {
        var byName = new TreeMap<String, JobType>();
        types.forEach((name, known) -> byName.put(name, known.type()));
        return byName;
    }

    /** Starts no job from now on. */
    void close() {
        queues.forEach(Queue::close);
    }
}
