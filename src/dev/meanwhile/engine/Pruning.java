package dev.meanwhile.engine;

import dev.meanwhile.store.JobStore;
import java.time.Duration;

/** Lets go, from time to time, of what is kept no longer: finished jobs, answers to keys, figures of minutes past. */
final class Pruning {

    private static final Duration EVERY = Duration.ofSeconds(30);

    private final JobStore store;
    private final Changes changes;
    private final Timetable timetable;

    Pruning(JobStore store, Changes changes, Timetable timetable) {
        this.store = store;
        this.changes = changes;
        this.timetable = timetable;
    }

    /** Does so a while from now, and again a while after that has been done, for as long as the timetable is open. */
    void schedule() {
        // On a thread of its own: many files may have to be deleted, and no timeout is to be late for that.
        timetable.after(EVERY, () -> Thread.ofPlatform().name("prune").daemon().start(this::prune));
    }

    private void prune() {
        try {
            changes.prune();
            store.prune();
        } finally {
            schedule();
        }
    }
}
