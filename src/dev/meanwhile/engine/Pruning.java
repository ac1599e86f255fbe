package dev.meanwhile.engine;

import dev.meanwhile.store.JobStore;
import java.time.Duration;

/** Has what nobody may ask for any more forgotten, again and again. */
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

    /** Begins, until the timetable is closed. */
    void start() {
        // On a thread of its own: many files may have to be deleted, and no timeout is to be late for that.
        timetable.after(EVERY, () -> Thread.ofPlatform().name("prune").daemon().start(() -> {
            try {
                changes.prune();
                store.prune();
            } finally {
                start();
            }
        }));
    }
}
