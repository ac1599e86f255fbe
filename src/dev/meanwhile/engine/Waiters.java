package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Who waits for which job to finish. A job nobody waits for takes no entry. */
final class Waiters {

    private final ConcurrentMap<UUID, CompletableFuture<Job>> waited = new ConcurrentHashMap<>();

    /** Waits until {@code live} has finished or {@code most} has passed. */
    void await(LiveJob live, Duration most) throws InterruptedException {
        CompletableFuture<Job> finished = waited.computeIfAbsent(live.id(), id -> new CompletableFuture<>());
        // Asked after the entry was made: either finished() finds the entry, or this sees the finished job.
        if (live.job().state().isFinished()) {
            finished(live.job());
        }
        try {
            finished.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException notYet) {
            // The caller looks at the job as it is then.
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Wakes everybody who waits for {@code job}, which is shown as finished already. */
    void finished(Job job) {
        CompletableFuture<Job> finished = waited.remove(job.id());
        if (finished != null) {
            finished.complete(job);
        }
    }
}
