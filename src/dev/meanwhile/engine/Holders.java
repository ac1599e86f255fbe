package dev.meanwhile.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Finds who holds carriers: the runs that are on the same carrier at one look after the other, while others wait. What is there
 * twice has not parked in between: it would have had to wait in line itself. Used by the watchdog's thread alone.
 */
final class Holders {

    /** How many of those that seem to wait are looked at each time: they hold a carrier only if they are pinned to it. */
    private static final int MOST_PINNED = 10_000;

    /** Who neither computes nor parks for so long waits for something that Java does not know of. */
    private static final long OUTSIDE = TimeUnit.MILLISECONDS.toNanos(250);

    /**
     * A run that holds a carrier.
     *
     * @param since    the tick at which it was first seen on it
     * @param computed what the carrier had computed by then, in nanoseconds
     */
    record Holder(Occupant occupant, Thread thread, String carrier, long since, long computed) { }

    private final CarrierClock clock = new CarrierClock();
    /** Those that were on a carrier at the last look, by their threads. */
    private Map<Thread, Holder> seen = Map.of();
    private Map<Thread, Holder> present = Map.of();
    private List<Holder> holding = List.of();
    private int pinned;

    /** Begins a look; each run is to be shown by {@link #see}, and then {@link #end} called. */
    void begin() {
        present = new HashMap<>();
        holding = new ArrayList<>();
        pinned = 0;
    }

    void see(Occupant one, long now) {
        Thread thread = one.thread();
        if (thread == null || isWaiting(thread) && pinned++ >= MOST_PINNED) {
            return;
        }
        String carrier = carrierOf(thread);
        if (carrier == null) {
            return;
        }
        Holder before = seen.get(thread);
        boolean still = before != null && before.occupant == one && before.carrier.equals(carrier);
        Holder holder = still ? before : new Holder(one, thread, carrier, now, clock.computed(carrier));
        present.put(thread, holder);
        if (still) {
            holding.add(holder);
        }
    }

    /** Returns those that were on their carrier at the last look already. */
    List<Holder> end() {
        seen = present;
        return holding;
    }

    /** Forgets the last look: what is found next was not there before. */
    void forget() {
        seen = Map.of();
    }

    /** Returns whether a holder waits, at tick {@code now}, with its carrier: for what Java knows of, or something else. */
    boolean isPinned(Holder holder, long now) {
        return isWaiting(holder.thread) || now - holder.since >= OUTSIDE;
    }

    /** Returns the nanoseconds a holder has computed since it was first seen on its carrier. */
    long computed(Holder holder) {
        return Math.max(0, clock.computed(holder.carrier) - holder.computed);
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
