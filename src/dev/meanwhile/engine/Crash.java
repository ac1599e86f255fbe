package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobStatus;
import java.time.Instant;

/** Decides what becomes of a job that was running when its server ended, or when its worker was heard of no more. Pure. */
final class Crash {

    /** So often a server, or a worker, may die under a job before the job is taken for the reason. */
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

    /** Returns the status of a job whose lease has run out, as is found at {@code now}. */
    static JobStatus ofWorker(Job job, Instant now) {
        JobStatus status = job.status();
        if (status.cancelRequested()) {
            return status.cancelled(now);
        }
        String worker = status.lease().worker();
        String what = "the lease of " + (worker == null ? "a worker" : "worker \"" + worker + "\"") + " ran out while this job ran";
        int crashes = status.crashes() + 1;
        if (!job.request().options().rerunAfterCrash()) {
            return status.failedByCrash(error(job, what + ", which is not to be run again", now), now);
        }
        return crashes < MOST ? status.crashed(error(job, what, now), now)
                : status.failedByCrash(error(job, what + "; with that it has crashed " + crashes + " times", now), now);
    }

    /** Returns the error of a job that is not to be run again, and was cut off by a stop of the server. */
    static JobError stopped(Job job, Instant now) {
        return error(job, "the server stopped while this job ran, which is not to be run again", now);
    }

    private static JobError error(Job job, String message, Instant now) {
        return new JobError("crash", message, null, job.status().attempt(), now);
    }
}
