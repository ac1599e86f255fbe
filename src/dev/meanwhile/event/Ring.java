package dev.meanwhile.event;

import dev.meanwhile.event.Notice.Change;
import dev.meanwhile.job.Job;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last changes, by their numbers: no more than there are places for, and those that take much memory no more than is
 * allowed. Safe for use by any thread, and no thread ever waits for another.
 *
 * <p>A change is entered by one compare-and-set of the place that its number leads to, from what is a round older; only then
 * is the number used up. So all below {@link #next} have been entered, whatever became of the thread that did it.
 */
final class Ring {

    /** A power of two. */
    static final int PLACES = 4_096;

    /** Up to so many bytes a change is not counted: as many as there are places take 8 MiB. */
    private static final int SMALL = 2_048;

    private final AtomicReferenceArray<Change> places = new AtomicReferenceArray<>(PLACES);
    private final long first;
    private final AtomicLong next;

    private final long maxLarge;
    /** The bytes of the changes that are counted. */
    private final AtomicLong large = new AtomicLong();
    private final ReentrantLock clearing = new ReentrantLock();
    /** Guarded by clearing: all that is large and has a lower number is gone. */
    private long cleared;

    /**
     * Creates an empty ring.
     *
     * @param first    the number of the first change
     * @param maxLarge how many bytes large changes may take together
     */
    Ring(long first, long maxLarge) {
        this.first = first;
        this.next = new AtomicLong(first);
        this.maxLarge = maxLarge;
        this.cleared = first;
    }

    /** Enters what a job has become, under the next number. */
    Change add(Job job) {
        while (true) {
            long number = next.get();
            Change present = places.get(place(number));
            if (present == null || present.sequence() < number) {
                var change = new Change(number, job);
                if (places.compareAndSet(place(number), present, change)) {
                    next.compareAndSet(number, number + 1);
                    count(counted(change) - counted(present));
                    return change;
                }
            } else {
                // Entered by another thread, which has not come to use the number up.
                next.compareAndSet(number, number + 1);
            }
        }
    }

    /** Returns the change of that number, which is below {@link #next}; null if it is gone. */
    Change get(long number) {
        Change change = places.get(place(number));
        return change != null && change.sequence() == number && change.job() != null ? change : null;
    }

    /** Returns the number of the first change there ever was, or is to be. */
    long first() {
        return first;
    }

    /** Returns the number of the next change. */
    long next() {
        return next.get();
    }

    private static int place(long number) {
        return (int) number & PLACES - 1;
    }

    private static int counted(Change change) {
        if (change == null || change.job() == null) {
            return 0;
        }
        int bytes = change.bytes();
        return bytes <= SMALL ? 0 : bytes;
    }

    private void count(int bytes) {
        // Mostly 0: then nothing that threads share is touched.
        if (bytes != 0 && large.addAndGet(bytes) > maxLarge && clearing.tryLock()) {
            try {
                clear();
            } finally {
                clearing.unlock();
            }
        }
    }

    /** Lets large changes go, the oldest first, until the others are few enough. */
    private void clear() {
        assert clearing.isHeldByCurrentThread();
        long end = next.get();
        cleared = Math.max(cleared, end - PLACES);
        for (; large.get() > maxLarge && cleared < end; cleared++) {
            Change change = places.get(place(cleared));
            int bytes = counted(change);
            if (bytes > 0 && change.sequence() == cleared
                    && places.compareAndSet(place(cleared), change, new Change(cleared, null))) {
                large.addAndGet(-bytes);
            }
        }
    }
}
