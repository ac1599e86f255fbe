package bench;

import dev.meanwhile.Meanwhile;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How soon a job starts on a server that has nothing else to do: from the call of submit to the first line of its handler, one
 * job at a time, beside starting a virtual thread. And how soon one is accepted over HTTP while a thousand come every second,
 * beside a server that only answers.
 */
final class Pickup {

    private static final int WARM_UP = 4_000;
    private static final int JOBS = 6_000;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int ASKERS = 64;
    private static final long UNMEASURED = TimeUnit.SECONDS.toNanos(10);
    private static final long MEASURED = TimeUnit.SECONDS.toNanos(15);

    /** When the last job started; written by its handler, read after the job has finished. */
    private static volatile long started;

    private Pickup() { }

    static void measure() throws Exception {
        double[] ours = new double[JOBS];
        double[] theirs = new double[JOBS];
        try (var process = ServerProcess.start(Pickup.class)) {
            for (int i = 0; i < JOBS; i++) {
                ours[i] = process.next();
                theirs[i] = process.next();
            }
        }
        print("from submit to start, one job at a time, ", ours, theirs, "of a virtual thread's start", " (p99 below 2 ms is the aim)");
        try (var server = ServerProcess.start(NoopServer.class)) {
            ours = accept(server);
        }
        try (var server = ServerProcess.start(BareServer.class)) {
            theirs = accept(server);
        }
        print("POST /v1/jobs answered, 1,000 a second, ", ours, theirs, "of the bare server's", "");
    }

    private static double[] accept(ServerProcess server) throws Exception {
        URI uri = URI.create(server.url());
        byte[] request = Connection.post(uri, "/v1/jobs", "{\"type\":\"noop\",\"input\":{\"order\":17}}");
        try (var loop = OpenLoop.start(uri, request, 202, EVERY, ASKERS)) {
            TimeUnit.NANOSECONDS.sleep(UNMEASURED + MEASURED);
            loop.stop();
            if (loop.failures() > 0) {
                throw new IllegalStateException(loop.failures() + " requests were not answered with 202");
            }
            return loop.millis(UNMEASURED, UNMEASURED + MEASURED);
        }
    }

    private static void print(String what, double[] ours, double[] theirs, String reference, String aim) {
        for (double part : new double[] {0.5, 0.99, 0.999}) {
            double our = Figures.percentile(ours, part);
            double their = Figures.percentile(theirs, part);
            Figures.line(what + "p" + (part == 0.999 ? "99.9" : Math.round(part * 100)), our, "ms, " + Figures.number(our / their) + " "
                    + reference + " " + Figures.number(their) + " ms" + aim);
        }
    }

    /** Prints, over and over, the milliseconds until a job and until a virtual thread has started. */
    public static void main(String[] arguments) throws Exception {
        var app = new Meanwhile().port(0).inMemory().job("noop", Object.class, (input, context) -> {
            started = System.nanoTime();
            return null;
        }).start();
        System.out.println("started");
        for (int i = 0; i < WARM_UP + JOBS; i++) {
            pause();
            long before = System.nanoTime();
            app.submit("noop", 1).await(Duration.ofMinutes(1));
            double job = (started - before) / 1e6;
            pause();
            before = System.nanoTime();
            Thread.ofVirtual().start(() -> started = System.nanoTime()).join();
            if (i >= WARM_UP) {
                System.out.println(job);
                System.out.println((started - before) / 1e6);
            }
        }
        Runtime.getRuntime().halt(0);
    }

    /** As long as it takes the threads to fall asleep. */
    private static void pause() {
        LockSupport.parkNanos(PAUSE + ThreadLocalRandom.current().nextLong(PAUSE));
    }
}
