package dev.meanwhile.engine;

import java.util.concurrent.Semaphore;

/**
 * Lets attempts through one by one, when it is told to. Who is let through is decided when nothing else happens, so that it is
 * always who is first; and goes on only when that is decided. Turned by one thread; the attempts come on their own.
 */
final class Turnstile {

    /** Where attempts need a place: there is none, but for the moment in which one is taken. */
    private final Gate gate = new Gate(0);
    private final Semaphore go = new Semaphore(0);
    /** Written by the thread of the attempt that was let through last. */
    private volatile Attempt through;

    Gate gate() {
        return gate;
    }

    /** Has the first of those that wait begin, if there is any, and wait to {@linkplain #open go on}. The one before has ended. */
    void choose() {
        go.drainPermits();
        gate.places(1);
        gate.places(0);
    }

    /** Lets the one through that has begun, if there is one. */
    void open() {
        go.release();
    }

    /** Waits until an attempt that has its place may go on. */
    void pass(Attempt attempt) throws InterruptedException {
        if (through != attempt) {
            go.acquire();
            through = attempt;
        }
    }
}
