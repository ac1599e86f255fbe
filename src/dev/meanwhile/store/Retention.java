package dev.meanwhile.store;

import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Keep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides which finished jobs to forget: those older than {@link Keep} says, and the oldest ones of more than its count or
 * of more bytes than there is room for. It only keeps the books; forgetting is the store's.
 */
final class Retention {

    /** A finished job; of two, the one of the lower number finished first, even in the same instant. */
    private record Entry(long number, Instant finishedAt, long bytes) { }

    private final Keep keep;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock; each in the order in which its jobs finished.
    private final Map<UUID, Entry> succeeded = new LinkedHashMap<>();
    private final Map<UUID, Entry> failed = new LinkedHashMap<>();
    private long bytes;
    private long numbers;

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
            var entry = new Entry(numbers++, finishedAt, size);
            (state == JobState.SUCCEEDED ? succeeded : failed).put(id, entry);
            bytes += entry.bytes;
            return surplus();
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
            return entry != null;
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
