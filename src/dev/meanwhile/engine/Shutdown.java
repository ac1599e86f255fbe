package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ends what runs, when nothing new is let in any more: first by waiting, then by asking. */
final class Shutdown {

    private final Runner runner;
    private final Leases leases;
    private final EventLog log;

    Shutdown(Runner runner, Leases leases, EventLog log) {
        this.runner = runner;
        this.leases = leases;
        this.log = log;
    }

    /**
     * Lets what runs go on for {@code grace}, then tells it to stop and waits for that.
     *
     * @param settle how long to wait for what was told to stop
     * @return what was cut off
     */
    List<CutOff> run(Duration grace, Duration settle) {
        var cut = new ArrayList<CutOff>();
        try {
            if (!runner.registry().awaitIdle(grace)) {
                runner.registry().all().forEach(one -> tell(one, cut));
                if (!runner.registry().awaitIdle(settle)) {
                    log.warn("still_running", "count", runner.registry().running());
                }
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        return cut;
    }

    private void tell(Live one, List<CutOff> cut) {
        switch (one) {
            case LiveJob live -> {
                Attempt attempt = live.attempt();
                if (attempt != null && attempt.isLeased()) {
                    leave(live, cut);
                } else if (attempt != null && runner.tell(attempt, Ending.Told.SHUTDOWN)) {
                    Job job = live.job();
                    cut.add(new CutOff("job " + job.id() + " (" + job.type() + ", attempt " + attempt.attempt() + ")",
                            job.request().options().rerunAfterCrash() && !job.status().cancelRequested()));
                }
            }
            case TaskRun task -> {
                Thread thread = task.thread();
                if (thread != null) {
                    thread.interrupt();
                }
                cut.add(new CutOff("background task " + task.id() + " (" + task.name() + ")", false));
            }
        }
    }

    /** A worker elsewhere need not stop: it goes on, and the next server takes its answer. */
    private void leave(LiveJob live, List<CutOff> cut) {
        if (leases.leave(live)) {
            Job job = live.job();
            cut.add(new CutOff("job " + job.id() + " (" + job.type() + ", attempt " + job.status().attempt()
                    + ", leased until " + job.status().lease().until() + ")", true));
        }
    }
}
