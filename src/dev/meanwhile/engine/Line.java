package dev.meanwhile.engine;

import dev.meanwhile.job.JobType;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The jobs of one type that wait in a queue. What they need besides a slot is a place at their type's gate, if it has one. It is
 * what waits there: of a queue that several types share, some may have to and others not. All but {@link #first} and
 * {@link #advance} is guarded by the queue's lock.
 */
final class Line implements Gate.Waiting {

    private final Queue queue;
    private final JobType type;
    /** By concurrency key; those without one are under null. None is empty. */
    private final Map<String, Strand> strands = new HashMap<>();
    /** Those whose first job may start, for all its key is concerned. */
    private final TreeSet<Strand> open = new TreeSet<>();
    /** Null while the type needs no place. */
    private Gate gate;

    Line(Queue queue, JobType type, Gate gate) {
        this.queue = queue;
        this.type = type;
        this.gate = gate;
    }

    Queue queue() {
        return queue;
    }

    JobType type() {
        return type;
    }

    Map<String, Strand> strands() {
        return strands;
    }

    TreeSet<Strand> open() {
        return open;
    }

    Gate gate() {
        return gate;
    }

    void gate(Gate next) {
        gate = next;
    }

    /** Returns the first job that may start, for all its key is concerned, or null. */
    LiveJob firstOpen() {
        return open.isEmpty() ? null : open.first().first();
    }

    @Override
    public Gate.Rank first() {
        return queue.rankOf(this);
    }

    @Override
    public boolean advance() {
        // Whatever of the queue can start is as welcome: this line comes when it is its turn.
        return queue.advance();
    }
}
