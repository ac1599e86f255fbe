package bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code make bench}: speed as ratios to a reference measured beside it in the same run, because machines differ and are
 * shared. Rounds alternate, and the median counts. {@code ARGS=jobs} runs one part; there are accept, jobs, waiting, and soak,
 * which takes four minutes.
 */
final class Bench {

    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 7;
    private static final int SECONDS = 4;
    /** Until the compiler has nothing left to do: a server's first seconds say little about its days. */
    private static final int WARM_UP = 25;

    private Bench() { }

    public static void main(String[] arguments) throws Exception {
        System.out.printf("%d processors, Java %s, %s %s%n", Runtime.getRuntime().availableProcessors(), Runtime.version(),
                System.getProperty("os.name"), System.getProperty("os.arch"));
        var sections = List.of(arguments.length == 0 ? new String[] {"accept", "jobs", "waiting"} : arguments);
        if (sections.contains("accept")) {
            accept();
        }
        if (sections.contains("jobs")) {
            jobs();
        }
        if (sections.contains("waiting")) {
            waiting();
        }
        if (sections.contains("soak")) {
            soak();
        }
    }

    /**
     * {@code POST /v1/jobs} with a type that does nothing, accepted and run, in memory and on disk, beside a server that does
     * nothing but answer.
     */
    private static void accept() throws Exception {
        if (!Wrk.isInstalled()) {
            System.err.println("make bench needs wrk, which is in the packages of Debian and of Homebrew");
            System.exit(2);
        }
        try (var folder = new Folder(); var bare = ServerProcess.start(BareServer.class);
             var memory = ServerProcess.start(NoopServer.class); var durable = ServerProcess.start(NoopServer.class, folder.path())) {
            var bareRates = new double[ROUNDS];
            var memoryRates = new double[ROUNDS];
            var durableRates = new double[ROUNDS];
            for (var server : List.of(bare, memory, durable)) {
                post(server, WARM_UP);
            }
            for (int i = 0; i < ROUNDS; i++) {
                bareRates[i] = post(bare, SECONDS);
                memoryRates[i] = post(memory, SECONDS);
                durableRates[i] = post(durable, SECONDS);
            }
            print("bare HttpServer, fixed 202", bareRates, "requests/s");
            print("POST /v1/jobs, no-op jobs in memory", memoryRates, "requests/s");
            print("POST /v1/jobs, no-op jobs on disk", durableRates, "requests/s");
            print("in memory", ratios(memoryRates, bareRates), "of the bare server (at least 0.60 is the aim)");
            print("on disk", ratios(durableRates, memoryRates), "of that in memory (at least 0.60 is the aim)");
        }
    }

    private static double post(ServerProcess server, int seconds) throws Exception {
        return Wrk.post(server.url() + "/v1/jobs", "{\"type\":\"noop\",\"input\":{\"order\":17}}", CONNECTIONS, seconds);
    }

    /** Jobs that do nothing, the whole way from 64 submitters in the same process to their recorded results. */
    private static void jobs() throws Exception {
        try (var folder = new Folder(); var memory = ServerProcess.start(JobLoop.class)) {
            double[] inMemory = last(memory, 12);
            try (var durable = ServerProcess.start(JobLoop.class, folder.path())) {
                double[] onDisk = last(durable, 12);
                print("no-op jobs from submit to result, in memory", inMemory, "jobs/s");
                print("no-op jobs from submit to result, on disk", onDisk, "jobs/s (at least 15,000 is the aim)");
                print("on disk", ratios(onDisk, inMemory), "of that in memory");
            }
        }
    }

    /** Starting with a million jobs that wait, and taking some of them, beside a thousand. */
    private static void waiting() throws Exception {
        int few = 1_000;
        int many = 1_000_000;
        try (var little = new Folder(); var large = new Folder(); var beside = withWaiting(little, few);
             var million = withWaiting(large, many)) {
            var fewRates = new double[2 * ROUNDS];
            var manyRates = new double[2 * ROUNDS];
            for (int i = 0; i < 2 * ROUNDS; i++) {
                fewRates[i] = beside.order();
                manyRates[i] = million.order();
            }
            // In the first half the compiler is at work.
            fewRates = Arrays.copyOfRange(fewRates, ROUNDS, 2 * ROUNDS);
            manyRates = Arrays.copyOfRange(manyRates, ROUNDS, 2 * ROUNDS);
            print("taken and settled, " + few + " waiting", fewRates, "jobs/s");
            print("taken and settled, " + many + " waiting", manyRates, "jobs/s");
            print("with " + many, ratios(manyRates, fewRates), "of that with " + few + " (1 / 1.3 = 0.77 is the aim)");
        }
    }

    /** Starts a server on a folder in which so many jobs wait. */
    private static ServerProcess withWaiting(Folder folder, int jobs) throws Exception {
        try (var fill = ServerProcess.start(Waiting.class, "fill", folder.path(), Integer.toString(jobs))) {
            double bytes = fill.next();
            if (jobs >= 1_000_000) {
                System.out.printf(Locale.ROOT, "%-44s %9.0f bytes of heap each, with their inputs%n", jobs + " jobs waiting", bytes);
            }
        }
        ServerProcess take = ServerProcess.start(Waiting.class, "take", folder.path(), Integer.toString(jobs));
        System.out.printf(Locale.ROOT, "%-44s %9.2f s%n", "start with " + jobs + " jobs waiting", take.next());
        take.next();
        return take;
    }

    /** Jobs that flow for four minutes, and what must stay flat meanwhile. */
    private static void soak() throws Exception {
        try (var folder = new Folder(); var soak = ServerProcess.start(Soak.class, folder.path(), "240")) {
            for (String line = soak.line(); line != null; line = soak.line()) {
                System.out.println(line);
            }
        }
    }

    /** Returns the last half of the next figures: until then the compiler was at work. */
    private static double[] last(ServerProcess process, int count) throws Exception {
        var figures = new double[count];
        for (int i = 0; i < count; i++) {
            figures[i] = process.next();
        }
        return Arrays.copyOfRange(figures, count / 2, count);
    }

    private static double[] ratios(double[] ours, double[] theirs) {
        var ratios = new double[ours.length];
        Arrays.setAll(ratios, i -> ours[i] / theirs[i]);
        return ratios;
    }

    private static void print(String what, double[] figures, String unit) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        String form = sorted[0] < 100 ? "%-44s %9.2f %s  (%.2f to %.2f)%n" : "%-44s %9.0f %s  (%.0f to %.0f)%n";
        System.out.printf(Locale.ROOT, form, what, sorted[sorted.length / 2], unit, sorted[0], sorted[sorted.length - 1]);
    }
}
