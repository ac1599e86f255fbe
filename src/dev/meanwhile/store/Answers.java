package dev.meanwhile.store;

import dev.meanwhile.job.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How requests with a key were answered, for a while.
 *
 * @param <A> what is kept of an answer
 */
final class Answers<A> {

    /** About what one takes in memory, with a key of the usual length. */
    private static final int BYTES = 256;

    private record Kept<A>(A answer, Instant at) { }

    private final Duration keep;
    private final long most;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by lock; in the order in which they were given, so that the first is the first whose time is up. */
    private final Map<String, Kept<A>> kept = new LinkedHashMap<>();

    /** Creates an empty memory that takes no more than about {@code maxBytes}. */
    Answers(Duration keep, long maxBytes) {
        this.keep = keep;
        this.most = Math.max(1, maxBytes / BYTES);
    }

    /**
     * Makes sure that there is room for one more.
     *
     * @throws RefusedException if there is not
     */
    void ensureRoom() {
        lock.lock();
        try {
            if (kept.size() >= most) {
                throw new RefusedException(RefusedException.Reason.QUEUE_FULL, "the answers to " + most
                        + " requests with an Idempotency-Key are remembered, as many as may be (maxBytes)");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keeps what was answered at {@code at}; of several answers to one key the last counts. */
    void put(String key, A answer, Instant at) {
        lock.lock();
        try {
            kept.remove(key);
            kept.put(key, new Kept<>(answer, at));
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
                all.remove();
            }
            return over;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver(Kept<A> one, Instant now) {
        return !now.isBefore(one.at.plus(keep));
    }
}
