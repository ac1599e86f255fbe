package dev.meanwhile.engine;

import dev.meanwhile.job.JobState;
import java.util.UUID;
import java.util.concurrent.Callable;

/** A background task: a function that runs once, after the response of the request that added it. */
public final class TaskRun implements Live, Occupant {

    private final UUID id;
    private final String name;
    private final Callable<?> body;

    // Written by the thread that runs the task, read by any.
    private volatile JobState state = JobState.QUEUED;
    private volatile Throwable error;
    private volatile Thread thread;

    TaskRun(UUID id, String name, Callable<?> body) {
        this.id = id;
        this.name = name;
        this.body = body;
    }

    @Override
    public UUID id() {
        return id;
    }

    /** Returns what the task was called when it was added. */
    public String name() {
        return name;
    }

    /** Returns QUEUED, RUNNING, SUCCEEDED, FAILED or CANCELLED. */
    public JobState state() {
        return state;
    }

    /** Returns what it threw, or null. */
    public Throwable error() {
        return error;
    }

    @Override
    public Occupant occupant() {
        return this;
    }

    @Override
    public Origin origin() {
        return new Origin(Origin.Kind.TASK, name);
    }

    @Override
    public String label() {
        return id.toString();
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public boolean isMovable() {
        return true;
    }

    /** Runs the task on this thread, or, if tasks of its name were found to compute, in the cpu pool while this one waits. */
    void run(Lanes lanes) {
        thread = Thread.currentThread();
        thread.setName("task-" + id);
        state = JobState.RUNNING;
        try {
            lanes.run(this, body);
            state = JobState.SUCCEEDED;
        } catch (Throwable thrown) {
            // An Error too: the next task of the request still has its turn.
            error = thrown;
            state = JobState.FAILED;
        } finally {
            thread = null;
            // An interrupt was for this task, not for the next one on the thread.
            Thread.interrupted();
        }
    }

    /** Ends a task that was never run. */
    void drop() {
        state = JobState.CANCELLED;
    }
}
