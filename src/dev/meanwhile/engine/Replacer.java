package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.store.Footprint;
import dev.meanwhile.store.IdempotencyKey;
import dev.meanwhile.store.JobStore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Lets the newest submission of a key take the place of the one before, while that one's job does not run: of many in a row the
 * last one runs, once. Safe for use by any thread.
 */
final class Replacer {

    private final JobStore store;
    private final Runner runner;
    private final EventLog log;

    Replacer(JobStore store, Runner runner, EventLog log) {
        this.store = store;
        this.runner = runner;
        this.log = log;
    }

    /**
     * Puts a request, and a queue, in the place of a job's own; its times count from {@code now}. The job stays in its batch.
     *
     * @return the job as it is then: with the new request, or as it was if it runs; null if it has finished
     * @throws RefusedException if there is no room, or it can not be recorded; the job is as before then
     */
    Job replace(LiveJob live, Queue queue, Job.Request request, Time.Reading now, IdempotencyKey key) {
        var patience = new Patience(live.id());
        while (true) {
            Job job = live.job();
            if (job.state().isFinished()) {
                return null;
            }
            if (job.state() == JobState.RUNNING) {
                if (key != null) {
                    store.answered(key, job);
                }
                return job;
            }
            if (store.failure() != null) {
                // Whoever moves it waits for the disk, and this would with it.
                throw new RefusedException(RefusedException.Reason.NOT_RECORDED, store.failure());
            }
            if (live.claim()) {
                return replaceClaimed(live, queue, request, now, key);
            }
            patience.pause();
        }
    }

    private Job replaceClaimed(LiveJob live, Queue queue, Job.Request asked, Time.Reading now, IdempotencyKey key) {
        Job before = live.job();
        // What it counts in, and what has submitted it, is as before.
        var request = new Job.Request(asked.type(), asked.queue(), asked.input(), asked.options(), before.request().origin());
        List<UUID> firsts = request.options().more().after();
        Instant due = request.options().start().from(now.at());
        var job = new Job(before.id(), request, before.submittedAt(), before.status().replaced(runner.now(), due, !firsts.isEmpty()));
        boolean recorded = false;
        try {
            runner.predecessors().change(job.id(), firsts, () -> {
                record(job, Footprint.of(request) - Footprint.of(before.request()), key);
                // Taken out before its place in the queue changes with it.
                runner.lobby().leave(live);
                live.cancelExpiry();
                live.show(job);
                live.queue(queue);
            });
            recorded = true;
        } finally {
            if (!recorded) {
                runner.lobby().putBack(live);
            }
        }
        runner.predecessors().letGo(before.request().options().more().after());
        log.debug("job_replaced", "id", job.id(), "type", job.type());
        runner.lobby().enter(live, now);
        return job;
    }

    private void record(Job job, long growth, IdempotencyKey key) {
        runner.admission().grow(growth);
        boolean recorded = false;
        try {
            store.renew(job, key);
            recorded = true;
        } finally {
            if (!recorded) {
                runner.admission().leave(growth);
            }
        }
    }
}
