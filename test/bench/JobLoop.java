package bench;

import dev.meanwhile.Meanwhile;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Jobs that do nothing, submitted by 64 threads of the same process, in the given folder or in memory: prints how many a second
 * go the whole way, from the submission to the recorded result, for each round.
 */
final class JobLoop {

    private static final int THREADS = 64;
    private static final int JOBS = 1_000;
    private static final int ROUNDS = 12;

    private JobLoop() { }

    /** Measures both, each in a process of its own. */
    static void measure() throws Exception {
        try (var folder = new Folder(); var memory = ServerProcess.start(JobLoop.class)) {
            double[] inMemory = memory.last(ROUNDS);
            try (var durable = ServerProcess.start(JobLoop.class, folder.path())) {
                double[] onDisk = durable.last(ROUNDS);
                Figures.print("no-op jobs from submit to result, in memory", inMemory, "jobs/s");
                Figures.print("no-op jobs from submit to result, on disk", onDisk, "jobs/s (at least 15,000 is the aim)");
                Figures.print("on disk", Figures.ratios(onDisk, inMemory), "of that in memory");
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        var app = new Meanwhile().port(0).job("noop", Object.class, (input, context) -> null);
        if (arguments.length > 0) {
            app.data(Path.of(arguments[0]));
        } else {
            app.inMemory();
        }
        app.start();
        System.out.println("started");
        for (int i = 0; i < ROUNDS; i++) {
            System.out.println(round(app));
        }
        Runtime.getRuntime().halt(0);
    }

    private static double round(Meanwhile app) throws InterruptedException {
        var ready = new CountDownLatch(THREADS);
        long start = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            Thread.ofVirtual().start(() -> {
                try {
                    var last = app.submit("noop", 1);
                    for (int k = 1; k < JOBS; k++) {
                        last = app.submit("noop", k);
                    }
                    // Each queue of a thread's own jobs is short: when its last one has finished, all but a few have.
                    last.await(java.time.Duration.ofMinutes(1));
                } catch (InterruptedException nobodysBusiness) {
                    throw new IllegalStateException(nobodysBusiness);
                } finally {
                    ready.countDown();
                }
            });
        }
        ready.await();
        return THREADS * JOBS / ((System.nanoTime() - start) / 1e9);
    }
}
