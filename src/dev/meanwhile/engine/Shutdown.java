package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ends what runs, when nothing new is let in any more: first by waiting, then by asking. */
final class Shutdown {

    private final Runner runner;
    private final EventLog log;

    Shutdown(Runner runner, EventLog log) {
        this.runner = runner;
        this.log = log;
    }

    /**
     * Lets what runs go on for {@code grace}, then tells it to stop and waits for that.
     *
     * @param settle how long to wait for what was told to stop
     * @return what was cut off, a line each
     */
    List<String> run(Duration grace, Duration settle) {
        var cut = new ArrayList<String>();
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

    private void tell(Live one, List<String> cut) {
        switch (one) {
            case LiveJob live -> {
                Attempt attempt = live.attempt();
                if (attempt != null && runner.tell(attempt, Ending.Told.SHUTDOWN)) {
                    cut.add("job " + live.id() + " (" + live.job().type() + ", attempt " + attempt.attempt() + ")");
                }
            }
            case TaskRun task -> {
                Thread thread = task.thread();
                if (thread != null) {
                    thread.interrupt();
                }
                cut.add("background task " + task.id() + " (" + task.name() + ")");
            }
        }
    }
}
