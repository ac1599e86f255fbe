package dev.meanwhile.http;

import java.time.Duration;

/** Waits for what comes about by itself, and can only be looked at. */
final class Await {

    private static final Duration SOON = Duration.ofSeconds(30);

    private Await() { }

    /** What is waited for. */
    interface Condition {
        boolean isMet() throws Exception;
    }

    /** Waits until the condition is met; fails when that takes too long. */
    static void until(String what, Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.isMet()) {
            if (System.nanoTime() - start > SOON.toNanos()) {
                throw new AssertionError("not in time: " + what);
            }
            Thread.yield();
        }
    }
}
