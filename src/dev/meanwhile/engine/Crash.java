package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobStatus;
import java.time.Instant;

/** Decides what becomes of a job that was running when its server ended. Pure. */
final class Crash {

    /** So often a server may die under a job before the job is taken for the reason. */
    private static final int MOST = 3;

    private Crash() { }

    /**
     * Returns the status of a job that is recorded as RUNNING, found at {@code now} by the next server.
     *
     * @param died whether the server died; else it had told the attempt to stop, which went on until the process ended
     */
    static JobStatus of(Job job, boolean died, Instant now) {
        JobStatus status = job.status();
        if (status.cancelRequested()) {
            return status.cancelled(now);
        }
        boolean rerun = job.request().options().rerunAfterCrash();
        if (!died) {
            return rerun ? status.putBack(now) : status.failed(stopped(job, now), now);
        }
        if (!rerun) {
            return status.failedByCrash(error(job, "the server died while this job ran, which is not to be run again", now), now);
        }
        int crashes = status.crashes() + 1;
        return crashes < MOST ? status.crashed(now)
                : status.failedByCrash(error(job, "the server died " + crashes + " times while this job ran", now), now);
    }

    /** Returns the error of a job that is not to be run again, and was cut off by a stop of the server. */
    static JobError stopped(Job job, Instant now) {
        return error(job, "the server stopped while this job ran, which is not to be run again", now);
    }

    private static JobError error(Job job, String message, Instant now) {
        return new JobError("crash", message, null, job.status().attempt(), now);
    }
}
