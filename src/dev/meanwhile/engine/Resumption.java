package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Work;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.work.Leftovers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Takes up, at the start, what an earlier process has left unfinished. What was running is queued again, after what its
 * commands may have left running was ended; what waits for a time goes on waiting for it.
 */
final class Resumption {

    /** How long what a dead server's commands left running gets to end by itself, as after a cancel. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JobStore store;
    private final Runner runner;
    private final EventLog log;
    private final Function<String, KnownType> types;

    Resumption(JobStore store, Runner runner, EventLog log, Function<String, KnownType> types) {
        this.store = store;
        this.runner = runner;
        this.log = log;
        this.types = types;
    }

    /**
     * Takes everything up.
     *
     * @return how many jobs there were
     * @throws InterruptedException if the thread is interrupted while it waits for leftovers to end; nothing was taken up then
     */
    int run() throws InterruptedException {
        var waiting = new ArrayList<LiveJob>();
        var cutOff = new ArrayList<Job>();
        store.recover(job -> {
            if (job.state() == JobState.RUNNING) {
                cutOff.add(job);
            } else {
                waiting.add(live(job));
            }
        });
        int count = waiting.size() + cutOff.size();
        if (count == 0) {
            return 0;
        }
        log.info("resuming", "waiting", waiting.size(), "running", cutOff.size(), "crashed", !store.wasClosed());
        endLeftovers(cutOff);
        waiting.addAll(settle(cutOff));
        // In the order in which they are to start: who comes first into a queue with a free slot is started at once.
        waiting.sort(null);
        waiting.forEach(runner::takeUp);
        Instant now = runner.now();
        for (LiveJob live : waiting) {
            Duration delay = Duration.between(now, live.job().status().runAt());
            runner.send(live, delay.isNegative() ? Duration.ZERO : delay);
        }
        return count;
    }

    private void tell(Job job) {
        if (job.state() == JobState.FAILED) {
            log.info("job_failed", "id", job.id(), "type", job.type(), "attempt", job.status().attempt(),
                    "error", job.status().error().type() + ": " + job.status().error().message());
        } else {
            log.debug("job_cut_off", "id", job.id(), "type", job.type(), "crashes", job.status().crashes());
        }
    }

    private LiveJob live(Job job) {
        KnownType type = types.apply(job.type());
        return new LiveJob(job, type.type(), type.queue(), runner.changes());
    }

    /** Before anything is recorded: if this process dies as well, the next one finds the same jobs RUNNING, and looks again. */
    private void endLeftovers(List<Job> cutOff) throws InterruptedException {
        List<UUID> commands = cutOff.stream().filter(this::isCommand).map(Job::id).toList();
        if (!commands.isEmpty() && !Leftovers.areKnown()) {
            log.warn("leftovers_unknown", "jobs", commands.size(),
                    "detail", "this system does not tell what the commands of the server that died have left running");
        }
        Leftovers.end(commands, PATIENCE).forEach((id, outcome) -> log.warn("leftovers_ended", "id", id,
                "processes", outcome.ended(), "alive", outcome.alive()));
    }

    private boolean isCommand(Job job) {
        return types.apply(job.type()).type().work().kind() == Work.Kind.COMMAND;
    }

    /** Records what has become of the jobs that were running; returns those that are to run again. */
    private List<LiveJob> settle(List<Job> cutOff) {
        boolean died = !store.wasClosed();
        Instant now = runner.now();
        List<Job> settled = cutOff.stream().map(job -> job.with(Crash.of(job, died, now))).toList();
        // Each waits for the disk; all together they do so once.
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            settled.forEach(job -> threads.execute(() -> store.save(job)));
        }
        settled.forEach(this::tell);
        settled.forEach(job -> runner.changes().takenUp(job, died));
        return settled.stream().filter(job -> !job.state().isFinished()).map(this::live).toList();
    }
}
