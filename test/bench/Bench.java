package bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * {@code make bench}: speed as ratios to a reference measured beside it in the same run, because machines differ and are
 * shared. Rounds alternate between the two, and the median counts.
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
        if (!Wrk.isInstalled()) {
            System.err.println("make bench needs wrk, which is in the packages of Debian and of Homebrew");
            System.exit(2);
        }
        accept();
    }

    /** {@code POST /v1/jobs} with a type that does nothing, accepted and run, beside a server that does nothing but answer. */
    private static void accept() throws Exception {
        try (var bare = ServerProcess.start(BareServer.class); var ours = ServerProcess.start(NoopServer.class)) {
            var bareRates = new double[ROUNDS];
            var ourRates = new double[ROUNDS];
            var ratios = new double[ROUNDS];
            String body = "{\"type\":\"noop\",\"input\":{\"order\":17}}";
            Wrk.post(bare.url() + "/v1/jobs", body, CONNECTIONS, WARM_UP);
            Wrk.post(ours.url() + "/v1/jobs", body, CONNECTIONS, WARM_UP);
            for (int i = 0; i < ROUNDS; i++) {
                bareRates[i] = Wrk.post(bare.url() + "/v1/jobs", body, CONNECTIONS, SECONDS);
                ourRates[i] = Wrk.post(ours.url() + "/v1/jobs", body, CONNECTIONS, SECONDS);
                ratios[i] = ourRates[i] / bareRates[i];
            }
            print("bare HttpServer, fixed 202", bareRates, "requests/s");
            print("POST /v1/jobs, no-op jobs in memory", ourRates, "requests/s");
            print("ratio", ratios, "of the bare server (at least 0.60 is the aim)");
        }
    }

    private static void print(String what, double[] figures, String unit) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        String form = sorted[0] < 100 ? "%-38s %9.2f %s  (%.2f to %.2f)%n" : "%-38s %9.0f %s  (%.0f to %.0f)%n";
        System.out.printf(Locale.ROOT, form, what, sorted[sorted.length / 2], unit, sorted[0], sorted[sorted.length - 1]);
    }
}
