package dev.meanwhile.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses which word was meant. */
final class Suggestion {

    private Suggestion() { }

    /** Returns {@code "; did you mean <word>?"} with the nearest of the known words, or nothing if none is near. */
    static String of(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= Math.max(1, Math.max(letters(word).length(), candidate.length()) / 3))
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate)).thenComparing(candidate -> candidate))
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("");
    }

    /**
     * Returns how many letters must be inserted, removed, replaced or swapped with their neighbour to make one word of the
     * other. Case, and how the parts of a word are joined, count for nothing: {@code max_queued} is {@code maxQueued}.
     */
    static int distance(String one, String other) {
        String a = letters(one);
        String b = letters(other);
        var cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[a.length()][b.length()];
    }

    private static String letters(String word) {
        // Nobody misspells a word of a hundred letters, and the table is square.
        String start = word.length() > 100 ? word.substring(0, 100) : word;
        return start.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
    }
}
