package bench;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The heartbeat under hogs: {@code /livez} every 5 ms while jobs compute that nobody has declared to, in Meanwhile and in a
 * server that runs each on a virtual thread.
 */
final class Hogs {

    /** So many jobs of so many seconds of a processor's time each. */
    private record Case(int jobs, double seconds) {

        double ideal() {
            return jobs * seconds / Runtime.getRuntime().availableProcessors();
        }

        @Override
        public String toString() {
            return jobs + " hogs of " + seconds + " s, ";
        }
    }

    /**
     * What was found.
     *
     * @param worst    the milliseconds the last answer took, and p50 and p99 those that so many took
     * @param late     the milliseconds the client itself was late by
     * @param failures how many were not answered, as when a server that stands still cuts its connections off
     * @param done     the seconds until all jobs were done
     */
    private record Result(double p50, double p99, double worst, double late, int failures, double done) { }

    private static final List<Case> CASES = List.of(new Case(4, 3), new Case(20, 1), new Case(100, 0.2), new Case(1_000, 0.02));

    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int ASKERS = 64;
    /** From the submission on: then whoever watches has had time to notice. */
    private static final long NOTICE = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long CALM = TimeUnit.SECONDS.toNanos(2);

    private Hogs() { }

    static void measure() throws Exception {
        long pieces = Work.piecesPerSecond();
        var ours = new Result[CASES.size()];
        var theirs = new Result[CASES.size()];
        try (var meanwhile = ServerProcess.start(HogServer.class, "meanwhile"); var plain = ServerProcess.start(HogServer.class, "plain")) {
            for (int i = 0; i < CASES.size(); i++) {
                theirs[i] = run(plain, CASES.get(i), pieces);
                ours[i] = run(meanwhile, CASES.get(i), pieces);
            }
        }
        for (int i = 0; i < CASES.size(); i++) {
            print(CASES.get(i), ours[i], theirs[i]);
        }
    }

    private static Result run(ServerProcess server, Case hogs, long pieces) throws Exception {
        URI uri = URI.create(server.url());
        try (var livez = OpenLoop.start(uri, Connection.get(uri, "/livez"), 200, EVERY, ASKERS)) {
            TimeUnit.NANOSECONDS.sleep(CALM);
            long submitted = livez.now();
            server.say(hogs.jobs() + " " + Math.round(hogs.seconds() * pieces));
            double done = server.next();
            livez.stop();
            long from = submitted + NOTICE;
            long to = submitted + Math.round(done * 1e9);
            double[] millis = livez.millis(from, to);
            return new Result(Figures.median(millis), Figures.percentile(millis, 0.99), Figures.percentile(millis, 1),
                    livez.lateness(from, to), livez.failures(), done);
        }
    }

    private static void print(Case hogs, Result ours, Result theirs) {
        Figures.line(hogs + "/livez p50", ours.p50(), "ms" + beside(ours.p50(), theirs.p50(), "ms"));
        Figures.line(hogs + "/livez p99", ours.p99(), "ms" + beside(ours.p99(), theirs.p99(), "ms") + " (below 20 ms is the aim)");
        Figures.line(hogs + "/livez worst", ours.worst(), "ms" + beside(ours.worst(), theirs.worst(), "ms") + " (below 100 ms is the aim; "
                + "the client itself was late by up to " + Figures.number(ours.late()) + " ms)");
        if (ours.failures() + theirs.failures() > 0) {
            Figures.line(hogs + "/livez not answered", ours.failures(), "times, and " + theirs.failures() + " with plain virtual threads");
        }
        Figures.line(hogs + "all done", ours.done() / hogs.ideal(), "of the ideal " + Figures.number(hogs.ideal()) + " s"
                + beside(ours.done(), theirs.done(), "s") + " (at most 1.25 is the aim)");
    }

    private static String beside(double ours, double theirs, String unit) {
        return ", " + Figures.number(ours / theirs) + " of plain virtual threads' " + Figures.number(theirs) + " " + unit;
    }
}
