package dev.meanwhile.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds who holds carriers: the runs that are on the same carrier at one look after the other, while others wait. What is there
 * twice has not parked in between: it would have had to wait in line itself. Used by the watchdog's thread alone.
 */
final class Holders {

    /** How many of those that seem to wait are looked at each time: they hold a carrier only if they are pinned to it. */
    private static final int MOST_PINNED = 10_000;

    /** A run that holds a carrier, and since when at least. */
    record Holder(Occupant occupant, Thread thread, String carrier, long since) { }

    /** Those that were on a carrier at the last look, by their threads. */
    private Map<Thread, Holder> seen = Map.of();

    /** Looks at all; returns those that were on their carrier at the last look already. */
    List<Holder> look(Stream<Occupant> all, long now) {
        var present = new HashMap<Thread, Holder>();
        var holding = new ArrayList<Holder>();
        int pinned = 0;
        for (Occupant one : (Iterable<Occupant>) all::iterator) {
            Thread thread = one.thread();
            if (thread == null || isWaiting(thread) && pinned++ >= MOST_PINNED) {
                continue;
            }
            String carrier = carrierOf(thread);
            if (carrier == null) {
                continue;
            }
            Holder before = seen.get(thread);
            boolean still = before != null && before.occupant == one && before.carrier.equals(carrier);
            Holder holder = still ? before : new Holder(one, thread, carrier, now);
            present.put(thread, holder);
            if (still) {
                holding.add(holder);
            }
        }
        seen = present;
        return holding;
    }

    /** Forgets the last look: what is found next was not there before. */
    void forget() {
        seen = Map.of();
    }

    /** Returns whether it is still on the carrier it was found on. */
    static boolean holds(Holder holder) {
        return holder.occupant.thread() == holder.thread && holder.carrier.equals(carrierOf(holder.thread));
    }

    static boolean isWaiting(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING -> true;
            default -> false;
        };
    }

    /**
     * Returns the name of the carrier a virtual thread is on, or null if it is on none. Nothing but its description tells that:
     * {@code VirtualThread[#22,name]/runnable@ForkJoinPool-1-worker-1}.
     */
    static String carrierOf(Thread thread) {
        String text = thread.toString();
        int state = text.lastIndexOf("]/");
        int at = text.indexOf('@', state + 1);
        return state < 0 || at < 0 ? null : text.substring(at + 1);
    }
}
