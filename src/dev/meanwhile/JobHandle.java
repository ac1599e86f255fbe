package dev.meanwhile;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.work.Binding;
import java.time.Duration;
import java.util.UUID;

/** A job that was submitted. Safe for use by any thread. */
public final class JobHandle {

    private final Engine engine;
    /** The job as it was last seen: what is left to say once it has been forgotten. */
    private volatile Job last;

    JobHandle(Engine engine, Job job) {
        this.engine = engine;
        this.last = job;
    }

    /**
     * Returns the job's id.
     *
     * @return a UUID of version 7
     */
    public UUID id() {
        return last.id();
    }

    /**
     * Returns the job.
     *
     * @return as it is now, or as it was last seen if it has been forgotten since
     */
    public Job job() {
        Job now = engine.find(last.id());
        if (now != null) {
            last = now;
        }
        return last;
    }

    /**
     * Returns where the job is in its life.
     *
     * @return the state, as in {@link #job}
     */
    public JobState state() {
        return job().state();
    }

    /**
     * Waits until the job has finished.
     *
     * @param most how long to wait at most
     * @return the job: finished, or as it is when that time has passed
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public Job await(Duration most) throws InterruptedException {
        Job now = engine.await(last.id(), most);
        if (now != null) {
            last = now;
        }
        return last;
    }

    /**
     * Returns the job's result.
     *
     * @param <T>  the result's type
     * @param type the result's type
     * @return the result, read from its JSON; null if that is null
     * @throws IllegalStateException if the job has not SUCCEEDED
     */
    public <T> T result(Class<T> type) {
        Job now = job();
        if (now.state() != JobState.SUCCEEDED) {
            throw new IllegalStateException("job " + now.id() + " has no result: it is " + now.state());
        }
        String result = now.status().result();
        return result.equals("null") ? null : Binding.read(result, type);
    }

    /**
     * Asks for the job to stop: it is CANCELLED at once if it waits, and as soon as its code has stopped if it runs.
     *
     * @return false if it had finished in another way
     * @throws dev.meanwhile.job.RefusedException if that can not be recorded, since the disk fails or the server has stopped; what
     *         runs may have been told to stop all the same
     */
    public boolean cancel() {
        return switch (engine.cancel(last.id())) {
            case CANCELLED, STOPPING -> true;
            case TOO_LATE, UNKNOWN -> false;
        };
    }
}
