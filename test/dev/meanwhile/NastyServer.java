package dev.meanwhile;

import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server whose jobs do what no job should. Prints where it is; ends with its input. */
final class NastyServer {

    private static volatile long sink;

    private NastyServer() { }

    /** Blocks in its initialiser, with the carrier of the thread that is the first to use it. */
    private static final class Slow {

        static {
            await(3);
        }

        static void use() { }
    }

    public static void main(String[] arguments) throws IOException {
        var spin = TypeOptions.DEFAULT.withTimeout(Duration.ofMillis(500));
        var stoppable = TypeOptions.DEFAULT.withTimeout(Duration.ofSeconds(2));
        var app = new Meanwhile().port(0).data(Path.of(arguments[0])).grace(Duration.ZERO);
        app.job("good", Object.class, (input, context) -> 17);
        app.job("memory", Object.class, (input, context) -> fill(1 << 20));
        app.job("crumbs", Object.class, (input, context) -> fill(1 << 4));
        app.job("stack", Object.class, (input, context) -> depth(1));
        app.job("spin", Object.class, spin, (input, context) -> {
            while (true) {
                sink++;
            }
        });
        app.job("deadlock", Object.class, stoppable, (input, context) -> deadlock());
        app.job("threads", Integer.class, (input, context) -> threads(input));
        app.job("print", Object.class, stoppable, (input, context) -> {
            while (!context.cancelled()) {
                System.out.println("again and again and again and again");
                context.log("again and again and again and again");
            }
            throw new InterruptedException();
        });
        app.job("interrupt", Object.class, (input, context) -> {
            Thread.currentThread().interrupt();
            return 17;
        });
        app.job("initialiser", Object.class, (input, context) -> {
            Slow.use();
            return 17;
        });
        app.job("monitor", Object.class, (input, context) -> {
            synchronized (new Object()) {
                await(3);
            }
            return 17;
        });
        app.get("/threads", (request, background) -> Response.json(200,
                Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList()));
        System.out.println(app.start().uri());
        // Until whoever started it has ended: what spins here would spin for ever.
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }

    private static int fill(int size) {
        var kept = new ArrayList<byte[]>();
        while (true) {
            kept.add(new byte[size]);
        }
    }

    private static int depth(int depth) {
        return depth(depth + 1) + depth;
    }

    /** Locks in one order and, in another thread, in the other; neither can be interrupted. */
    private static Object deadlock() throws InterruptedException {
        var a = new Object();
        var b = new Object();
        var both = new CountDownLatch(2);
        Thread other = Thread.ofVirtual().start(() -> lockBoth(b, a, both));
        lockBoth(a, b, both);
        other.join();
        return null;
    }

    private static void lockBoth(Object first, Object second, CountDownLatch both) {
        synchronized (first) {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException ignored) {
                // That is what is nasty about it.
            }
            synchronized (second) {
                sink++;
            }
        }
    }

    private static int threads(int count) throws InterruptedException {
        var release = new CountDownLatch(1);
        List<Thread> started = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Thread.Builder builder = i % 50 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
                started.add(builder.start(() -> awaitQuietly(release)));
            }
        } finally {
            release.countDown();
        }
        for (Thread thread : started) {
            thread.join();
        }
        return started.size();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(int seconds) {
        try {
            new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException told) {
            throw new IllegalStateException(told);
        }
    }
}
