package bench;

import dev.meanwhile.Meanwhile;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A million jobs that all run at once, each asleep on a virtual thread of its own, in memory mode; submitted and cancelled by
 * threads of the same process, so that it is the jobs that are measured, and no requests.
 */
final class Sleeping {

    private static final int JOBS = 1_000_000;
    private static final int THREADS = 4;
    /** Interpreted code has larger frames than compiled code, and each sleeper keeps its own. */
    private static final int WARM_UP = 30_000;
    /** What a user can give, too: the heap fits into the memory aimed at, and from JDK 25 on its objects have short headers. */
    private static final List<String> FLAGS = Runtime.version().feature() >= 25
            ? List.of("-Xmx1700m", "-XX:+UseCompactObjectHeaders") : List.of("-Xmx2200m");

    /** Kept, because a logger that nobody holds forgets its level. */
    private static final Logger LOGGER = Logger.getLogger("dev.meanwhile");

    private Sleeping() { }

    static void measure() throws Exception {
        String jobs = "1,000,000 sleeping jobs, ";
        System.out.println(jobs + "java " + String.join(" ", FLAGS));
        try (var process = ServerProcess.start(FLAGS, Sleeping.class)) {
            Figures.line(jobs + "accepted", process.next(), "s, submitted in the same process by " + THREADS + " threads");
            Figures.line(jobs + "all running", process.next(), "s after the first was submitted");
            Figures.line(jobs + "heap", process.next(), "bytes each");
            Figures.line(jobs + "resident", process.next(), "MB (below 2,000 is the aim)");
            Figures.line(jobs + "all ended", process.next(), "s after the first cancel");
            Figures.line(jobs + "CANCELLED", process.next(), "of " + JOBS);
            Figures.line(jobs + "resident at the most", process.next(), "MB");
        }
    }

    public static void main(String[] arguments) throws Exception {
        // Else it is a million lines about jobs cancelled that are measured.
        LOGGER.setLevel(Level.WARNING);
        var running = new CountDownLatch(WARM_UP + JOBS);
        var limits = new Limits(JOBS, 1L << 40, 1 << 20, 1 << 20, 1 << 18);
        var app = new Meanwhile().port(0).inMemory().limits(limits)
                .keep(new Keep(Duration.ofDays(1), Duration.ofDays(1), WARM_UP + JOBS, 1L << 40))
                .job("nap", Object.class, (input, context) -> sleep(running, 1))
                .job("sleep", Object.class, (input, context) -> sleep(running, TimeUnit.DAYS.toMillis(1))).start();
        for (int i = 0; i < WARM_UP; i++) {
            app.submit("nap", null).await(Duration.ofMinutes(1));
        }
        System.out.println("started");
        var ids = new UUID[JOBS];
        long heap = heap();
        long start = System.nanoTime();
        inParallel(index -> ids[(int) index] = app.submit("sleep", null).id());
        System.out.println(seconds(start));
        running.await();
        System.out.println(seconds(start));
        System.out.println((heap() - heap) / JOBS);
        System.out.println(resident("VmRSS"));
        start = System.nanoTime();
        inParallel(index -> app.find(ids[(int) index]).cancel());
        var cancelled = new AtomicInteger();
        inParallel(index -> {
            if (await(app, ids[(int) index]) == JobState.CANCELLED) {
                cancelled.incrementAndGet();
            }
        });
        System.out.println(seconds(start));
        System.out.println(cancelled);
        System.out.println(resident("VmHWM"));
        Runtime.getRuntime().halt(0);
    }

    private static String sleep(CountDownLatch running, long millis) throws InterruptedException {
        running.countDown();
        TimeUnit.MILLISECONDS.sleep(millis);
        return null;
    }

    private static JobState await(Meanwhile app, UUID id) {
        try {
            return app.find(id).await(Duration.ofMinutes(5)).state();
        } catch (InterruptedException nobodysBusiness) {
            throw new IllegalStateException(nobodysBusiness);
        }
    }

    private static void inParallel(LongConsumer action) throws InterruptedException {
        var threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            threads[i] = Thread.ofPlatform().start(() -> {
                for (int index = first; index < JOBS; index += THREADS) {
                    action.accept(index);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static long heap() {
        for (int i = 0; i < 2; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Returns a figure of the system in MB, or NaN where there is no such file. */
    private static double resident(String name) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return Double.NaN;
        }
        String line = Files.readAllLines(status).stream().filter(each -> each.startsWith(name + ":")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
    }
}
