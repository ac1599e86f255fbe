package dev.meanwhile.store;

import dev.meanwhile.job.Job;
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

    /** What a finished job takes besides its texts: objects, map entries, history; measured as about 600 bytes. */
    private static final long OVERHEAD = 600;

    private record Entry(Instant finishedAt, long bytes) { }

    private final Keep keep;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock; each in the order in which its jobs finished.
    private final Map<UUID, Entry> succeeded = new LinkedHashMap<>();
    private final Map<UUID, Entry> failed = new LinkedHashMap<>();
    private long bytes;

    Retention(Keep keep, long maxBytes) {
        this.keep = keep;
        this.maxBytes = maxBytes;
    }

    /**
     * Enters a job that has finished.
     *
     * @return the jobs to forget now, which may be this one
     */
    List<UUID> finished(Job job, long logBytes) {
        lock.lock();
        try {
            var entry = new Entry(job.status().finishedAt(), OVERHEAD + logBytes + textBytes(job));
            (job.state() == JobState.SUCCEEDED ? succeeded : failed).put(job.id(), entry);
            bytes += entry.bytes;
            return surplus();
        } finally {
            lock.unlock();
        }
    }

    /** Strikes a job that was forgotten for a reason of its own. */
    void forgotten(UUID id) {
        lock.lock();
        try {
            Entry entry = succeeded.remove(id);
            if (entry == null) {
                entry = failed.remove(id);
            }
            if (entry != null) {
                bytes -= entry.bytes;
            }
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
        while (succeeded.size() + failed.size() > keep.count() || bytes > maxBytes && succeeded.size() + failed.size() > 0) {
            // Failures are what people come to look at: they go last.
            takeFirst(succeeded.isEmpty() ? failed : succeeded, ids);
        }
        return ids;
    }

    private void takeOlder(Map<UUID, Entry> entries, Instant limit, List<UUID> ids) {
        assert lock.isHeldByCurrentThread();
        while (!entries.isEmpty() && entries.values().iterator().next().finishedAt.isBefore(limit)) {
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

    private static long textBytes(Job job) {
        var status = job.status();
        long characters = job.request().input().length() + length(status.result());
        for (var step : status.history()) {
            if (step.error() != null) {
                characters += length(step.error().message()) + length(step.error().stack());
            }
        }
        // Strings of Latin-1 take a byte a character; counted as two, so that others are not counted as half.
        return 2 * characters;
    }

    private static long length(String text) {
        return text == null ? 0 : text.length();
    }
}
