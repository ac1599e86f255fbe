package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.store.Footprint;
import dev.meanwhile.store.ForgottenException;
import dev.meanwhile.store.JobStore;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Queues jobs again that have finished without success, because somebody asks for it. Safe for use by any thread. */
final class Retrier {

    private final JobStore store;
    private final Runner runner;
    private final KnownTypes types;
    private final EventLog log;
    /** The jobs somebody is at, so that of two at once one finds the job queued. */
    private final Set<UUID> busy = ConcurrentHashMap.newKeySet();

    Retrier(JobStore store, Runner runner, KnownTypes types, EventLog log) {
        this.store = store;
        this.runner = runner;
        this.types = types;
        this.log = log;
    }

    /**
     * Queues a job again, under its id and with fresh attempts; with its expiry, unless that has passed.
     *
     * @throws DuplicateException if an unfinished job has its key
     * @throws RefusedException   if there is no room, it can not be recorded, or the server stops
     */
    Retrying retry(UUID id) {
        var patience = new Patience(id);
        while (true) {
            runner.admission().ensureOpen();
            LiveJob live = runner.registry().job(id);
            if (live != null && !live.job().state().isFinished()) {
                return Retrying.UNFINISHED;
            }
            // One that has just finished is let out of the registry first.
            if (live == null && busy.add(id)) {
                try {
                    return retryAlone(id);
                } finally {
                    busy.remove(id);
                }
            }
            patience.pause();
        }
    }

    private Retrying retryAlone(UUID id) {
        Job job = store.find(id);
        if (job == null) {
            return Retrying.UNKNOWN;
        }
        if (!job.state().isFinished() || runner.registry().job(id) != null) {
            // Queued since it was looked at.
            return Retrying.UNFINISHED;
        }
        if (job.state() == JobState.SUCCEEDED) {
            return Retrying.SUCCEEDED;
        }
        KnownType known = types.get(job.type());
        if (known == null) {
            return Retrying.NO_TYPE;
        }
        if (runner.predecessors().inTheWay(job) != null) {
            return Retrying.BLOCKED;
        }
        Time.Reading now = runner.time().read();
        var live = types.live(queued(job, now.at()), known, runner.changes());
        try {
            enter(live);
        } catch (ForgottenException gone) {
            return Retrying.UNKNOWN;
        } catch (InvalidInputException gone) {
            // One that comes first: in this moment, or it waits for this one by now.
            return Retrying.BLOCKED;
        }
        log.info("job_retried", "id", id, "type", job.type());
        runner.lobby().enter(live, now);
        return Retrying.QUEUED;
    }

    private static Job queued(Job job, Instant now) {
        JobOptions options = job.request().options();
        boolean over = job.expiresAt() != null && !job.expiresAt().isAfter(now);
        var request = job.request();
        var again = new Job.Request(request.type(), request.queue(), request.input(),
                over ? options.withMore(options.more().withExpires(null)) : options, request.origin());
        return new Job(job.id(), again, job.submittedAt(), job.status().retried(now, !options.more().after().isEmpty()));
    }

    private void enter(LiveJob live) {
        Job job = live.job();
        String key = job.request().options().key();
        if (key == null) {
            admit(live);
            return;
        }
        Keys.Claim claim = runner.keys().claim(job.type(), key, () -> admit(live));
        if (!claim.made()) {
            throw new DuplicateException(job.type(), key, claim.job().id());
        }
    }

    private LiveJob admit(LiveJob live) {
        runner.predecessors().change(live.id(), live.job().request().options().more().after(), () -> record(live));
        return live;
    }

    private void record(LiveJob live) {
        long size = Footprint.of(live.job().request());
        runner.admission().enter(size);
        boolean recorded = false;
        try {
            store.renew(live.job(), null);
            recorded = true;
            runner.changes().moved(live.job());
            runner.registry().add(live);
        } finally {
            if (!recorded) {
                runner.admission().stopsWaiting();
                runner.admission().leave(size);
            }
        }
    }
}
