package crash;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param kills      how often the server was killed
 * @param stops      how often it was told to stop
 * @param accepted   how many jobs it has accepted
 * @param rate       how many of them in a second of its life
 * @param unanswered how many submissions were cut off before their answer
 * @param finished   how many jobs were seen to have ended, each as it may
 * @param lost       how many the server did not know any more
 * @param runAgain   how many ran more than once because the server died or stopped under them
 * @param stuck      how many did not end although the server was let run in peace
 * @param counts     of what else there was how much
 * @param violations what else went wrong, and how often
 */
record Report(int kills, int stops, long accepted, double rate, long unanswered, long finished, int lost, long runAgain, long stuck,
        Map<String, Long> counts, Map<String, Integer> violations) {

    boolean isGood() {
        return lost == 0 && stuck == 0 && violations.isEmpty();
    }

    void print(PrintStream out) {
        row(out, "kills (SIGKILL)", kills);
        row(out, "stops (SIGTERM)", stops);
        row(out, "jobs accepted", accepted);
        row(out, "  per second of uptime", Math.round(rate));
        row(out, "  cut off, unanswered", unanswered);
        row(out, "finished", finished);
        row(out, "lost", lost);
        row(out, "run more than once", runAgain);
        counts.forEach((what, count) -> row(out, what, count));
        row(out, "stuck", stuck);
        row(out, "violations", violations.values().stream().mapToInt(Integer::intValue).sum());
        violations.forEach((what, count) -> row(out, "  " + what, count));
    }

    private static void row(PrintStream out, String what, long count) {
        out.printf(Locale.ROOT, "%-44s %,14d%n", what, count);
    }
}
