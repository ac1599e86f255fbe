package dev.meanwhile.engine;

import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.store.JobStore;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** Holds the jobs that come before one, so that they are there when it asks for their results. Safe for use by any thread. */
final class Predecessors {

    private final JobStore store;
    private final Registry registry;
    /** Held while a job that is there already is made to run after others. */
    private final ReentrantLock changing = new ReentrantLock();

    Predecessors(JobStore store, Registry registry) {
        this.store = store;
        this.registry = registry;
    }

    /**
     * Holds all of them.
     *
     * @throws InvalidInputException if one is unknown, with a pointer into the submission; none is held then
     */
    void hold(List<UUID> firsts) {
        int held = 0;
        try {
            for (UUID first : firsts) {
                hold(held, first);
                held++;
            }
        } finally {
            if (held < firsts.size()) {
                letGo(firsts.subList(0, held));
            }
        }
    }

    /** Holds one, which is the one of that number. */
    void hold(int number, UUID first) {
        if (store.holds().hold(first) == null) {
            throw invalid("/after/" + number, "is not the id of a job known: " + first);
        }
    }

    /** Lets all of them go. */
    void letGo(List<UUID> firsts) {
        firsts.forEach(store.holds()::letGo);
    }

    /**
     * Has a job that is there already wait for others, which are held. Only so can a circle come about, for a new job comes
     * after those it names: so this is done for one at a time, and looks.
     *
     * @param record records that, and shows it
     * @throws InvalidInputException if one is unknown, or waits itself for the job; nothing is held then
     */
    void change(UUID id, List<UUID> firsts, Runnable record) {
        if (firsts.isEmpty()) {
            record.run();
            return;
        }
        changing.lock();
        try {
            hold(firsts);
            boolean recorded = false;
            try {
                refuseCircle(id, firsts);
                record.run();
                recorded = true;
            } finally {
                if (!recorded) {
                    letGo(firsts);
                }
            }
        } finally {
            changing.unlock();
        }
    }

    private void refuseCircle(UUID id, List<UUID> firsts) {
        var seen = new HashSet<>(firsts);
        var todo = new ArrayDeque<>(firsts);
        for (UUID first = todo.poll(); first != null; first = todo.poll()) {
            if (first.equals(id)) {
                throw invalid("/after", "would have job " + id + " wait for itself");
            }
            LiveJob live = registry.job(first);
            if (live != null) {
                live.job().request().options().more().after().stream().filter(seen::add).forEach(todo::add);
            }
        }
    }

    /** Returns the first job that is why a finished one could not run again: unknown, or such that it would be cancelled; or null. */
    UUID inTheWay(Job job) {
        var more = job.request().options().more();
        for (UUID first : more.after()) {
            JobState state = store.state(first);
            if (state == null || state.isFinished() && state != JobState.SUCCEEDED && more.afterFailure() == AfterFailure.CANCEL) {
                return first;
            }
        }
        return null;
    }

    private static InvalidInputException invalid(String pointer, String detail) {
        return new InvalidInputException(List.of(new InputError(pointer, detail)));
    }
}
