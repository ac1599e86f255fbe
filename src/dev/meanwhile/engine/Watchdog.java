package dev.meanwhile.engine;

import dev.meanwhile.engine.Holders.Holder;
import dev.meanwhile.event.Endurance;
import dev.meanwhile.event.EventLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps virtual threads starting, whatever runs on them. A platform thread looks every 10 ms whether one waits for a carrier;
 * if one has waited for longer than 20 ms, the carriers are held by code that computes. Then the watchdog
 *
 * <ol>
 * <li>finds the runs that have been on their carriers at two looks, one after the other,
 * <li>has all further runs of their origin go to the cpu pool, and says so once, with the line that declares it,
 * <li>adds a carrier for each that is held, where the JDK can do that (24 and later), and takes it back when it is free again.
 * </ol>
 *
 * What has begun can not be moved: it keeps its carrier until it ends, and shares the cores with the others.
 */
final class Watchdog implements AutoCloseable {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);
    /** How long from one look to the next while nothing runs: each wakes a core that sleeps, which is all that this costs then. */
    private static final long IDLE_TICK = TimeUnit.MILLISECONDS.toNanos(50);
    /** So many looks are waited for whoever is to blame, before carriers are added for whatever the reason may be. */
    private static final int PATIENCE = 3;
    /**
     * So long must runs of one origin have computed, while others waited, before it is blamed: not as little as the system may
     * take for others, or the virtual machine for itself. Of code that runs for the first time most is the loading of classes.
     */
    private static final long MUCH = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long MUCH_WHEN_COLD = TimeUnit.MILLISECONDS.toNanos(60);
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(3);
    private static final long LATE = TimeUnit.MILLISECONDS.toNanos(20);
    /** How often a virtual thread is started when none seems to wait: each wakes a carrier, which is most of the cost. */
    private static final long PROBE_EVERY = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long BALANCE_EVERY = TimeUnit.MILLISECONDS.toNanos(50);

    /** A virtual thread that does nothing but note when it starts. */
    private static final class Probe implements Runnable {

        private final long sent = System.nanoTime();
        /** Set by the probe's own thread, before {@link #arrived}. */
        private long lag;
        private volatile boolean arrived;

        @Override
        public void run() {
            lag = System.nanoTime() - sent;
            arrived = true;
        }
    }

    /** A holder, and what it had computed by the last look. */
    private static final class Held {

        private final Holder holder;
        private long computed;

        Held(Holder holder) {
            this.holder = holder;
        }
    }

    private final Lanes lanes;
    private final Registry registry;
    private final Collection<Occupant> requests;
    private final EventLog log;
    private final Endurance endurance;
    private final StartLag lag = new StartLag(System.nanoTime());
    private final Thread thread = Thread.ofPlatform().name("watchdog").daemon().priority(Thread.MAX_PRIORITY).unstarted(this::run);
    private volatile boolean closed;

    // Used by the watchdog's thread alone.
    private final Holders holders = new Holders();
    private final Map<Thread, Held> holding = new HashMap<>();
    private CarrierThreads carriers;
    private Probe probe;
    private long began;
    private long probedAt;
    private long balancedAt;
    private long calmedAt;
    /** By origin, what runs of it have computed on carriers that they hold no longer, since all was well the last time. */
    private final Map<Origin, Long> earlier = new HashMap<>();
    /** Carriers added because virtual threads were late and nobody was found to be the reason. */
    private int unexplained;
    /** Looks in a row at which virtual threads were late. */
    private int lateLooks;

    Watchdog(Lanes lanes, Registry registry, Collection<Occupant> requests, EventLog log) {
        this.lanes = lanes;
        this.registry = registry;
        this.requests = requests;
        this.log = log;
        this.endurance = new Endurance("watchdog_failed", log);
    }

    Watchdog start() {
        thread.start();
        return this;
    }

    StartLag lag() {
        return lag;
    }

    private void run() {
        began = System.nanoTime();
        endurance.run(this::rehearse);
        // As when memory is used up: of all threads this one has to go on.
        endurance.run(this::watch);
        endurance.run(this::takeBack);
    }

    private void watch() {
        long next = System.nanoTime();
        while (!closed) {
            next += nobodyRuns() ? IDLE_TICK : TICK;
            LockSupport.parkNanos(next - System.nanoTime());
            long now = System.nanoTime();
            boolean onTime = now - next < TICK;
            if (!onTime) {
                next = now;
            }
            look(now, onTime);
        }
    }

    private void look(long now, boolean onTime) {
        if (probe != null && probe.arrived) {
            lag.started(probe.lag, now);
            probe = null;
        }
        long late = probe == null ? 0 : now - probe.sent;
        if (late > LATE) {
            lag.late(late, now);
            if (onTime) {
                rescue(now);
            } else {
                // The whole process stood still, and so did whoever is on a carrier.
                holders.forget();
            }
        } else {
            lateLooks = 0;
            calm(now);
        }
        if (probe == null && (now - probedAt >= PROBE_EVERY || somebodyWaits())) {
            probe = new Probe();
            probedAt = now;
            Thread.ofVirtual().name("start-lag-probe").start(probe);
        }
        if (lanes.trial() != null) {
            lanes.trial().look(now);
        }
        if (now - balancedAt >= BALANCE_EVERY) {
            balancedAt = now;
            lanes.cpu().balance(registry.stuck(), now);
        }
    }

    private boolean somebodyWaits() {
        // Where that can not be told, it is tried out.
        return !nobodyRuns() && (carriers == null || carriers.waiting() > 0);
    }

    /** Returns whether nobody could be in the way. */
    private boolean nobodyRuns() {
        return registry.running() == 0 && requests.isEmpty();
    }

    /** Loads what a rescue needs while there is no need of it: then the cores may be taken. */
    private void rehearse() {
        carriers = CarrierThreads.find();
        holders.begin();
        holders.end();
        review(began);
        if (carriers != null) {
            carriers.add(1);
            carriers.add(0);
        }
    }

    /** Virtual threads start late: finds those in the way, and makes up for what they hold. */
    private void rescue(long now) {
        int before = holding.size();
        holders.begin();
        requests.forEach(run -> holders.see(run, now));
        registry.forEachOccupant(run -> holders.see(run, now));
        for (Holder holder : holders.end()) {
            holding.putIfAbsent(holder.thread(), new Held(holder));
        }
        int blamed = review(now);
        boolean patient = lateLooks++ < PATIENCE;
        if (carriers != null && (blamed > 0 || !patient)) {
            // Before anybody is found, one carrier more would only be one more that is held.
            unexplained += patient || holding.size() > before ? 0 : 1;
            if (!carriers.add((patient ? blamed : holding.size()) + unexplained)) {
                CarrierThreads.callOne();
            }
        }
    }

    private void accuse(Holder holder, long now) {
        Occupant occupant = holder.occupant();
        if (!lanes.found(occupant)) {
            return;
        }
        log.warn("carrier_held", "by", occupant.origin(), "id", occupant.label(),
                "for", Duration.ofNanos(now - holder.since() + TICK).toMillis() + "ms",
                "detail", "computed on a virtual thread, which keeps others from starting; from now on its like runs on platform threads",
                "declare", declaration(occupant.origin()), "stack", Arrays.toString(holder.thread().getStackTrace()));
    }

    private static String declaration(Origin origin) {
        return switch (origin.kind()) {
            case TYPE -> ".job(\"" + origin.name() + "\", ..., TypeOptions.DEFAULT.withPlacement(Placement.CPU), ...)";
            case TASK, ROUTE -> "submit it as a job of a type with TypeOptions.DEFAULT.withPlacement(Placement.CPU)";
        };
    }

    /** All is well: takes back, one after the other, the carriers that are not needed any more. */
    private void calm(long now) {
        holders.forget();
        if (holding.isEmpty() && unexplained == 0) {
            earlier.clear();
            return;
        }
        review(now);
        if (now - calmedAt >= PROBE_EVERY) {
            calmedAt = now;
            unexplained = Math.max(0, unexplained - 1);
        }
        if (carriers != null) {
            carriers.add(holding.size() + unexplained);
        }
    }

    /** Drops those that hold their carriers no longer, and accuses those of whom it is plain by now; returns how many these are. */
    private int review(long now) {
        var evidence = new HashMap<Origin, Long>();
        for (var each = holding.values().iterator(); each.hasNext();) {
            Held held = each.next();
            Origin origin = held.holder.occupant().origin();
            if (Holders.holds(held.holder)) {
                held.computed = holders.computed(held.holder);
                evidence.merge(origin, held.computed, Long::sum);
            } else {
                // Many short computations of one origin are as bad as a long one.
                earlier.merge(origin, held.computed, Long::sum);
                each.remove();
            }
        }
        long much = now - began < WARM_UP ? MUCH_WHEN_COLD : MUCH;
        int blamed = 0;
        for (Held held : holding.values()) {
            Origin origin = held.holder.occupant().origin();
            if (holders.isPinned(held.holder, now) || evidence.get(origin) + earlier.getOrDefault(origin, 0L) >= much) {
                accuse(held.holder, now);
                blamed++;
            }
        }
        return blamed;
    }

    private void takeBack() {
        if (carriers != null) {
            carriers.add(0);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
