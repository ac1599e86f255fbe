package dev.meanwhile.demo;

import java.time.Duration;
import java.util.Locale;

/** The contest's results in columns, 80 characters wide, a row at a time. */
final class Table {

    /** What Meanwhile promises of its own heartbeat; nobody notices less. */
    static final Duration UNNOTICED = Duration.ofMillis(50);

    private final Colours colours;

    Table(Colours colours) {
        this.colours = colours;
    }

    /** Returns two lines: groups of columns, and columns. */
    String header() {
        return "                    answer            heartbeat         gunicorn\n"
                + colours.strong("                 median   worst     p50     p99   worst  kills done threads   MB");
    }

    String row(Result result) {
        var answers = result.measured().answers();
        var heartbeats = result.measured().heartbeats();
        var report = result.report();
        return colours.strong(String.format(Locale.ROOT, "%-15s", result.contender().title()))
                + time(answers.median()) + time(answers.worst())
                + time(heartbeats.median()) + time(heartbeats.percentile(99)) + time(heartbeats.worst())
                + (result.killed() ? colours.bad(cell(7, "yes")) : colours.good(cell(7, "no")))
                + (result.undone() > 0 ? colours.poor(cell(5, report.done())) : colours.good(cell(5, report.done())))
                + cell(8, report.threads())
                + cell(5, report.memory() / 1_000_000);
    }

    private String time(Latency latency) {
        String text = cell(8, Figures.time(latency));
        if (latency.time().compareTo(Load.limit()) > 0) {
            return colours.bad(text);
        }
        return latency.time().compareTo(UNNOTICED) > 0 ? colours.poor(text) : colours.good(text);
    }

    /** Padded before it is painted: colours have no width on a terminal, but they have in a string. */
    private static String cell(int width, Object value) {
        return String.format(Locale.ROOT, "%" + width + "s", value);
    }
}
