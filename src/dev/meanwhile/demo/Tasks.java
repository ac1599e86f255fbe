package dev.meanwhile.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** The work a contender is given, and the count of what has been done of it. Safe for use by any thread. */
final class Tasks {

    /** The kinds of task. */
    enum Kind {
        /** Blocks, as one that asks a database does. */
        SLOW,
        /** Computes, without ever blocking. */
        CPU,
        /** Computes for long. */
        HOG,
        /** Does nothing and is not counted: for the warm-up. */
        NOTHING;

        static Kind named(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Duration slow;
    private final long cpu;
    private final long hog;
    private final AtomicInteger done = new AtomicInteger();

    /** Creates tasks that sleep for {@code slow}, or compute for so many steps of {@link Computation}. */
    Tasks(Duration slow, long cpu, long hog) {
        this.slow = slow;
        this.cpu = cpu;
        this.hog = hog;
    }

    /** Does a task on the calling thread. */
    void run(Kind kind) {
        try {
            switch (kind) {
                case SLOW -> Thread.sleep(slow);
                case CPU -> Computation.run(cpu);
                case HOG -> Computation.run(hog);
                case NOTHING -> {
                    return;
                }
            }
            done.incrementAndGet();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how many tasks that sleep or compute have been done. */
    int done() {
        return done.get();
    }
}
