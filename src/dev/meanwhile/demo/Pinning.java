package dev.meanwhile.demo;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Blocking inside {@code synchronized}. Until JDK 23 a virtual thread that did it could not leave its carrier: it was pinned.
 * With as many pinned as there are carriers, nothing else ran. JEP 491 has mended it in JDK 24; what still pins is a native
 * frame on the stack, and a class initialiser.
 *
 * <p>Measured by threads that have nothing to wait for but their own sleep: free of each other they all take as long as one.
 */
final class Pinning implements Lesson {

    private static final Duration SLEEP = Duration.ofMillis(100);
    private static final int THREADS_PER_CARRIER = 8;

    @Override
    public String word() {
        return "pinning";
    }

    @Override
    public String title() {
        return "pinned carriers";
    }

    @Override
    public String teaches() {
        return """
                What blocks inside synchronized keeps its carrier before JDK 24, and leaves it since.
                A ReentrantLock has never kept it.""";
    }

    @Override
    public void show(Consumer<String> say) throws Exception {
        int carriers = Integer.getInteger("jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
        int threads = carriers * THREADS_PER_CARRIER;
        say.accept("%d virtual threads on %d carriers, each sleeping %s with a lock of its own:"
                .formatted(threads, carriers, Figures.time(SLEEP)));
        Duration locked = time(threads, Pinning::sleepLocked);
        say.accept("holding a ReentrantLock, all together: " + Figures.time(locked));
        Duration inMonitor = time(threads, Pinning::sleepSynchronized);
        say.accept("inside synchronized, all together:     " + Figures.time(inMonitor));
        boolean pinned = inMonitor.compareTo(locked.multipliedBy(THREADS_PER_CARRIER / 2)) > 0;
        say.accept("So on JDK " + Runtime.version().feature() + (pinned
                ? " each kept its carrier until it woke up, and the others waited for one."
                : " none kept its carrier: while it slept, another ran there."));
    }

    private static Duration time(int threads, Callable<Void> body) {
        long start = System.nanoTime();
        // Closing waits for all of them.
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Stream.generate(() -> body).limit(threads).forEach(executor::submit);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Void sleepLocked() throws InterruptedException {
        var lock = new ReentrantLock();
        lock.lock();
        try {
            Thread.sleep(SLEEP);
        } finally {
            lock.unlock();
        }
        return null;
    }

    private static Void sleepSynchronized() throws InterruptedException {
        synchronized (new Object()) {
            Thread.sleep(SLEEP);
        }
        return null;
    }
}
