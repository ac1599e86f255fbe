package dev.meanwhile.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who asks for jobs from other processes. A ready job and a worker meet at once, on the thread that brings the later of the two;
 * of several workers that wait for a job, who has waited longest gets it. Of several queues a worker asks of, the one whose first
 * job comes before the others' is looked at first.
 *
 * <p>Locks are taken in the order workers, queue: a queue calls {@link #offered} without its own.
 */
final class Workers {

    /** A worker that asks. */
    private static final class Ask {

        private final Set<Queue> queues;
        /** Completed with a job on which the right to move goes to the worker's thread, and its slot with it; or with null. */
        private final CompletableFuture<Queue.Turn> job = new CompletableFuture<>();

        Ask(Set<Queue> queues) {
            this.queues = queues;
        }
    }

    /** A queue, and where its first job stood among those of others. */
    private record Offer(Queue queue, Gate.Rank rank) { }

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final Set<Ask> waiting = new LinkedHashSet<>();
    private boolean closed;

    /**
     * Returns the next job of one of the queues, with the right to move it and its slot; null if none has come before {@code most}
     * has passed, or none comes any more.
     *
     * @throws InterruptedException if the thread is interrupted, and there is no job for it
     */
    Queue.Turn next(Set<Queue> queues, Duration most) throws InterruptedException {
        var ask = new Ask(queues);
        enter(ask);
        try {
            return ask.job.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException tooLate) {
            return leave(ask);
        } catch (InterruptedException interrupted) {
            Queue.Turn job = leave(ask);
            if (job == null) {
                throw interrupted;
            }
            Thread.currentThread().interrupt();
            return job;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void enter(Ask ask) {
        lock.lock();
        try {
            if (closed) {
                ask.job.complete(null);
                return;
            }
            waiting.add(ask);
            for (Queue queue : byRank(ask.queues)) {
                serve(queue);
                if (ask.job.isDone()) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the queues that have a ready job, the one whose first job comes first at the front. */
    private static List<Queue> byRank(Set<Queue> queues) {
        var offers = new ArrayList<Offer>();
        for (Queue queue : queues) {
            Gate.Rank rank = queue.first();
            if (rank != null) {
                offers.add(new Offer(queue, rank));
            }
        }
        offers.sort(Comparator.comparing(Offer::rank));
        return offers.stream().map(Offer::queue).toList();
    }

    /** Ends the wait; returns the job that came in this very moment, or null. */
    private Queue.Turn leave(Ask ask) {
        lock.lock();
        try {
            waiting.remove(ask);
            return ask.job.getNow(null);
        } finally {
            lock.unlock();
        }
    }

    /** A queue may have a ready job and a slot for it. */
    void offered(Queue queue) {
        lock.lock();
        try {
            serve(queue);
        } finally {
            lock.unlock();
        }
    }

    private void serve(Queue queue) {
        assert lock.isHeldByCurrentThread();
        for (Iterator<Ask> asks = waiting.iterator(); asks.hasNext();) {
            Ask ask = asks.next();
            if (ask.queues.contains(queue)) {
                Queue.Turn job = queue.take();
                if (job == null) {
                    return;
                }
                asks.remove();
                ask.job.complete(job);
            }
        }
    }

    /** Gives no job to anybody from now on, and sends away those that wait. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.forEach(ask -> ask.job.complete(null));
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }
}
