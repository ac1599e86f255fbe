package dev.meanwhile.store;

import dev.meanwhile.job.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

/**
 * How requests with a key were answered, for a while.
 *
 * @param <A> what is kept of an answer
 */
final class Answers<A> {

    private record Kept<A>(A answer, long bytes, Instant at) { }

    private final Duration keep;
    private final long maxBytes;
    private final ToLongFunction<A> size;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by lock; in the order in which they were given, so that the first is the first whose time is up. */
    private final Map<String, Kept<A>> kept = new LinkedHashMap<>();
    /** Guarded by lock; about what all of them take. */
    private long bytes;

    /**
     * Creates an empty memory that takes no more than about {@code maxBytes}.
     *
     * @param size returns about how many bytes an answer takes, with its key and all that it keeps from being forgotten
     */
    Answers(Duration keep, long maxBytes, ToLongFunction<A> size) {
        this.keep = keep;
        this.maxBytes = maxBytes;
        this.size = size;
    }

    /**
     * Makes sure that there is room for one more.
     *
     * @throws RefusedException if there is not
     */
    void ensureRoom() {
        lock.lock();
        try {
            if (bytes >= maxBytes) {
                throw new RefusedException(RefusedException.Reason.QUEUE_FULL, "the answers to " + kept.size()
                        + " requests with an Idempotency-Key take " + bytes + " bytes, as many as they may (maxBytes)");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keeps what was answered at {@code at}; returns what it takes the place of, or null. */
    A put(String key, A answer, Instant at) {
        lock.lock();
        try {
            Kept<A> before = kept.remove(key);
            bytes -= before == null ? 0 : before.bytes;
            var one = new Kept<>(answer, size.applyAsLong(answer), at);
            kept.put(key, one);
            bytes += one.bytes;
            return before == null ? null : before.answer;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what was answered, unless its time is up at {@code now}; or null. */
    A get(String key, Instant now) {
        lock.lock();
        try {
            Kept<A> one = kept.get(key);
            return one == null || isOver(one, now) ? null : one.answer;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets those whose time is up at {@code now}, and returns them. */
    List<A> expire(Instant now) {
        lock.lock();
        try {
            var over = new ArrayList<A>();
            var all = kept.values().iterator();
            while (all.hasNext()) {
                Kept<A> one = all.next();
                if (!isOver(one, now)) {
                    break;
                }
                over.add(one.answer);
                bytes -= one.bytes;
                all.remove();
            }
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many are kept. */
    int size() {
        lock.lock();
        try {
            return kept.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver(Kept<A> one, Instant now) {
        return !now.isBefore(one.at.plus(keep));
    }
}
