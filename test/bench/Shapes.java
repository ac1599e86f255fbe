package bench;

import dev.meanwhile.JobHandle;
import dev.meanwhile.Meanwhile;
import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.Rate;
import dev.meanwhile.job.TypeOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What queues, their limits and dependencies cost: jobs that do nothing, from the submission to the recorded result, beside those
 * of one queue without limits. Each shape is a process of its own; for each line it reads it prints how many a second it has done.
 */
final class Shapes {

    private static final int THREADS = 64;
    private static final int JOBS = 500;
    private static final int ROUNDS = 14;
    private static final int DEPENDENTS = 100_000;
    private static final int FAN = 50;

    /** How the jobs of a round are spread, limited, or bound to each other. */
    private enum Shape {

        PLAIN(1, "one queue"), TEN(10, "10 queues"), THOUSAND(1_000, "1,000 queues"),
        /** With a limit that is looked at for each job, and never reached. */
        RATE(1, "a rate"),
        /** A thousand keys, of which each lets one job run. */
        KEYS(1, "1,000 concurrency keys"),
        /** One queue, while a hundred thousand jobs wait for another one. */
        BESIDE(1, "beside 100,000 dependents"),
        /** Each job but every fiftieth comes after one of those. */
        DEPENDENT(1, "one after the other");

        final int queues;
        final String label;

        Shape(int queues, String label) {
            this.queues = queues;
            this.label = label;
        }
    }

    private Shapes() { }

    /** Measures each shape on disk, in turns. */
    static void measure() throws Exception {
        var folders = new ArrayList<Folder>();
        var servers = new ArrayList<ServerProcess>();
        try {
            for (Shape shape : Shape.values()) {
                var folder = new Folder();
                folders.add(folder);
                servers.add(ServerProcess.start(List.of("-Xmx700m"), Shapes.class, shape.name(), folder.path()));
            }
            var rates = new double[servers.size()][ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < rates.length; i++) {
                    rates[i][round] = servers.get(i).order();
                }
            }
            for (Shape shape : Shape.values()) {
                // In the first half the compiler is at work.
                double[] ours = Arrays.copyOfRange(rates[shape.ordinal()], ROUNDS / 2, ROUNDS);
                double[] plain = Arrays.copyOfRange(rates[0], ROUNDS / 2, ROUNDS);
                Figures.print("no-op jobs on disk, " + shape.label, ours, "jobs/s");
                if (shape != Shape.PLAIN) {
                    Figures.print("  of one queue", Figures.ratios(ours, plain), "(at least 0.70 is the aim)");
                }
            }
        } finally {
            servers.forEach(ServerProcess::close);
            for (Folder folder : folders) {
                folder.close();
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        var shape = Shape.valueOf(arguments[0]);
        var held = new CountDownLatch(1);
        var limits = new Limits(2_000_000, 1L << 40, 1 << 20, 1 << 20, 1 << 18);
        var app = new Meanwhile().port(0).data(Path.of(arguments[1])).limits(limits).job("held", Object.class, (input, context) -> {
            held.await();
            return null;
        });
        for (int i = 0; i < shape.queues; i++) {
            app.job("noop" + i, Object.class, TypeOptions.DEFAULT.withQueue("queue" + i), (input, context) -> null);
            app.queue("queue" + i, switch (shape) {
                case RATE -> QueueOptions.NONE.withRate(Rate.parse("1000000/s"));
                case KEYS -> QueueOptions.NONE.withConcurrencyPerKey(1);
                default -> QueueOptions.NONE;
            });
        }
        app.start();
        if (shape == Shape.BESIDE) {
            JobOptions after = after(app.submit("held", null));
            inParallel(thread -> {
                for (int i = 0; i < DEPENDENTS / THREADS; i++) {
                    app.submit("noop0", null, after);
                }
            });
        }
        System.out.println("started");
        try (var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                System.out.println(round(app, shape));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static JobOptions after(JobHandle first) {
        return JobOptions.NONE.withAfter(List.of(first.id()), AfterFailure.CANCEL);
    }

    private static double round(Meanwhile app, Shape shape) throws InterruptedException {
        long start = System.nanoTime();
        inParallel(thread -> {
            JobOptions options = JobOptions.NONE;
            JobHandle last = null;
            for (int i = 0; i < JOBS; i++) {
                if (shape == Shape.DEPENDENT && i % FAN != 1) {
                    options = i % FAN == 0 ? JobOptions.NONE : options;
                } else if (shape == Shape.DEPENDENT) {
                    options = after(last);
                } else if (shape == Shape.KEYS) {
                    options = JobOptions.NONE.withConcurrencyKey("key" + (thread * JOBS + i) % 1_000);
                }
                last = app.submit("noop" + (thread + i) % shape.queues, i, options);
            }
            // When the last one has finished, all but a few have.
            last.await(Duration.ofMinutes(1));
        });
        return THREADS * JOBS / ((System.nanoTime() - start) / 1e9);
    }

    private interface Share {
        void run(int thread) throws InterruptedException;
    }

    private static void inParallel(Share share) throws InterruptedException {
        var threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads[i] = Thread.ofVirtual().start(() -> {
                try {
                    share.run(number);
                } catch (InterruptedException nobodysBusiness) {
                    throw new IllegalStateException(nobodysBusiness);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
