package dev.meanwhile.engine;

import dev.meanwhile.job.JobType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The jobs that wait in a queue, so that the next one that may start is found among any number of them: in a {@linkplain Line
 * line} for each type, and there in a {@linkplain Strand strand} for each concurrency key. A strand whose key is used up is set
 * aside. Guarded by the queue's lock.
 */
final class Ready {

    private final Queue queue;
    /** Returns where a type needs a place, or null. */
    private final Function<JobType, Gate> gates;
    private final Map<JobType, Line> lines = new IdentityHashMap<>();
    private final Map<String, KeyUse> keys = new HashMap<>();
    /** How many wait that are ready since the same millisecond. */
    private final TreeMap<Long, Integer> since = new TreeMap<>();
    private int mostPerKey;
    private int size;

    Ready(Queue queue, Function<JobType, Gate> gates) {
        this.queue = queue;
        this.gates = gates;
    }

    int size() {
        return size;
    }

    /** Returns since when the job is ready that waits longest; null if none waits. */
    Instant oldest() {
        return since.isEmpty() ? null : Instant.ofEpochMilli(since.firstKey());
    }

    /** Returns the line that a job waits in, or would. */
    Line line(JobType type) {
        return lines.computeIfAbsent(type, added -> new Line(queue, added, gates.apply(added)));
    }

    /** Looks again where the jobs of a type need a place. */
    void gateChanged(String type) {
        for (Line line : lines.values()) {
            if (line.type().name().equals(type)) {
                line.gate(gates.apply(line.type()));
            }
        }
    }

    /** Returns the lines with a job that may start, for all its key is concerned. */
    List<Line> open() {
        var open = new ArrayList<Line>(lines.size());
        for (Line line : lines.values()) {
            if (line.firstOpen() != null) {
                open.add(line);
            }
        }
        return open;
    }

    /** Returns the one whose first job comes first; there are few types in a queue, so that they are gone through. */
    static Line first(Collection<Line> open) {
        Line best = null;
        for (Line line : open) {
            best = best == null || line.firstOpen().compareTo(best.firstOpen()) < 0 ? line : best;
        }
        return best;
    }

    /** Returns whether another job of that key, which may be null, may start. */
    boolean isFree(String key) {
        KeyUse use = key == null ? null : keys.get(key);
        return use == null || use.running() < mostPerKey;
    }

    /** Sets how many of a key may run at once. */
    void mostPerKey(int most) {
        mostPerKey = most;
        keys.values().forEach(use -> use.limit(most));
    }

    /** Counts an attempt of that key, which may be null, that starts; returns the use of its key. */
    KeyUse use(String key) {
        if (key == null) {
            return null;
        }
        KeyUse use = keys.computeIfAbsent(key, KeyUse::new);
        use.running(1, mostPerKey);
        return use;
    }

    /** Counts an attempt that has ended; {@code use} may be null. */
    void endUse(KeyUse use) {
        if (use != null) {
            use.running(-1, mostPerKey);
            forgetIdle(use);
        }
    }

    private void forgetIdle(KeyUse use) {
        if (use.isIdle()) {
            keys.remove(use.key());
        }
    }

    void add(LiveJob job) {
        Line line = line(job.type());
        String key = job.concurrencyKey();
        Strand strand = line.strands().get(key);
        if (strand == null) {
            KeyUse use = key == null ? null : keys.computeIfAbsent(key, KeyUse::new);
            strand = new Strand(line, use, isFree(key));
            line.strands().put(key, strand);
            if (use != null) {
                use.strands().add(strand);
            }
        }
        strand.add(job);
        size++;
        since.merge(job.readyAt(), 1, Integer::sum);
    }

    /** Takes a job out, if it is here. */
    void remove(LiveJob job) {
        Strand strand = job.strand();
        if (strand == null) {
            return;
        }
        strand.remove(job);
        size--;
        since.computeIfPresent(job.readyAt(), (time, count) -> count == 1 ? null : count - 1);
        if (strand.isEmpty()) {
            KeyUse use = strand.key();
            strand.line().strands().remove(use == null ? null : use.key());
            if (use != null) {
                use.strands().remove(strand);
                forgetIdle(use);
            }
        }
    }

    /** Takes out the first job of a line that can be started, with the right to move it; null if there is none. */
    LiveJob take(Line line) {
        for (LiveJob first = line.firstOpen(); first != null; first = line.firstOpen()) {
            remove(first);
            // Whoever else has the right to move it, or is about to take it because its time is up, sees to it.
            if (!first.isExpired() && first.claim()) {
                return first;
            }
        }
        return null;
    }

    /** Counts the jobs before that one, up to {@code most}: those of its key, if that is used up; else those that may start. */
    int ahead(LiveJob job, int most) {
        int ahead = 0;
        if (!job.strand().isOpen()) {
            for (Strand strand : job.strand().key().strands()) {
                ahead += strand.ahead(job, most - ahead);
            }
            return ahead;
        }
        for (Line line : lines.values()) {
            for (Strand strand : line.open()) {
                if (ahead == most || strand.first().compareTo(job) >= 0) {
                    break;
                }
                ahead += strand.ahead(job, most - ahead);
            }
        }
        return ahead;
    }
}
