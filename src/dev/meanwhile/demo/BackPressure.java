package dev.meanwhile.demo;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A semaphore in front of something that can take only so much, such as a database. Virtual threads are too cheap to be the
 * limit: with a pool of threads its size was one, without it there is none unless it is made.
 *
 * <p>{@code acquire} makes the caller wait, which passes the pressure on to it. {@code tryAcquire} turns it away at once, which
 * is right where nobody should wait: a server says 503, and the client comes back. Meanwhile does that at the door.
 */
final class BackPressure implements Lesson {

    private static final int CALLERS = 2_000;
    private static final int PERMITS = 50;
    private static final Duration CALL = Duration.ofMillis(10);

    /** What all callers call: takes its time, and knows how many were in it at once. Safe for use by any thread. */
    private static final class Database {

        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        void call() throws InterruptedException {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            try {
                Thread.sleep(CALL);
            } finally {
                inside.decrementAndGet();
            }
        }
    }

    /** How a caller reaches the database; returns false if it was turned away. */
    private interface Way {
        boolean go(Database database) throws InterruptedException;
    }

    @Override
    public String word() {
        return "backpressure";
    }

    @Override
    public String title() {
        return "back-pressure";
    }

    @Override
    public String teaches() {
        return """
                Threads that cost nothing limit nothing. A semaphore does: acquire lets the caller wait,
                tryAcquire turns it away.""";
    }

    @Override
    public void show(Consumer<String> say) throws Exception {
        say.accept(Figures.count(CALLERS) + " virtual threads call a database that takes " + Figures.time(CALL) + " each:");
        say.accept("with no limit:       " + rush(BackPressure::unlimited));
        var permits = new Semaphore(PERMITS);
        say.accept("acquire of " + PERMITS + ":       " + rush(database -> waiting(permits, database)));
        say.accept("tryAcquire of " + PERMITS + ":    " + rush(database -> turnedAway(permits, database)));
    }

    private static boolean unlimited(Database database) throws InterruptedException {
        database.call();
        return true;
    }

    private static boolean waiting(Semaphore permits, Database database) throws InterruptedException {
        permits.acquire();
        try {
            database.call();
        } finally {
            permits.release();
        }
        return true;
    }

    private static boolean turnedAway(Semaphore permits, Database database) throws InterruptedException {
        if (!permits.tryAcquire()) {
            return false;
        }
        try {
            database.call();
        } finally {
            permits.release();
        }
        return true;
    }

    private static String rush(Way way) {
        var database = new Database();
        var refused = new AtomicInteger();
        long start = System.nanoTime();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                executor.submit(() -> way.go(database) ? 0 : refused.incrementAndGet());
            }
        }
        return "at most %s in it at once, %s turned away, all over after %s"
                .formatted(Figures.count(database.most.get()), Figures.count(refused.get()), Figures.since(start));
    }
}
