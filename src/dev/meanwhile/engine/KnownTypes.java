package dev.meanwhile.engine;

import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Work;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

/** The types that were declared, by name. Safe for use by any thread. */
final class KnownTypes {

    private final Lanes lanes;
    private final BiConsumer<LiveJob, Gate> starter;
    private final Workers workers = new Workers();
    private final ConcurrentMap<String, KnownType> types = new ConcurrentHashMap<>();

    /** Creates an empty table of types whose queues start jobs with {@code starter}. */
    KnownTypes(Lanes lanes, BiConsumer<LiveJob, Gate> starter) {
        this.lanes = lanes;
        this.starter = starter;
    }

    /** Makes a type known; one of the same name gives way to it for jobs submitted from now on. */
    void define(JobType type) {
        types.put(type.name(), KnownType.of(type, queue(type)));
    }

    private Queue queue(JobType type) {
        int slots = type.options().concurrency();
        return type.work().kind() == Work.Kind.REMOTE ? Queue.onDemand(type.name(), slots, workers::offered)
                : new Queue(type.name(), slots, lanes.gate(type), starter);
    }

    /** Returns who asks for jobs from other processes. */
    Workers workers() {
        return workers;
    }

    /** A type was found to compute, or not to: its jobs need a place elsewhere from now on. */
    void placementChanged(String name) {
        KnownType known = types.get(name);
        if (known != null) {
            known.queue().gate(lanes.gate(known.type()));
        }
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
        types.values().forEach(known -> known.queue().close());
        workers.close();
    }
}
