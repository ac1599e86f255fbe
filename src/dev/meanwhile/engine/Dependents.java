package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.StoreClosedException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * Jobs that wait for others to end, by those others: when one ends, only those that wait for it are touched. Safe for use by any
 * thread.
 *
 * <p>A job is entered with each of those that come first, and then each is looked at: if it has ended by then, whoever takes the
 * jobs entered with it counts it, this or {@link #ended}, and no one counts it twice. What comes of it is not recorded but where
 * the job is cancelled: at a start all jobs that wait are entered anew, and so go on from however the others are then, whether
 * those ended before the last process did, or were only found to have.
 */
final class Dependents {

    private final JobStore store;
    private final EventLog log;
    private final Time time;
    private final Lobby lobby;
    /** Ends a job that waits, which the caller has the right to move. */
    private final BiConsumer<LiveJob, JobStatus> end;
    /** Those who wait for a job: one alone in a set that can not be changed, which is small; more in one that is changed in its turn. */
    private final ConcurrentMap<UUID, Set<Vigil>> waiting = new ConcurrentHashMap<>();
    /** Where that is done, for it waits for the disk. */
    private final Executor ending;

    Dependents(JobStore store, EventLog log, Time time, Lobby lobby, BiConsumer<LiveJob, JobStatus> end, Executor ending) {
        this.store = store;
        this.log = log;
        this.time = time;
        this.lobby = lobby;
        this.end = end;
        this.ending = ending;
    }

    /** Lets a job wait for those that come first, and then until that tick. The caller has the right to move it, and gives it up. */
    void enter(LiveJob live, long due) {
        List<UUID> firsts = live.job().request().options().more().after();
        var vigil = new Vigil(live, due, firsts.size());
        live.vigil(vigil);
        for (UUID first : firsts) {
            waiting.compute(first, (id, others) -> with(others, vigil));
            // Entered first: whoever ends it afterwards finds the entry.
            JobState state = store.state(first);
            if (state == null || state.isFinished()) {
                ended(first, state);
            }
        }
        vigil.begun();
        live.release();
        look(live);
    }

    /** A job has ended, which is recorded; one of no state is unknown, as only a journal that was damaged leaves it. */
    void ended(UUID id, JobState state) {
        Set<Vigil> over = waiting.remove(id);
        if (over != null) {
            over.forEach(vigil -> {
                vigil.ended(id, state == null ? JobState.FAILED : state);
                lookAnyhow(vigil.live);
            });
        }
    }

    /** Looks at one of many: that it can not go on at present, as when memory is used up, keeps none of the others from it. */
    private void lookAnyhow(LiveJob live) {
        try {
            look(live);
        } catch (Throwable thrown) {
            log.error("dependent_not_moved", "id", live.id(), "type", live.job().type(), "error", thrown);
            lobby.lookLater(live);
        }
    }

    /** Takes a job out that waits no more for others, if it does. The caller has the right to move it. */
    void leave(LiveJob live) {
        Vigil vigil = live.vigil();
        if (vigil != null) {
            live.vigil(null);
            for (UUID first : live.job().request().options().more().after()) {
                waiting.computeIfPresent(first, (id, others) -> without(others, vigil));
            }
        }
    }

    private static Set<Vigil> with(Set<Vigil> others, Vigil vigil) {
        if (others == null) {
            return Set.of(vigil);
        }
        Set<Vigil> all = others instanceof LinkedHashSet ? others : new LinkedHashSet<>(others);
        all.add(vigil);
        return all;
    }

    private static Set<Vigil> without(Set<Vigil> others, Vigil vigil) {
        if (others instanceof LinkedHashSet) {
            others.remove(vigil);
            return others.isEmpty() ? null : others;
        }
        return others.contains(vigil) ? null : others;
    }

    /** Returns how many jobs others wait for. */
    int size() {
        return waiting.size();
    }

    /** Lets a job go on that waits for nothing more. Called whenever that may be so, or the right to move it was given back. */
    void look(LiveJob live) {
        Vigil vigil = live.vigil();
        if (vigil == null || !vigil.isOver() || !live.claim()) {
            // Whoever has the right looks again when it is given back.
            return;
        }
        if (live.vigil() != vigil || !vigil.isOver()) {
            lobby.putBack(live);
        } else if (vigil.failure() != null) {
            ending.execute(() -> cancel(live, vigil.failure()));
        } else {
            goOn(live, vigil);
        }
    }

    private void goOn(LiveJob live, Vigil vigil) {
        Job before = live.job();
        if (before.request().options().more().afterFailure() == AfterFailure.RUN && isAnyAgain(before)) {
            // One that had failed is being tried again: its new end counts.
            lobby.awaitOthers(live, vigil.due);
            return;
        }
        boolean moved = false;
        try {
            Job job = before.with(before.status().released(vigil.due - time.nanos() <= 0, time.now()));
            store.save(job);
            live.show(job);
            moved = true;
        } finally {
            if (!moved) {
                live.release();
            }
        }
        live.vigil(null);
        lobby.go(live, vigil.due);
    }

    private boolean isAnyAgain(Job job) {
        return job.request().options().more().after().stream().map(store::state).anyMatch(state -> state != null && !state.isFinished());
    }

    private void cancel(LiveJob live, Vigil.Failure failure) {
        try {
            end.accept(live, live.job().status().cancelledAfter(failure.id(), failure.state(), time.now()));
        } catch (StoreClosedException stopped) {
            // The next server finds it waiting for what has failed.
            log.warn("not_recorded", "id", live.id(), "type", live.job().type());
        }
    }
}
