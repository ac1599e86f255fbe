package bench;

import dev.meanwhile.Meanwhile;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.TypeOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many waiting jobs. {@code fill <folder> <jobs>} submits so many to a type of which none gets done, prints the bytes of heap
 * each takes, and dies without a word, as in a crash. {@code take <folder> <jobs>} starts on such a folder, prints the seconds
 * that took and the bytes of heap again, and then, for each line it reads, how many jobs a second are taken from among so many.
 */
final class Waiting {

    private static final int THREADS = 512;
    private static final int SLOTS = 64;
    private static final int BURST = 1_000;
    private static final int BURSTS = 50;

    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int ROUNDS = 14;

    private Waiting() { }

    /** Starting with a million jobs that wait, and taking them, beside a thousand, in turns. */
    static void measure() throws Exception {
        try (var little = new Folder(); var large = new Folder(); var few = withWaiting(little, FEW);
             var many = withWaiting(large, MANY)) {
            var fewRates = new double[ROUNDS];
            var manyRates = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                fewRates[i] = few.order();
                manyRates[i] = many.order();
            }
            // In the first half the compiler is at work.
            fewRates = Arrays.copyOfRange(fewRates, ROUNDS / 2, ROUNDS);
            manyRates = Arrays.copyOfRange(manyRates, ROUNDS / 2, ROUNDS);
            Figures.print("taken and settled, " + FEW + " waiting", fewRates, "jobs/s");
            Figures.print("taken and settled, " + MANY + " waiting", manyRates, "jobs/s");
            Figures.print("with " + MANY, Figures.ratios(manyRates, fewRates), "of that with " + FEW + " (1 / 1.3 = 0.77 is the aim)");
        }
    }

    /** Starts a server on a folder in which so many jobs wait. */
    private static ServerProcess withWaiting(Folder folder, int jobs) throws Exception {
        try (var fill = ServerProcess.start(Waiting.class, "fill", folder.path(), Integer.toString(jobs))) {
            double bytes = fill.next();
            if (jobs == MANY) {
                Figures.line(jobs + " jobs waiting", bytes, "bytes of heap each, with their inputs");
            }
        }
        var server = ServerProcess.start(Waiting.class, "take", folder.path(), Integer.toString(jobs));
        Figures.line("start with " + jobs + " jobs waiting", server.next(), "s");
        server.next();
        return server;
    }

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[1]);
        int jobs = Integer.parseInt(arguments[2]);
        long before = heap();
        if (arguments[0].equals("fill")) {
            var never = new CountDownLatch(1);
            var app = app(folder, never::await);
            System.out.println("started");
            fill(app, jobs);
            System.out.println((heap() - before) / jobs);
        } else {
            take(folder, jobs, before);
        }
        Runtime.getRuntime().halt(0);
    }

    private static void take(Path folder, int jobs, long before) throws Exception {
        var gate = new Semaphore(0);
        var taken = new AtomicLong();
        long start = System.nanoTime();
        var app = app(folder, () -> {
            gate.acquire();
            taken.incrementAndGet();
        });
        System.out.println("started");
        System.out.println((System.nanoTime() - start) / 1e9);
        System.out.println((heap() - before) / jobs);
        try (var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                System.out.println(rate(app, gate, taken));
            }
        }
    }

    private static double rate(Meanwhile app, Semaphore gate, AtomicLong taken) throws InterruptedException {
        long nanos = 0;
        for (int i = 0; i < BURSTS; i++) {
            // As many as will be taken, so that as many wait at the end as at the beginning; not measured.
            fill(app, BURST);
            long until = taken.get() + BURST;
            long start = System.nanoTime();
            gate.release(BURST);
            while (taken.get() < until) {
                TimeUnit.MICROSECONDS.sleep(100);
            }
            nanos += System.nanoTime() - start;
        }
        return BURSTS * BURST / (nanos / 1e9);
    }

    private interface Body {
        void run() throws InterruptedException;
    }

    private static Meanwhile app(Path folder, Body body) {
        var limits = new Limits(2_000_000, 1L << 40, 1 << 20, 1 << 20, 1 << 18);
        return new Meanwhile().port(0).data(folder).limits(limits)
                .job("noop", Object.class, TypeOptions.DEFAULT.withConcurrency(SLOTS), (input, context) -> {
                    body.run();
                    return null;
                }).start();
    }

    private static void fill(Meanwhile app, int jobs) throws InterruptedException {
        var threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int share = jobs / THREADS + (i < jobs % THREADS ? 1 : 0);
            threads[i] = Thread.ofVirtual().start(() -> {
                for (int k = 0; k < share; k++) {
                    app.submit("noop", 1);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
