package crash;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;

/**
 * How often each delivery was made, from the first to the last: eight bytes for each, so that none has to be forgotten.
 * Safe for use by any thread.
 */
final class Executions {

    /** More executions than these are counted as these. */
    static final int MOST = 99;

    private static final int CHUNK = 1 << 14;
    private static final int CHUNKS = 1 << 14;

    // Each long: 40 bits of the job's id, 12 bits of how often it may have run, or 0 while that is not known, 1 bit of whether it
    // was answered with success, 11 bits of count.
    private static final int ID = 24;
    private static final int ALLOWED = 12;
    private static final int ANSWERED = 11;
    private static final long FIELD = (1 << ALLOWED) - 1;
    private static final long COUNT = (1 << ANSWERED) - 1;

    private final AtomicReferenceArray<AtomicLongArray> chunks = new AtomicReferenceArray<>(CHUNKS);
    private final AtomicLong numbers = new AtomicLong();

    /** Returns the number of a new delivery, from 0. */
    long next() {
        long number = numbers.getAndIncrement();
        int chunk = Math.toIntExact(number / CHUNK);
        if (chunks.get(chunk) == null) {
            chunks.compareAndSet(chunk, null, new AtomicLongArray(CHUNK));
        }
        return number;
    }

    /**
     * Counts a request.
     *
     * @return how many there have been, or -1 if those before were of another job
     */
    int count(long number, UUID id) {
        AtomicLongArray chunk = chunk(number);
        int slot = (int) (number % CHUNK);
        while (true) {
            long before = chunk.get(slot);
            if ((before & COUNT) > 0 && before >>> ID != id.getLeastSignificantBits() << ID >>> ID) {
                return -1;
            }
            int counted = (int) Math.min(MOST, (before & COUNT) + 1);
            long after = id.getLeastSignificantBits() << ID | before & (FIELD << ALLOWED | 1 << ANSWERED) | counted;
            if (chunk.compareAndSet(slot, before, after)) {
                return counted;
            }
        }
    }

    /** Notes that a request is about to be answered with success. */
    void answer(long number) {
        chunk(number).updateAndGet((int) (number % CHUNK), before -> before | 1 << ANSWERED);
    }

    /** Returns whether any of its requests was answered with success, or is about to be. */
    boolean isAnswered(long number) {
        return (chunk(number).get((int) (number % CHUNK)) >>> ANSWERED & 1) > 0;
    }

    int of(long number) {
        return (int) (chunk(number).get((int) (number % CHUNK)) & COUNT);
    }

    /** Notes how often the delivery was begun, now that its job has finished: it must never be made more often. */
    void settle(long number, int begun) {
        long allowed = Math.min(MOST, begun) + 1L << ALLOWED;
        chunk(number).updateAndGet((int) (number % CHUNK), before -> before & ~(FIELD << ALLOWED) | allowed);
    }

    /** Names each delivery that was made more often than it was begun. */
    void excess(LongConsumer found) {
        for (long number = 0; number < numbers.get(); number++) {
            long entry = chunk(number).get((int) (number % CHUNK));
            long allowed = entry >>> ALLOWED & FIELD;
            if (allowed > 0 && (entry & COUNT) >= allowed) {
                found.accept(number);
            }
        }
    }

    private AtomicLongArray chunk(long number) {
        return chunks.get(Math.toIntExact(number / CHUNK));
    }
}
