package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.Work;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.StoreClosedException;
import dev.meanwhile.work.Leftovers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Takes up, at the start, what an earlier process has left unfinished. What was running is queued again, after what its
 * commands may have left running was ended; what waits for a time goes on waiting for it, and what a worker has on a lease stays
 * with that worker.
 */
final class Resumption {

    /** How long what a dead server's commands left running gets to end by itself, as after a cancel. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** How often to look whether the disk has failed. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int SAVED_AT_ONCE = 10_000;

    private final JobStore store;
    private final Runner runner;
    private final Leases leases;
    private final EventLog log;
    private final KnownTypes known;
    /** Returns the type of a name, or what stands for it if it is not declared. */
    private final Function<String, KnownType> types;

    Resumption(JobStore store, Runner runner, Leases leases, EventLog log, KnownTypes known, Function<String, KnownType> types) {
        this.store = store;
        this.runner = runner;
        this.leases = leases;
        this.log = log;
        this.known = known;
        this.types = types;
    }

    /**
     * Takes everything up.
     *
     * @return how many jobs there were
     * @throws InterruptedException if the thread is interrupted while it waits for leftovers to end, or for the disk; nothing was
     *                              taken up then
     * @throws RefusedException     if what has become of the jobs that were running can not be recorded; likewise
     */
    int run() throws InterruptedException {
        Instant found = runner.now();
        var waiting = new ArrayList<LiveJob>();
        var expired = new ArrayList<Job>();
        var cutOff = new ArrayList<Job>();
        var leased = new ArrayList<LiveJob>();
        store.recover(job -> {
            if (leases.isGood(job, found)) {
                leased.add(live(job));
            } else if (job.state() == JobState.RUNNING) {
                cutOff.add(job);
            } else if (isExpired(job, found)) {
                expired.add(job);
            } else {
                waiting.add(live(job));
            }
        });
        int count = waiting.size() + expired.size() + cutOff.size() + leased.size();
        if (count == 0) {
            return 0;
        }
        log.info("resuming", "waiting", waiting.size(), "running", cutOff.size(), "expired", expired.size(),
                "leased", leased.size(), "crashed", !store.wasClosed());
        endLeftovers(cutOff);
        waiting.addAll(settle(cutOff, expired));
        // In the order in which they are to start: who comes first into a queue with a free slot is started at once.
        waiting.sort(null);
        waiting.forEach(runner::takeUp);
        leased.forEach(runner::takeUp);
        Time.Reading now = runner.time().read();
        // Before the others, whose slots these may have.
        leased.forEach(live -> leases.takeUp(live, now));
        waiting.forEach(live -> runner.lobby().enter(live, now));
        return count;
    }

    private static boolean isExpired(Job job, Instant now) {
        return job.expiresAt() != null && !job.expiresAt().isAfter(now);
    }

    private void tell(Job job) {
        switch (job.state()) {
            case FAILED -> log.info("job_failed", "id", job.id(), "type", job.type(), "attempt", job.status().attempt(),
                    "error", job.status().error().type() + ": " + job.status().error().message());
            case EXPIRED -> log.info("job_expired", "id", job.id(), "type", job.type());
            default -> log.debug("job_cut_off", "id", job.id(), "type", job.type(), "crashes", job.status().crashes());
        }
    }

    private LiveJob live(Job job) {
        KnownType type = types.apply(job.type());
        return known.live(job, type, runner.changes());
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

    /** Records what has become of the jobs that were running, or that have expired since; returns those that are to run again. */
    private List<LiveJob> settle(List<Job> cutOff, List<Job> expired) throws InterruptedException {
        boolean died = !store.wasClosed();
        Instant now = runner.now();
        List<Job> settled = Stream.concat(cutOff.stream().map(job -> job.with(cutOff(job, died, now))), expired.stream())
                .map(job -> !job.state().isFinished() && isExpired(job, now)
                        ? job.with(job.status().expired(job.expiresAt(), now)) : job).toList();
        // Each waits for the disk; many together they do so once.
        for (int i = 0; i < settled.size(); i += SAVED_AT_ONCE) {
            save(settled.subList(i, Math.min(i + SAVED_AT_ONCE, settled.size())));
        }
        settled.stream().filter(job -> job.state().isFinished())
                .forEach(job -> runner.predecessors().letGo(job.request().options().more().after()));
        settled.forEach(this::tell);
        settled.forEach(job -> runner.changes().takenUp(job, died));
        return settled.stream().filter(job -> !job.state().isFinished()).map(this::live).toList();
    }

    private JobStatus cutOff(Job job, boolean died, Instant now) {
        // What a worker elsewhere ran was not cut off by the server's end, but by the end of its lease in the meantime.
        boolean remote = job.status().lease() != null && types.apply(job.type()).type().work().kind() == Work.Kind.REMOTE;
        return remote ? Crash.ofWorker(job, now) : Crash.of(job, died, now);
    }

    private void save(List<Job> jobs) throws InterruptedException {
        var left = new CountDownLatch(jobs.size());
        jobs.forEach(job -> Thread.startVirtualThread(() -> save(job, left)));
        while (!left.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            String failure = store.failure();
            if (failure != null) {
                // Else whoever starts the server would wait for the disk, and not know it.
                throw new RefusedException(RefusedException.Reason.NOT_RECORDED,
                        "what was running when the last server ended can not be taken up: " + failure);
            }
        }
    }

    private void save(Job job, CountDownLatch left) {
        try {
            store.save(job);
        } catch (StoreClosedException givenUp) {
            // The next start finds it RUNNING.
        } finally {
            left.countDown();
        }
    }
}
