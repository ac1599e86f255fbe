package dev.meanwhile.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how late virtual threads start: the heartbeat of the server. A platform thread starts one that does nothing
 * every 100 ms and takes the time until it runs. Virtual threads are not time-sliced, so computations that hold all
 * carriers show here, and nowhere else as clearly.
 */
final class StartLag implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final int WINDOW = 600;

    private final Time time;
    private final Thread sampler = Thread.ofPlatform().name("start-lag").daemon().unstarted(this::sample);
    /** Nanoseconds of the last samples, a minute of them; written by the probes, each its own place. */
    private final AtomicLong[] window = new AtomicLong[WINDOW];
    private volatile long last;
    private volatile boolean closed;

    StartLag(Time time) {
        this.time = time;
        for (int i = 0; i < WINDOW; i++) {
            window[i] = new AtomicLong();
        }
    }

    StartLag start() {
        sampler.start();
        return this;
    }

    private void sample() {
        for (int i = 0; !closed; i = (i + 1) % WINDOW) {
            AtomicLong place = window[i];
            long before = time.nanos();
            Thread probe = Thread.ofVirtual().name("start-lag-probe").start(() -> {
                last = time.nanos() - before;
                place.set(last);
            });
            try {
                probe.join();
            } catch (InterruptedException closing) {
                return;
            }
            LockSupport.parkNanos(PERIOD.toNanos());
        }
    }

    /** Returns the last lag measured. */
    Duration last() {
        return Duration.ofNanos(last);
    }

    /** Returns the worst lag of about the last minute. */
    Duration worst() {
        long worst = 0;
        for (AtomicLong place : window) {
            worst = Math.max(worst, place.get());
        }
        return Duration.ofNanos(worst);
    }

    @Override
    public void close() {
        closed = true;
        sampler.interrupt();
    }
}
