package bench;

import dev.meanwhile.Meanwhile;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.TypeOptions;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many waiting jobs. {@code fill <folder> <jobs>} submits so many to a type of which none gets done, prints the bytes of heap
 * each takes, and dies without a word, as in a crash. {@code take <folder> <jobs>} starts on such a folder, prints the seconds
 * that took, the bytes of heap again, and how many jobs a second are then taken from among so many.
 */
final class Waiting {

    private static final int THREADS = 512;
    private static final int SLOTS = 64;
    private static final int TAKEN = 100_000;
    private static final int ROUNDS = 4;

    private Waiting() { }

    /** Starting with a million jobs that wait, and taking them, beside a thousand. */
    static void measure() throws Exception {
        double few = taking(1_000);
        double many = taking(1_000_000);
        Figures.line("taken with 1,000,000 waiting", many / few, "of that with 1,000 (1 / 1.3 = 0.77 is the aim)");
    }

    private static double taking(int jobs) throws Exception {
        try (var folder = new Folder()) {
            try (var fill = ServerProcess.start(Waiting.class, "fill", folder.path(), Integer.toString(jobs))) {
                double bytes = fill.next();
                if (jobs >= 1_000_000) {
                    Figures.line(jobs + " jobs waiting", bytes, "bytes of heap each, with their inputs");
                }
            }
            try (var take = ServerProcess.start(Waiting.class, "take", folder.path(), Integer.toString(jobs))) {
                Figures.line("start with " + jobs + " jobs waiting", take.next(), "s");
                take.next();
                double[] rates = take.last(ROUNDS);
                Figures.print("submitted and taken with " + jobs + " waiting", rates, "jobs/s");
                return Figures.median(rates);
            }
        }
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
        // Warm, and then measured; what is taken is put back, so that as many wait at the end as at the beginning.
        for (int round = 0; round < ROUNDS; round++) {
            System.out.println(rate(app, gate, taken));
        }
    }

    private static double rate(Meanwhile app, Semaphore gate, AtomicLong taken) throws InterruptedException {
        long until = taken.get() + TAKEN;
        long start = System.nanoTime();
        gate.release(TAKEN);
        fill(app, TAKEN);
        while (taken.get() < until) {
            Thread.onSpinWait();
        }
        return TAKEN / ((System.nanoTime() - start) / 1e9);
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
