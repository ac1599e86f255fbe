package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.store.JobStore;
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
            if (store.failure() != null) {
                // It would have to wait until the disk works again, and so would the client.
                throw new RefusedException(RefusedException.Reason.NOT_RECORDED, store.failure());
            }
            LiveJob live = runner.registry().job(id);
            if (live != null && live.claim()) {
                runner.endWaiting(live, live.job().status().cancelled(runner.now()));
                return Cancelling.CANCELLED;
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

    private Job find(UUID id) {
        LiveJob live = runner.registry().job(id);
        return live != null ? live.job() : store.find(id);
    }

    /** Tells the attempt of a running job to stop; returns false if there is none just now. */
    private boolean stop(LiveJob live) {
        Attempt attempt = live.attempt();
        if (attempt == null) {
            return false;
        }
        boolean told = runner.tell(attempt, Ending.Told.CANCEL);
        // If it was told to stop for another reason, the note still keeps it from being run again.
        if ((told || attempt.ending() instanceof Ending.Told) && live.cancelling(attempt.attempt())) {
            store.cancelling(live.id());
            return true;
        }
        return false;
    }
}
