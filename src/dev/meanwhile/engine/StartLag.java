package dev.meanwhile.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How late virtual threads have started: the heartbeat of the server, in figures. Virtual threads are not time-sliced, so
 * computations that hold all carriers show here, and nowhere else as clearly.
 *
 * <p>Written by one thread, the watchdog's; read by any.
 */
public final class StartLag {

    /** The upper bounds of the histogram's buckets; what is later than the last is counted in one more. */
    private static final Duration[] BOUNDS = Arrays.stream(new long[] {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000})
            .mapToObj(Duration::ofMillis).toArray(Duration[]::new);

    private static final int SECONDS = 60;

    /** Samples in each bucket, not in those before it. */
    private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS.length + 1);
    /** The worst of each of the last seconds, in nanoseconds, and one place for the second that has just begun. */
    private final AtomicLongArray worst = new AtomicLongArray(SECONDS + 1);
    private final long start;

    // Written by the watchdog alone.
    private volatile long last;
    private volatile long sum;
    private long second;

    /** Creates figures of nothing yet, at a tick of the clock that measures. */
    StartLag(long now) {
        start = now;
    }

    /** Notes that a virtual thread started so late, at tick {@code now}. */
    void started(long lag, long now) {
        late(lag, now);
        sum += lag;
        int bucket = 0;
        while (bucket < BOUNDS.length && lag > BOUNDS[bucket].toNanos()) {
            bucket++;
        }
        buckets.incrementAndGet(bucket);
    }

    /** Notes that one is so late already and has still not started: counted once it has, but shown at once. */
    void late(long lag, long now) {
        forget(now);
        int place = (int) (second % worst.length());
        worst.set(place, Math.max(worst.get(place), lag));
        last = lag;
    }

    private void forget(long now) {
        long current = TimeUnit.NANOSECONDS.toSeconds(now - start);
        // After a minute's sleep of the whole machine there is a minute to forget, and not more.
        for (second = Math.max(second, current - worst.length()); second < current;) {
            second++;
            worst.set((int) (second % worst.length()), 0);
        }
    }

    /**
     * The figures at one moment.
     *
     * @param last    how late the last virtual thread started, or is by now
     * @param worst   how late the worst one of the last minute was
     * @param buckets how many started how late, since the start of the server
     * @param sum     all lags together
     */
    public record Figures(Duration last, Duration worst, List<Bucket> buckets, Duration sum) { }

    /**
     * How many started so late, and not as late as those of the bucket before.
     *
     * @param atMost the bound, or null for what is later than all others
     * @param count  how many
     */
    public record Bucket(Duration atMost, long count) { }

    Figures figures() {
        long most = 0;
        for (int i = 0; i < worst.length(); i++) {
            most = Math.max(most, worst.get(i));
        }
        var counts = new ArrayList<Bucket>();
        for (int i = 0; i < buckets.length(); i++) {
            counts.add(new Bucket(i < BOUNDS.length ? BOUNDS[i] : null, buckets.get(i)));
        }
        return new Figures(Duration.ofNanos(last), Duration.ofNanos(most), counts, Duration.ofNanos(sum));
    }
}
