package bench;

import java.util.Arrays;
import java.util.Locale;

/** How figures are said: one line each, what it is, the figure, its unit, and what else is to be known. */
final class Figures {

    private Figures() { }

    /** Prints the median of rounds, and the range they were in. */
    static void print(String what, double[] figures, String unit) {
        double[] sorted = sorted(figures);
        line(what, sorted[sorted.length / 2], unit + "  (" + number(sorted[0]) + " to " + number(sorted[sorted.length - 1]) + ")");
    }

    /** Prints one figure. */
    static void line(String what, double figure, String unit) {
        System.out.printf(Locale.ROOT, "%-56s %9s %s%n", what, number(figure), unit);
    }

    static String number(double figure) {
        return String.format(Locale.ROOT, Math.abs(figure) < 100 && figure != Math.rint(figure) ? "%.2f" : "%.0f", figure);
    }

    static double median(double[] figures) {
        double[] sorted = sorted(figures);
        return sorted[sorted.length / 2];
    }

    /** Returns what the given part of the figures, such as 0.99, is not above. */
    static double percentile(double[] figures, double part) {
        double[] sorted = sorted(figures);
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }

    static double[] ratios(double[] ours, double[] theirs) {
        var ratios = new double[ours.length];
        Arrays.setAll(ratios, i -> ours[i] / theirs[i]);
        return ratios;
    }

    private static double[] sorted(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
