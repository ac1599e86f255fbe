package dev.meanwhile.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A number of places that several queues share, such as those of the cpu pool. Whoever finds none free is called when one is;
 * of those that wait, the one whose first job comes before the others' is called first. Nobody waits for a lock for long.
 *
 * <p>Locks are taken in the order queue, gate: {@link #enter} may be called with a queue's lock, the others may not.
 */
final class Gate {

    /** Where a job stands among those of other queues. */
    record Rank(int priority, long readyAt) implements Comparable<Rank> {

        @Override
        public int compareTo(Rank other) {
            int byPriority = Integer.compare(other.priority, priority);
            return byPriority != 0 ? byPriority : Long.compare(readyAt, other.readyAt);
        }
    }

    /** Something that waits for a place. */
    interface Waiting {

        /** Returns the rank of what would take the next place, or null if there is nothing any more. */
        Rank first();

        /** Takes one place by {@link #enter} and makes use of it; returns false if there was none, or nothing to do with it. */
        boolean advance();
    }

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final Set<Waiting> waiting = new LinkedHashSet<>();
    private int places;
    private int taken;

    Gate(int places) {
        this.places = places;
    }

    /** Takes a place; if there is none, remembers who wanted it. */
    boolean enter(Waiting who) {
        lock.lock();
        try {
            if (taken < places) {
                taken++;
                return true;
            }
            waiting.add(who);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a place back. Whoever does so may have use for it again, and then waits in line with the others. */
    void leave(Waiting who) {
        List<Waiting> called;
        lock.lock();
        try {
            taken--;
            waiting.add(who);
            called = takeWaiting();
        } finally {
            lock.unlock();
        }
        call(called);
    }

    /** Sets how many places there are. Those that are taken stay taken, even if they are more. */
    void places(int number) {
        List<Waiting> called;
        lock.lock();
        try {
            boolean more = number > places;
            places = number;
            called = more ? takeWaiting() : List.of();
        } finally {
            lock.unlock();
        }
        call(called);
    }

    /** Returns whether anybody waits for a place. */
    boolean isWaitedFor() {
        lock.lock();
        try {
            return !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private List<Waiting> takeWaiting() {
        assert lock.isHeldByCurrentThread();
        var all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }

    /** Calls the first in rank again and again; who has no use for a place is dropped, and who finds none is remembered anew. */
    private static void call(List<Waiting> called) {
        while (!called.isEmpty()) {
            Waiting best = null;
            Rank rank = null;
            for (Waiting one : called) {
                Rank first = one.first();
                if (first != null && (rank == null || first.compareTo(rank) < 0)) {
                    best = one;
                    rank = first;
                }
            }
            if (best == null) {
                return;
            }
            if (!best.advance()) {
                called.remove(best);
            }
        }
    }
}
