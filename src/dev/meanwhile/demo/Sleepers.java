package dev.meanwhile.demo;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A million jobs that do nothing but wait, a thread each. A virtual thread that waits is a few objects on the heap: its
 * stack is copied there when it leaves its carrier, and is as large as what it has called, not as what it might call.
 *
 * <p>So the limit is memory and not the scheduler, and one can write {@code sleep} where one means it. Timers are not free,
 * though: who has a million of them for hours is better off with one queue and one thread, as Meanwhile's timetable is.
 */
final class Sleepers implements Lesson {

    /** What a sleeper takes, with a margin: to stay within the heap. */
    private static final int BYTES = 1_500;

    /** How many are ended: it takes longer than to start them. */
    private static final int WOKEN = 50_000;

    private final int most;

    /** Creates the lesson with so many threads, or fewer if the heap has no room for them. */
    Sleepers(int most) {
        this.most = most;
    }

    @Override
    public String word() {
        return "sleepers";
    }

    @Override
    public String title() {
        return "a million asleep";
    }

    @Override
    public String teaches() {
        return """
                A thread that waits costs its few objects on the heap, and no thread of the system.""";
    }

    @Override
    public void show(Consumer<String> say) throws Exception {
        int count = (int) Math.min(most, Runtime.getRuntime().maxMemory() / 2 / BYTES);
        if (count < most) {
            say.accept("This heap has room for " + Figures.count(count) + " only; java -Xmx makes it larger.");
        }
        System.gc();
        long before = heap();
        long start = System.nanoTime();
        Thread[] sleepers = putToSleep(count);
        say.accept(Figures.count(count) + " virtual threads sleep, " + Figures.since(start) + " after the first was started.");
        long bytes = heap() - before;
        say.accept("They take %s of heap at most, %s bytes each, and the process has %d platform threads."
                .formatted(Figures.size(bytes), Figures.count(bytes / count), ManagementFactory.getThreadMXBean().getThreadCount()));
        Thread[] woken = Arrays.copyOf(sleepers, Math.min(count, WOKEN));
        start = System.nanoTime();
        for (Thread sleeper : woken) {
            sleeper.interrupt();
        }
        for (Thread sleeper : woken) {
            sleeper.join();
        }
        say.accept(Figures.count(woken.length) + " of them, interrupted, have ended after " + Figures.since(start)
                + (woken.length < count ? "; the rest end with the program." : "."));
    }

    private static Thread[] putToSleep(int count) throws InterruptedException {
        var ready = new CountDownLatch(count);
        var sleepers = new Thread[count];
        for (int i = 0; i < count; i++) {
            sleepers[i] = Thread.startVirtualThread(() -> sleep(ready));
        }
        ready.await();
        return sleepers;
    }

    private static void sleep(CountDownLatch ready) {
        ready.countDown();
        try {
            Thread.sleep(Duration.ofHours(1));
        } catch (InterruptedException woken) {
            // That is all there is to do.
        }
    }

    /** Returns what is in use, garbage included: to collect it takes longer than the rest of the lesson. */
    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
