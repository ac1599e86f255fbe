package dev.meanwhile.engine;

import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Placement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** The types that were declared, by name. Safe for use by any thread. */
final class KnownTypes {

    private final Consumer<LiveJob> starter;
    private final ConcurrentMap<String, KnownType> types = new ConcurrentHashMap<>();

    /** Creates an empty table of types whose queues start jobs with {@code starter}. */
    KnownTypes(Consumer<LiveJob> starter) {
        this.starter = starter;
    }

    /** Makes a type known; one of the same name gives way to it for jobs submitted from now on. */
    void define(JobType type) {
        int cores = Runtime.getRuntime().availableProcessors();
        int asked = type.options().concurrency();
        int slots = type.options().placement() == Placement.CPU ? Math.min(cores, asked) : asked;
        types.put(type.name(), KnownType.of(type, new Queue(type.name(), slots, starter)));
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
    }
}
