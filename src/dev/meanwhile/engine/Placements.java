package dev.meanwhile.engine;

import dev.meanwhile.engine.CpuPool.Cost;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which code was found to compute on virtual threads without having been declared to: it runs in the cpu pool from then on. If
 * it turns out to do little but wait there, that is taken back, once: what is found a second time stays. Safe for use by any
 * thread.
 */
final class Placements {

    /** Names of tasks may be made up as the program runs; no more of them are noted. */
    private static final int MOST = 1_000;

    /** So many runs in a row that have waited, and it was a mistake. */
    private static final int RUNS = 20;

    /** What was found about an origin: how often, whether it holds now, and how many runs in a row say otherwise. */
    private record Finding(int times, boolean holds, int waited) { }

    private final ConcurrentMap<Origin, Finding> findings = new ConcurrentHashMap<>();

    /** Returns whether code of that origin was found to compute. */
    boolean has(Origin.Kind kind, String name) {
        if (findings.isEmpty()) {
            return false;
        }
        Finding finding = findings.get(new Origin(kind, name));
        return finding != null && finding.holds;
    }

    /** Notes that a run of that origin was found to compute; returns whether that is news. */
    boolean found(Origin origin) {
        if (findings.size() >= MOST && !findings.containsKey(origin)) {
            return false;
        }
        var news = new boolean[1];
        findings.compute(origin, (key, before) -> {
            news[0] = before == null || !before.holds;
            return news[0] ? new Finding(before == null ? 1 : before.times + 1, true, 0) : before;
        });
        return news[0];
    }

    /** Notes what a run in the cpu pool took; returns whether the finding is taken back because of it. */
    boolean ran(Origin origin, Cost cost) {
        var takenBack = new boolean[1];
        findings.computeIfPresent(origin, (key, before) -> {
            if (!before.holds || before.times > 1) {
                return before;
            }
            int row = cost.waited() ? before.waited + 1 : 0;
            takenBack[0] = row == RUNS;
            return new Finding(before.times, row < RUNS, row);
        });
        return takenBack[0];
    }
}
