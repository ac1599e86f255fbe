package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RefusedException.Reason;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.StoreClosedException;
import java.util.UUID;

/** Cancels jobs. Safe for use by any thread. */
final class Canceller {

    private final JobStore store;
    private final Runner runner;

    Canceller(JobStore store, Runner runner) {
        this.store = store;
        this.runner = runner;
    }

    Cancelling cancel(UUID id) {
        var patience = new Patience(id);
        Job job = find(id);
        while (job != null && !job.state().isFinished()) {
            LiveJob live = runner.registry().job(id);
            String failure = store.failure();
            if (failure != null) {
                // It would have to wait until the disk works again, and so would the client. What runs is told all the same: it
                // may be what fills the disk.
                boolean told = live != null && tell(live);
                throw new RefusedException(Reason.NOT_RECORDED,
                        told ? "it was told to stop, which is not recorded yet: " + failure : failure);
            }
            if (live != null && live.claim()) {
                return cancelWaiting(live);
            }
            if (live != null && stop(live)) {
                return Cancelling.STOPPING;
            }
            patience.pause();
            job = find(id);
        }
        if (job == null) {
            return Cancelling.UNKNOWN;
        }
        return job.state() == JobState.CANCELLED ? Cancelling.CANCELLED : Cancelling.TOO_LATE;
    }

    private Cancelling cancelWaiting(LiveJob live) {
        try {
            runner.endWaiting(live, live.job().status().cancelled(runner.now()));
            return Cancelling.CANCELLED;
        } catch (StoreClosedException stopped) {
            // It waits as before, for the next start.
            throw new RefusedException(Reason.STOPPING, "the server is stopping");
        }
    }

    private Job find(UUID id) {
        LiveJob live = runner.registry().job(id);
        return live != null ? live.job() : store.find(id);
    }

    /** Tells the attempt of a running job to stop, and records that; returns false if there is none just now. */
    private boolean stop(LiveJob live) {
        if (!tell(live)) {
            return false;
        }
        store.cancelling(live.id());
        return true;
    }

    private boolean tell(LiveJob live) {
        Attempt attempt = live.attempt();
        if (attempt == null) {
            return false;
        }
        boolean told = runner.tell(attempt, Ending.Told.CANCEL);
        // If it was told to stop for another reason, the note still keeps it from being run again.
        return (told || attempt.ending() instanceof Ending.Told) && live.cancelling(attempt.attempt());
    }
}
