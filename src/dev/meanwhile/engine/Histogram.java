package dev.meanwhile.engine;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, many times: counted by bounds, and summed up. Safe for use by any thread, and never waits. */
public final class Histogram {

    /** In milliseconds, the least that is measured; from what no one notices to what runs overnight. */
    private static final long[] BOUNDS = {1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000,
        1_800_000, 7_200_000, 28_800_000};

    /** One for each bound, of what took longer than the bound before it; and one for the rest. */
    private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
    private final LongAdder sum = new LongAdder();

    Histogram() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void record(long millis) {
        // A wall clock that was put back makes no time negative.
        long counted = Math.max(0, millis);
        int i = 0;
        while (i < BOUNDS.length && counted > BOUNDS[i]) {
            i++;
        }
        counts[i].increment();
        sum.add(counted);
    }

    /**
     * So many took no longer than that.
     *
     * @param seconds infinite in the last one, which has all
     */
    public record Bucket(double seconds, long count) { }

    /** Returns the counts, each with all those before it. */
    public List<Bucket> buckets() {
        var buckets = new Bucket[counts.length];
        long count = 0;
        for (int i = 0; i < counts.length; i++) {
            count += counts[i].sum();
            buckets[i] = new Bucket(i < BOUNDS.length ? BOUNDS[i] / 1e3 : Double.POSITIVE_INFINITY, count);
        }
        return List.of(buckets);
    }

    /** Returns how many seconds all took together. */
    public double seconds() {
        return sum.sum() / 1e3;
    }
}
