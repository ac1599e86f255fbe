package dev.meanwhile.demo;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** How long many calls took. Those never answered are among them, with the time they waited. Immutable. */
final class Latencies {

    /** From the shortest to the longest; of two that are equal, the answered one comes first. */
    private final List<Latency> sorted;

    /** Creates the latencies of one call or more. */
    Latencies(Collection<Latency> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no calls");
        }
        sorted = all.stream().sorted(Comparator.comparing(Latency::time).thenComparing(Latency::answered, Comparator.reverseOrder()))
                .toList();
    }

    /** Returns the least of them that is not exceeded by {@code percent} of all, over 0 and at most 100. */
    Latency percentile(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(1, rank) - 1);
    }

    Latency median() {
        return percentile(50);
    }

    Latency worst() {
        return sorted.getLast();
    }

    int count() {
        return sorted.size();
    }

    /** Returns how many were never answered. */
    int unanswered() {
        return (int) sorted.stream().filter(latency -> !latency.answered()).count();
    }
}
