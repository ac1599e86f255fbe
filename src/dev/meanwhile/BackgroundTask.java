package dev.meanwhile;

import dev.meanwhile.engine.TaskRun;
import dev.meanwhile.job.JobState;
import java.util.UUID;

/** A background task that was added to a request. Safe for use by any thread. */
public final class BackgroundTask {

    private final TaskRun run;

    BackgroundTask(TaskRun run) {
        this.run = run;
    }

    /**
     * Returns the task's id.
     *
     * @return a UUID of version 7; the thread that runs the task is named after it
     */
    public UUID id() {
        return run.id();
    }

    /**
     * Returns the task's name.
     *
     * @return what it was called when it was added
     */
    public String name() {
        return run.name();
    }

    /**
     * Returns how far the task is.
     *
     * @return QUEUED, RUNNING, SUCCEEDED, FAILED, or CANCELLED if its request failed
     */
    public JobState state() {
        return run.state();
    }

    /**
     * Returns why the task failed.
     *
     * @return what it threw, or null unless FAILED
     */
    public Throwable error() {
        return run.error();
    }
}
