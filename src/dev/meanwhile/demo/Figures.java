package dev.meanwhile.demo;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them: three digits, and the unit that fits. */
final class Figures {

    private Figures() { }

    /** Returns such as {@code 0.42 ms}, {@code 8.1 ms}, {@code 250 ms} or {@code 2.98 s}; {@code 3 s} if it is exactly that. */
    static String time(Duration time) {
        double millis = time.toNanos() / 1e6;
        if (millis >= 1 && time.toNanosPart() % 1_000_000 == 0 && (millis < 1000 || time.toMillisPart() == 0)) {
            return millis < 1000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
        } else if (millis < 0.995) {
            return String.format(Locale.ROOT, "%.2f ms", millis);
        } else if (millis < 9.95) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        } else if (millis < 999.5) {
            return String.format(Locale.ROOT, "%.0f ms", millis);
        }
        return String.format(Locale.ROOT, "%.2f s", millis / 1000);
    }

    /** Returns the same, with a plus if it would have been more. */
    static String time(Latency latency) {
        return time(latency.time()) + (latency.answered() ? "" : "+");
    }

    /** Returns the time since a {@link System#nanoTime}. */
    static String since(long start) {
        return time(Duration.ofNanos(System.nanoTime() - start));
    }

    /** Returns such as {@code 97 MB}. */
    static String size(long bytes) {
        return (bytes + 500_000) / 1_000_000 + " MB";
    }

    /** Returns such as {@code 1,000,000}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
