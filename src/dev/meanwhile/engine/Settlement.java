package dev.meanwhile.engine;

import dev.meanwhile.job.Durations;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Permanent;
import dev.meanwhile.job.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Decides what becomes of a job when its attempt has ended. Pure. */
final class Settlement {

    private Settlement() { }

    /** Returns the status of a RUNNING job after its attempt ended at {@code now}. */
    static JobStatus of(Job job, Ending ending, Instant now, RandomGenerator random) {
        JobStatus status = job.status();
        return switch (ending) {
            case Ending.Returned returned -> status.succeeded(returned.result(), now);
            case Ending.Threw threw -> failed(job, JobError.of(threw.thrown(), status.attempt(), now), next(threw.thrown()), now, random);
            case Ending.Reported said -> failed(job, JobError.reported(said.error().type(), said.error().message(), said.error().stack(),
                    status.attempt(), now), new Next(said.permanent(), said.retryAfter()), now, random);
            case Ending.RanOut ranOut -> Crash.ofWorker(job, now);
            case Ending.Told told -> switch (told) {
                case CANCEL -> status.cancelled(now);
                case SHUTDOWN -> stopped(job, now);
                case TIMEOUT -> failed(job, timedOut(job, now), Next.USUAL, now, random);
            };
            case null -> failed(job, new JobError("unknown", "the attempt's end could not be noted", null, status.attempt(), now),
                    Next.USUAL, now, random);
        };
    }

    /**
     * What a failure says about the next attempt.
     *
     * @param never whether there is to be none
     * @param delay how long to wait before it, or null for what the policy says
     */
    private record Next(boolean never, Duration delay) {

        static final Next USUAL = new Next(false, null);
    }

    private static Next next(Throwable thrown) {
        return new Next(thrown instanceof Permanent, thrown instanceof RetryAfter asked ? asked.delay() : null);
    }

    private static JobStatus stopped(Job job, Instant now) {
        JobStatus status = job.status();
        if (status.cancelRequested()) {
            return status.cancelled(now);
        }
        return job.request().options().rerunAfterCrash() ? status.putBack(now) : status.failed(Crash.stopped(job, now), now);
    }

    private static JobError timedOut(Job job, Instant now) {
        return new JobError("timeout", "timed out after " + Durations.format(job.timeout()), null, job.status().attempt(), now);
    }

    private static JobStatus failed(Job job, JobError error, Next next, Instant now, RandomGenerator random) {
        JobStatus status = job.status();
        if (next.never() || status.attempt() >= job.retry().attempts()) {
            return status.failed(error, now);
        }
        if (status.cancelRequested()) {
            // Asked for while the attempt was ending in another way: there is to be no next one.
            return status.cancelled(now);
        }
        Duration delay = next.delay() != null ? next.delay() : job.retry().delayAfter(status.attempt(), random);
        Duration bounded = delay.compareTo(Durations.MAX) > 0 ? Durations.MAX : delay;
        return status.retrying(error, now.plus(bounded), now);
    }
}
