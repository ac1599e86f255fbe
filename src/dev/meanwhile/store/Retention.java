package dev.meanwhile.store;

import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Keep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides which finished jobs to forget: those older than {@link Keep} says, and the oldest ones of more than its count or
 * of more bytes than there is room for. Those that are held are set aside, and count for neither, until they are let go. It only
 * keeps the books; forgetting is the store's.
 */
final class Retention {

    /** A finished job; of two, the one of the lower number finished first, even in the same instant. */
    private record Entry(long number, Instant finishedAt, long bytes) { }

    /** A finished job that is set aside. */
    private record Held(JobState state, Instant finishedAt, long bytes) { }

    private final Keep keep;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock; each in the order in which its jobs finished.
    private final Map<UUID, Entry> succeeded = new LinkedHashMap<>();
    private final Map<UUID, Entry> failed = new LinkedHashMap<>();
    private long bytes;
    private long numbers;
    /** How many need a job, finished or not; none is not there. */
    private final Map<UUID, Integer> needed = new HashMap<>();
    /** The finished ones of those. */
    private final Map<UUID, Held> held = new HashMap<>();

    Retention(Keep keep, long maxBytes) {
        this.keep = keep;
        this.maxBytes = maxBytes;
    }

    /**
     * Enters a job that has finished.
     *
     * @param size how many bytes it takes
     * @return the jobs to forget now, which may be this one
     */
    List<UUID> finished(UUID id, JobState state, Instant finishedAt, long size) {
        lock.lock();
        try {
            if (needed.containsKey(id)) {
                held.put(id, new Held(state, finishedAt, size));
                return List.of();
            }
            return enter(id, new Held(state, finishedAt, size));
        } finally {
            lock.unlock();
        }
    }

    private List<UUID> enter(UUID id, Held job) {
        assert lock.isHeldByCurrentThread();
        var entry = new Entry(numbers++, job.finishedAt, job.bytes);
        (job.state == JobState.SUCCEEDED ? succeeded : failed).put(id, entry);
        bytes += entry.bytes;
        return surplus();
    }

    /** Sets a job aside, as soon as it has finished, until it has been let go as often as it was held. */
    void hold(UUID id) {
        lock.lock();
        try {
            needed.merge(id, 1, Integer::sum);
            boolean success = succeeded.containsKey(id);
            Entry entry = success ? succeeded.remove(id) : failed.remove(id);
            if (entry != null) {
                bytes -= entry.bytes;
                held.put(id, new Held(success ? JobState.SUCCEEDED : JobState.FAILED, entry.finishedAt, entry.bytes));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a finished job is set aside. */
    boolean isHeld(UUID id) {
        lock.lock();
        try {
            return held.containsKey(id);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets a job go that was held; if nobody needs it any more, it counts as the last to have finished.
     *
     * @return the jobs to forget now, which may be this one
     */
    List<UUID> letGo(UUID id) {
        lock.lock();
        try {
            if (needed.merge(id, -1, (count, change) -> count + change == 0 ? null : count + change) != null) {
                return List.of();
            }
            Held job = held.remove(id);
            return job == null ? List.of() : enter(id, job);
        } finally {
            lock.unlock();
        }
    }

    /** Strikes a job that is to be forgotten; returns false if somebody needs it, or it is not in the books. */
    boolean strikeUnneeded(UUID id) {
        lock.lock();
        try {
            return !needed.containsKey(id) && strike(id);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Strikes a job: it is forgotten for a reason of its own, or waits again.
     *
     * @return false if it is not in the books, as when it is being forgotten
     */
    boolean strike(UUID id) {
        lock.lock();
        try {
            Entry entry = succeeded.remove(id);
            if (entry == null) {
                entry = failed.remove(id);
            }
            if (entry != null) {
                bytes -= entry.bytes;
            }
            return held.remove(id) != null || entry != null;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the jobs whose time is up at {@code now}. */
    List<UUID> expired(Instant now) {
        lock.lock();
        try {
            var ids = new ArrayList<UUID>();
            takeOlder(succeeded, now.minus(keep.succeeded()), ids);
            takeOlder(failed, now.minus(keep.failed()), ids);
            return ids;
        } finally {
            lock.unlock();
        }
    }

    private List<UUID> surplus() {
        assert lock.isHeldByCurrentThread();
        if (succeeded.size() + failed.size() <= keep.count() && bytes <= maxBytes) {
            return List.of();
        }
        var ids = new ArrayList<UUID>();
        // The last one stays whatever its size: somebody is about to ask for it.
        while (succeeded.size() + failed.size() > keep.count() || bytes > maxBytes && succeeded.size() + failed.size() > 1) {
            takeFirst(oldest(), ids);
        }
        return ids;
    }

    /** Returns the entries of which the first is the oldest of all. */
    private Map<UUID, Entry> oldest() {
        assert lock.isHeldByCurrentThread();
        if (succeeded.isEmpty() || failed.isEmpty()) {
            return succeeded.isEmpty() ? failed : succeeded;
        }
        return first(succeeded).number < first(failed).number ? succeeded : failed;
    }

    private static Entry first(Map<UUID, Entry> entries) {
        return entries.values().iterator().next();
    }

    private void takeOlder(Map<UUID, Entry> entries, Instant limit, List<UUID> ids) {
        assert lock.isHeldByCurrentThread();
        while (!entries.isEmpty() && first(entries).finishedAt.isBefore(limit)) {
            takeFirst(entries, ids);
        }
    }

    private void takeFirst(Map<UUID, Entry> entries, List<UUID> ids) {
        assert lock.isHeldByCurrentThread();
        var first = entries.entrySet().iterator();
        Map.Entry<UUID, Entry> oldest = first.next();
        ids.add(oldest.getKey());
        bytes -= oldest.getValue().bytes;
        first.remove();
    }
}
