package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Work;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The types that were declared, by name. Safe for use by any thread. */
final class KnownTypes {

    private final Queues queues;
    private final Workers workers;
    private final ConcurrentMap<String, KnownType> types = new ConcurrentHashMap<>();

    /** Creates an empty table of types whose jobs wait in {@code queues}, those of remote types for {@code workers}. */
    KnownTypes(Queues queues, Workers workers) {
        this.queues = queues;
        this.workers = workers;
    }

    /**
     * Makes a type known; one of the same name gives way to it for jobs submitted from now on.
     *
     * @throws IllegalArgumentException if the template for its concurrency key is none, or its queue is not for it
     */
    void define(JobType type) {
        checkQueue(type);
        types.put(type.name(), KnownType.of(type, queues.of(type)));
    }

    /** What workers take their jobs from is nothing that jobs of another type could wait in. */
    private void checkQueue(JobType type) {
        String named = type.options().queue();
        if (named != null && !named.equals(type.name())) {
            if (isRemote(type)) {
                throw new IllegalArgumentException("queue is not for remote types, and type \"" + type.name() + "\" is one: was \""
                        + named + "\"");
            }
            KnownType other = types.get(named);
            if (other != null && isRemote(other.type())) {
                throw ofRemoteType(type.name(), named);
            }
        } else if (isRemote(type)) {
            for (KnownType other : types.values()) {
                if (type.name().equals(other.type().options().queue()) && !type.name().equals(other.type().name())) {
                    throw ofRemoteType(other.type().name(), type.name());
                }
            }
        }
    }

    private static boolean isRemote(JobType type) {
        return type.work().kind() == Work.Kind.REMOTE;
    }

    private static IllegalArgumentException ofRemoteType(String type, String queue) {
        return new IllegalArgumentException("queue of type \"" + type + "\" must not be that of a remote type, was \"" + queue + "\"");
    }

    Queues queues() {
        return queues;
    }

    /** Returns who asks for jobs from other processes. */
    Workers workers() {
        return workers;
    }

    /** Takes up a job that was accepted before, in its queue, or in that of its type if it can not wait there any more. */
    LiveJob live(Job job, KnownType known, Changes changes) {
        Queue queue = KnownType.isMissing(known.type()) ? null : queues.get(job.request().queue());
        boolean fits = queue != null && known.canWaitIn(queue);
        return new LiveJob(job, known.type(), fits ? queue : known.queue(), changes);
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
        workers.close();
    }
}
