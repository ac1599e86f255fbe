package dev.meanwhile.engine;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Tries out types nobody knows yet, on a JDK whose carriers are as many as they are (before 24): until one attempt of a type has
 * been seen to wait, or to end soon, all unknown types together run on a quarter of the carriers. One that neither waits nor
 * ends is found to compute before it holds more.
 */
final class Trial {

    /** An attempt that was on a carrier at so many looks in a row holds it. */
    private static final int LOOKS = 3;

    private final Gate gate;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    /** The attempts on trial, and at how many looks each was on a carrier. */
    private final Map<Attempt, Integer> attempts = new ConcurrentHashMap<>();
    private final Consumer<String> changed;

    Trial(Consumer<String> changed) {
        int cores = Runtime.getRuntime().availableProcessors();
        this.gate = new Gate(Math.max(1, Integer.getInteger("jdk.virtualThreadScheduler.parallelism", cores) / 4));
        this.changed = changed;
    }

    /** Returns where attempts of a type need a place, or null if it is known. */
    Gate gate(String type) {
        return known.contains(type) ? null : gate;
    }

    /** Looks after an attempt whose code is about to run. */
    void watch(Attempt attempt) {
        attempts.put(attempt, 0);
    }

    /** Looks at all; {@code holding} hears of those that compute. Called every few milliseconds by the watchdog. */
    void look(Consumer<Attempt> holding) {
        attempts.forEach((attempt, looks) -> {
            Thread thread = attempt.thread();
            if (attempt.ending() != null) {
                attempts.remove(attempt);
                if (looks < LOOKS) {
                    pass(attempt.type());
                }
            } else if (Holders.carrierOf(thread) != null) {
                attempts.put(attempt, looks + 1);
                if (looks + 1 == LOOKS) {
                    holding.accept(attempt);
                }
            } else if (Holders.isWaiting(thread)) {
                attempts.remove(attempt);
                pass(attempt.type());
            }
        });
    }

    private void pass(String type) {
        if (known.add(type)) {
            changed.accept(type);
        }
    }
}
