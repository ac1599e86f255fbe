package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Jobs by id, and in the order of their ids, which is that of their submission. Safe for use by any thread.
 *
 * <p>A shelf holds the jobs of 64 ms, unordered; the shelves are in order. One ordered map of all jobs would do, but its
 * nodes die in the order in which they came, each pointing to the next: the dead ones of the old generation then keep all
 * later ones alive through every young collection: in the accept benchmark that made pauses of 200 ms out of 50.
 */
final class JobIndex {

    /** Milliseconds of an id, in the upper 48 bits of a UUID of version 7, to the number of its shelf. */
    private static final int SHIFT = 16 + 6;
    /** Nothing is put on a shelf this much older than the newest, ten minutes, so that an empty one can be taken away. */
    private static final long SETTLED = 10 * 60 * 1000 / 64;
    private static final Comparator<Job> NEWEST_FIRST = Comparator.comparing(Job::id).reversed();

    private final ConcurrentSkipListMap<Long, ConcurrentMap<UUID, Job>> shelves = new ConcurrentSkipListMap<>();

    private static Long shelf(UUID id) {
        return id.getMostSignificantBits() >>> SHIFT;
    }

    Job get(UUID id) {
        ConcurrentMap<UUID, Job> shelf = shelves.get(shelf(id));
        return shelf == null ? null : shelf.get(id);
    }

    void add(Job job) {
        Long number = shelf(job.id());
        ConcurrentMap<UUID, Job> shelf = shelves.get(number);
        if (shelf == null) {
            shelf = shelves.computeIfAbsent(number, absent -> new ConcurrentHashMap<>());
        }
        shelf.put(job.id(), job);
    }

    /** Puts {@code job} in the place of its earlier version, which is returned. */
    Job replace(Job job) {
        return shelves.get(shelf(job.id())).replace(job.id(), job);
    }

    /** Returns what was there, or null. */
    Job remove(UUID id) {
        ConcurrentMap<UUID, Job> shelf = shelves.get(shelf(id));
        return shelf == null ? null : shelf.remove(id);
    }

    /** Returns at most {@code limit} jobs that match, the newest first; only those older than {@code before} unless null. */
    List<Job> newest(JobFilter filter, UUID before, int limit) {
        var found = new ArrayList<Job>();
        var older = (before == null ? shelves : shelves.headMap(shelf(before), true)).descendingMap();
        for (ConcurrentMap<UUID, Job> shelf : older.values()) {
            var matching = new ArrayList<Job>();
            for (Job job : shelf.values()) {
                if ((before == null || job.id().compareTo(before) < 0) && filter.matches(job)) {
                    matching.add(job);
                }
            }
            matching.sort(NEWEST_FIRST);
            found.addAll(matching.subList(0, Math.min(matching.size(), limit - found.size())));
            if (found.size() == limit) {
                break;
            }
        }
        return found;
    }

    /** Takes empty shelves away. */
    void tidy() {
        var newest = shelves.lastEntry();
        if (newest != null) {
            shelves.headMap(newest.getKey() - SETTLED).values().removeIf(ConcurrentMap::isEmpty);
        }
    }
}
