package dev.meanwhile.engine;

import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.Work;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Where code runs: on the virtual thread it was started on, or, if it was declared or found to compute, in the cpu pool. Safe
 * for use by any thread.
 */
final class Lanes {

    private final CpuPool cpu = new CpuPool(Runtime.getRuntime().availableProcessors());
    private final Placements findings = new Placements();
    /** Null where carriers can be added, and an unknown type needs no trial. */
    private final Trial trial;
    /** Hears of a type whose gate has changed. */
    private final Consumer<String> changed;
    /** What every attempt has to pass, and then runs on its virtual thread; null but in a test. */
    private final Turnstile turnstile;

    Lanes(Consumer<String> changed, Turnstile turnstile) {
        this.changed = changed;
        this.turnstile = turnstile;
        this.trial = CarrierThreads.canBeAdded() || turnstile != null ? null : new Trial(changed);
    }

    CpuPool cpu() {
        return cpu;
    }

    /** Returns what tries out unknown types; null where there is no need to. */
    Trial trial() {
        return trial;
    }

    /** Returns where attempts of a type run, as declared or as found since. */
    Placement placement(JobType type) {
        return type.options().placement() == Placement.CPU || isFound(type) ? Placement.CPU : Placement.VIRTUAL;
    }

    /** Returns whether a type that was not declared to compute was found to. */
    boolean isFound(JobType type) {
        return findings.has(Origin.Kind.TYPE, type.name());
    }

    /** Returns where jobs of a type need a place before they start, or null. */
    Gate gate(JobType type) {
        if (turnstile != null) {
            return turnstile.gate();
        }
        if (placement(type) == Placement.CPU) {
            return cpu.gate();
        }
        return isTried(type) ? cpu.gate() : null;
    }

    private boolean isTried(JobType type) {
        return trial != null && type.work().kind() == Work.Kind.JAVA && trial.isTried(type.name());
    }

    /** Notes that a run was found to hold a carrier; returns whether that is news, and its like runs in the cpu pool from now on. */
    boolean found(Occupant occupant) {
        if (!occupant.isMovable() || isDeclared(occupant) || !findings.found(occupant.origin())) {
            return false;
        }
        tellChange(occupant.origin());
        return true;
    }

    /** Returns whether it was known to compute: what is seen of it on a carrier is what comes before its code, or after. */
    private static boolean isDeclared(Occupant occupant) {
        return occupant instanceof Attempt attempt && attempt.live().type().options().placement() == Placement.CPU;
    }

    /** Waits for a place for an attempt whose type was found to compute after it was started, unless it was told to stop. */
    void settle(Attempt attempt) throws InterruptedException {
        if (turnstile != null) {
            turnstile.pass(attempt);
        } else if (mustMove(attempt) && attempt.ending() == null) {
            attempt.leavePlace();
            cpu.take(attempt.live().rank());
            attempt.place(cpu.gate());
        }
    }

    private boolean mustMove(Attempt attempt) {
        return attempt.isMovable() && attempt.place() != cpu.gate() && placement(attempt.live().type()) == Placement.CPU;
    }

    /** Runs the work of an attempt, which has settled. */
    String run(Attempt attempt, Callable<String> work) throws Exception {
        // A command computes in a process of its own: it needs a place, but no thread that computes.
        if (attempt.place() != cpu.gate() || !attempt.isMovable()) {
            return work.call();
        }
        JobType type = attempt.live().type();
        boolean tried = isTried(type) && placement(type) == Placement.VIRTUAL;
        return cpu.run("job-" + attempt.id(), attempt.onThread(tried ? trial.watched(type.name(), work) : work), cost -> {
            if (tried) {
                tried(attempt.origin(), cost);
            } else {
                ran(attempt.origin(), cost);
            }
        });
    }

    /** Runs a task, or what answers a request, on this virtual thread, or in the cpu pool while it waits. */
    <T> T run(Occupant occupant, Callable<T> body) throws Exception {
        Origin origin = occupant.origin();
        if (!findings.has(origin.kind(), origin.name())) {
            return body.call();
        }
        cpu.take(new Gate.Rank(0, System.currentTimeMillis()));
        try {
            return cpu.run(origin.toString(), body, cost -> ran(origin, cost));
        } finally {
            cpu.giveBack();
        }
    }

    private void tried(Origin origin, CpuPool.Cost cost) {
        if (cost.computed() && findings.found(origin)) {
            tellChange(origin);
        } else {
            trial.ran(origin.name(), cost);
        }
    }

    private void ran(Origin origin, CpuPool.Cost cost) {
        if (findings.ran(origin, cost)) {
            tellChange(origin);
        }
    }

    private void tellChange(Origin origin) {
        if (origin.kind() == Origin.Kind.TYPE) {
            changed.accept(origin.name());
        }
    }
}
