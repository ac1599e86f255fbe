package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.store.JobFilter;
import dev.meanwhile.store.JobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Tells how jobs are: unfinished ones from memory, with what is not recorded of them, others from the store. Safe for use by any
 * thread.
 */
final class Lookup {

    private final JobStore store;
    private final Runner runner;

    Lookup(JobStore store, Runner runner) {
        this.store = store;
        this.runner = runner;
    }

    Job find(UUID id) {
        LiveJob live = runner.registry().job(id);
        // Finished in the store a moment before it is shown to be: what a list, or the counts of a batch, told is so.
        return live == null || isFinished(store.state(id)) ? store.find(id) : live.job();
    }

    private static boolean isFinished(JobState state) {
        return state != null && state.isFinished();
    }

    List<Job> list(JobFilter filter, UUID before, int limit) {
        var page = new ArrayList<Job>();
        for (Job recorded : store.list(filter, before, limit)) {
            LiveJob live = runner.registry().job(recorded.id());
            // Progress is not recorded; a job that has moved on since is shown as it was when it was listed.
            Job now = live == null ? recorded : live.job();
            page.add(now.state() == recorded.state() ? now : recorded);
        }
        return page;
    }

    Job await(UUID id, Duration most) throws InterruptedException {
        LiveJob live = runner.registry().job(id);
        if (live != null) {
            runner.waiters().await(live, most);
            return live.job();
        }
        return store.find(id);
    }

    boolean isStuck(UUID id) {
        Attempt attempt = attempt(id);
        return attempt != null && attempt.isStuck();
    }

    StackTraceElement[] stack(UUID id) {
        Attempt attempt = attempt(id);
        return attempt == null || attempt.isLeased() || attempt.live().job().state() != JobState.RUNNING ? null : attempt.stack();
    }

    private Attempt attempt(UUID id) {
        LiveJob live = runner.registry().job(id);
        return live == null ? null : live.attempt();
    }
}
