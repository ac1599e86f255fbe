package dev.meanwhile.engine;

import java.util.ArrayList;
import java.util.List;

/** How many attempts of a concurrency key run in a queue, and what waits for them. Guarded by the queue's lock. */
final class KeyUse {

    private final String key;
    /** One for each line with jobs of this key. */
    private final List<Strand> strands = new ArrayList<>(1);
    private int running;

    KeyUse(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    List<Strand> strands() {
        return strands;
    }

    int running() {
        return running;
    }

    /** Counts an attempt that starts, or one that has ended: {@code most} may run at once. */
    void running(int change, int most) {
        boolean free = running < most;
        running += change;
        if (free != running < most) {
            limit(most);
        }
    }

    /** Opens or closes what waits, now that {@code most} may run at once. */
    void limit(int most) {
        for (Strand strand : strands) {
            strand.open(running < most);
        }
    }

    /** Returns whether nothing of it runs or waits. */
    boolean isIdle() {
        return running == 0 && strands.isEmpty();
    }
}
