package dev.meanwhile.engine;

import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.store.JobFilter;
import dev.meanwhile.store.JobStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Cancels, or tries again, all jobs that match a filter: the newest first, a hundred at a time, so that they share the waits
 * for the disk, and everybody else has his turn in between. Safe for use by any thread.
 */
public final class Sweep {

    /** Of jobs in these states, cancelling makes a difference. */
    public static final Set<JobState> CANCELLABLE = EnumSet.complementOf(
            EnumSet.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED));
    /** Jobs in these states can be tried again. */
    public static final Set<JobState> RETRYABLE = EnumSet.of(JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED);

    private static final int AT_ONCE = 100;
    private static final int COUNTED_AT_ONCE = 10_000;

    private final JobStore store;
    private final Canceller canceller;
    private final Retrier retrier;

    Sweep(JobStore store, Canceller canceller, Retrier retrier) {
        this.store = store;
        this.canceller = canceller;
        this.retrier = retrier;
    }

    /**
     * Cancels all that match.
     *
     * @return how many are cancelled, or told to stop
     * @throws RefusedException     if that can not be recorded; some may have been cancelled before
     * @throws InterruptedException if the thread is interrupted; some may have been cancelled before
     */
    public int cancel(JobFilter filter) throws InterruptedException {
        return each(filter, id -> {
            Cancelling outcome = canceller.cancel(id);
            return outcome == Cancelling.CANCELLED || outcome == Cancelling.STOPPING;
        });
    }

    /**
     * Tries all again that match, but for those whose key an unfinished job has. Those that run after others of them come last.
     *
     * @return how many are queued again
     * @throws RefusedException     if there is no room for more, it can not be recorded, or the server stops; some may be queued
     * @throws InterruptedException if the thread is interrupted; some may be queued
     */
    public int retry(JobFilter filter) throws InterruptedException {
        var blocked = new ConcurrentSkipListSet<UUID>();
        int done = each(filter, id -> retry(id, blocked));
        // The oldest first: a job is younger than those that come before it.
        for (UUID id : blocked) {
            done += retry(id, new HashSet<>()) ? 1 : 0;
        }
        return done;
    }

    private boolean retry(UUID id, Set<UUID> blocked) {
        try {
            Retrying outcome = retrier.retry(id);
            if (outcome == Retrying.BLOCKED) {
                blocked.add(id);
            }
            return outcome == Retrying.QUEUED;
        } catch (DuplicateException other) {
            return false;
        }
    }

    /** Returns how many match. */
    public int count(JobFilter filter) {
        int count = 0;
        List<UUID> page = store.ids(filter, null, COUNTED_AT_ONCE);
        while (!page.isEmpty()) {
            count += page.size();
            page = store.ids(filter, page.getLast(), COUNTED_AT_ONCE);
        }
        return count;
    }

    private int each(JobFilter filter, Predicate<UUID> action) throws InterruptedException {
        int done = 0;
        List<UUID> page = store.ids(filter, null, AT_ONCE);
        while (!page.isEmpty()) {
            done += all(page, action);
            page = store.ids(filter, page.getLast(), AT_ONCE);
        }
        return done;
    }

    private static int all(List<UUID> ids, Predicate<UUID> action) throws InterruptedException {
        var outcomes = new ArrayList<Future<Boolean>>();
        int done = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ids.forEach(id -> outcomes.add(threads.submit(() -> action.test(id))));
            for (Future<Boolean> outcome : outcomes) {
                done += outcome.get() ? 1 : 0;
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            throw new IllegalStateException(failed.getCause());
        }
        return done;
    }
}
