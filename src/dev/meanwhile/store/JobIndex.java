package dev.meanwhile.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What is kept of jobs by id, and in the order of their ids, which is that of their submission. Safe for use by any thread.
 *
 * <p>A shelf holds the jobs of 64 ms, unordered; the shelves are in order. One ordered map of all jobs would do, but its
 * nodes die in the order in which they came, each pointing to the next: the dead ones of the old generation then keep all
 * later ones alive through every young collection: in the accept benchmark that made pauses of 200 ms out of 50.
 *
 * @param <E> what is kept of a job
 */
final class JobIndex<E> {

    /** Milliseconds of an id, in the upper 48 bits of a UUID of version 7, to the number of its shelf. */
    private static final int SHIFT = 16 + 6;
    /** Nothing is put on a shelf this much older than the newest, a minute, so that an empty one can be taken away. */
    private static final long SETTLED = 60 * 1000 / 64;

    private final Function<E, UUID> id;
    private final Comparator<E> oldestFirst;
    private final ConcurrentSkipListMap<Long, ConcurrentMap<UUID, E>> shelves = new ConcurrentSkipListMap<>();
    /** The shelf that was added last, on which nearly all jobs are that are asked for: most are over within its 64 ms. */
    private volatile Shelf<E> newest = new Shelf<>(-1, new ConcurrentHashMap<>());

    private record Shelf<E>(long number, ConcurrentMap<UUID, E> jobs) { }

    /** Creates an empty index of things that have an id. */
    JobIndex(Function<E, UUID> id) {
        this.id = id;
        this.oldestFirst = Comparator.comparing(id);
    }

    private static long shelf(UUID id) {
        return id.getMostSignificantBits() >>> SHIFT;
    }

    /** Returns the shelf of that number, or null. */
    private ConcurrentMap<UUID, E> jobs(long number) {
        Shelf<E> last = newest;
        return last.number == number ? last.jobs : shelves.get(number);
    }

    /** Returns a new shelf, or the one that was there already by now. */
    private ConcurrentMap<UUID, E> added(long number) {
        Shelf<E> last = newest;
        // As many jobs as on the one before are likely to come; else it grows a dozen times, and moves them all each time.
        ConcurrentMap<UUID, E> jobs = shelves.computeIfAbsent(number, absent -> new ConcurrentHashMap<>(last.jobs.size()));
        if (number > last.number) {
            newest = new Shelf<>(number, jobs);
        }
        return jobs;
    }

    E get(UUID wanted) {
        ConcurrentMap<UUID, E> shelf = jobs(shelf(wanted));
        return shelf == null ? null : shelf.get(wanted);
    }

    void add(E one) {
        UUID name = id.apply(one);
        ConcurrentMap<UUID, E> shelf = jobs(shelf(name));
        if (shelf == null) {
            shelf = added(shelf(name));
        }
        shelf.put(name, one);
    }

    /** Puts {@code one} in the place of what is there of its id, which is returned. */
    E replace(E one) {
        UUID name = id.apply(one);
        return jobs(shelf(name)).replace(name, one);
    }

    /** Returns what was there, or null. */
    E remove(UUID unwanted) {
        ConcurrentMap<UUID, E> shelf = jobs(shelf(unwanted));
        return shelf == null ? null : shelf.remove(unwanted);
    }

    /**
     * Returns at most {@code limit} that match, the newest first; only those older than {@code before}, and not much older than
     * {@code after}, unless null.
     */
    List<E> newest(Predicate<? super E> filter, UUID before, UUID after, int limit) {
        var found = new ArrayList<E>();
        var younger = after == null ? shelves : shelves.tailMap(shelf(after), true);
        var older = (before == null ? younger : younger.headMap(shelf(before), true)).descendingMap();
        for (ConcurrentMap<UUID, E> shelf : older.values()) {
            var matching = new ArrayList<E>();
            for (E one : shelf.values()) {
                if ((before == null || id.apply(one).compareTo(before) < 0) && filter.test(one)) {
                    matching.add(one);
                }
            }
            matching.sort(oldestFirst.reversed());
            found.addAll(matching.subList(0, Math.min(matching.size(), limit - found.size())));
            if (found.size() == limit) {
                break;
            }
        }
        return found;
    }

    /** Hands over all there are, the oldest first. */
    void forEach(Consumer<? super E> action) {
        for (ConcurrentMap<UUID, E> shelf : shelves.values()) {
            var all = new ArrayList<>(shelf.values());
            all.sort(oldestFirst);
            all.forEach(action);
        }
    }

    /** Takes empty shelves away. */
    void tidy() {
        var newest = shelves.lastEntry();
        if (newest != null) {
            shelves.headMap(newest.getKey() - SETTLED).values().removeIf(ConcurrentMap::isEmpty);
        }
    }
}
