package dev.meanwhile.engine;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where code runs that computes: on platform threads, which the operating system shares the cores among, and only on one more
 * than there are cores, so that no core is idle while one run gives way to the next. Whoever is to run waits for a place at the
 * {@link #gate}, in the order of its rank; a queue of jobs has one before it starts a job, everybody else asks for it by
 * {@link #take}.
 *
 * <p>Each run has a thread of its own, which leaves nothing behind for the next one: no thread-locals, no interrupt. A thread that
 * waits, or ignores that it was told to stop, does not keep others from its core: {@link #balance} lets another one in for it.
 */
final class CpuPool {

    /** So many platform threads at most, however many of them wait. */
    private static final int MOST = 256;

    /** How long a thread is tried to be had, when the system has none for the moment, and how often. */
    private static final Duration TRY_AGAIN = Duration.ofMillis(100);
    private static final int TRIES = 50;

    /** How much of its time a thread must have computed for not being idle. */
    private static final double BUSY = 0.02;
    private static final int LOOKS = 10;

    /** Someone who waits for a place, on a virtual thread. */
    private static final class Ticket implements Comparable<Ticket> {

        private final Gate.Rank rank;
        private final long number;
        private final CompletableFuture<Void> granted = new CompletableFuture<>();

        Ticket(Gate.Rank rank, long number) {
            this.rank = rank;
            this.number = number;
        }

        @Override
        public int compareTo(Ticket other) {
            int byRank = rank.compareTo(other.rank);
            return byRank != 0 ? byRank : Long.compare(number, other.number);
        }
    }

    /** All that wait on virtual threads. */
    private final class Line implements Gate.Waiting {

        private final ReentrantLock lock = new ReentrantLock();
        /** Guarded by lock. */
        private final TreeSet<Ticket> tickets = new TreeSet<>();

        @Override
        public Gate.Rank first() {
            lock.lock();
            try {
                return tickets.isEmpty() ? null : tickets.first().rank;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean advance() {
            lock.lock();
            try {
                if (tickets.isEmpty() || !gate.enter(this)) {
                    return false;
                }
                tickets.pollFirst().granted.complete(null);
                return true;
            } finally {
                lock.unlock();
            }
        }

        void add(Ticket ticket) {
            lock.lock();
            try {
                tickets.add(ticket);
            } finally {
                lock.unlock();
            }
            advance();
        }

        /** Returns false if it has been granted. */
        boolean remove(Ticket ticket) {
            lock.lock();
            try {
                return tickets.remove(ticket);
            } finally {
                lock.unlock();
            }
        }
    }

    /** A run on its thread. */
    private static final class Member {

        private final Thread thread;
        // Used by the watchdog's thread alone.
        private long cpu;
        private long lookedAt;
        /** At how many looks in a row it had computed next to nothing since the one before. */
        private int still;

        Member(Thread thread) {
            this.thread = thread;
        }
    }

    private final int places;
    private final Gate gate;
    private final Line line = new Line();
    private final AtomicLong numbers = new AtomicLong();
    private final Set<Member> members = ConcurrentHashMap.newKeySet();

    CpuPool(int cores) {
        this.places = cores + 1;
        this.gate = new Gate(places);
    }

    Gate gate() {
        return gate;
    }

    /**
     * Waits for a place, which {@link #giveBack}, or a queue, gives back.
     *
     * @throws InterruptedException if the thread is interrupted; there is no place to give back then
     */
    void take(Gate.Rank rank) throws InterruptedException {
        var ticket = new Ticket(rank, numbers.incrementAndGet());
        line.add(ticket);
        try {
            ticket.granted.get();
        } catch (InterruptedException stopped) {
            if (!line.remove(ticket)) {
                giveBack();
            }
            throw stopped;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    void giveBack() {
        gate.leave(line);
    }

    /** What a run took: all its time, and the part of it in which it computed. */
    record Cost(long nanos, long cpuNanos) {

        private static final long SHORT = Duration.ofMillis(5).toNanos();
        private static final long LONG = Duration.ofMillis(20).toNanos();
        private static final double PART = 0.1;

        /** Returns whether it has computed too little to be in anybody's way. */
        boolean waited() {
            return cpuNanos < SHORT || cpuNanos < PART * nanos;
        }

        /** Returns whether it has computed so much that it would have been, on a virtual thread. */
        boolean computed() {
            return !waited() && cpuNanos >= LONG;
        }
    }

    /** Hears what a run took, on the thread of the run. */
    interface Meter {
        void ran(Cost cost);
    }

    /**
     * Runs {@code body} on a platform thread, for a thread that has a place; an interrupt of the latter reaches the body.
     *
     * @param name what to call the thread
     * @return what it returned
     * @throws Exception whatever it threw
     */
    <T> T run(String name, Callable<T> body, Meter meter) throws Exception {
        var task = new FutureTask<>(() -> {
            long began = System.nanoTime();
            try {
                return new Outcome<>(body.call(), null);
            } catch (Throwable thrown) {
                return new Outcome<T>(null, thrown);
            } finally {
                // The thread has done nothing before.
                meter.ran(new Cost(System.nanoTime() - began, cpuTime()));
            }
        });
        Thread thread = start(name, task);
        var member = new Member(thread);
        members.add(member);
        try {
            return outcome(task, thread);
        } finally {
            members.remove(member);
        }
    }

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Thread start(String name, Runnable body) throws InterruptedException {
        for (int i = 1;; i++) {
            try {
                Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(body);
                thread.start();
                return thread;
            } catch (OutOfMemoryError noThread) {
                // Some other code has started as many as the system lets it; that will pass.
                if (i == TRIES) {
                    throw noThread;
                }
                LockSupport.parkNanos(TRY_AGAIN.toNanos());
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    /**
     * How a run ended. What it threw is not thrown by the task: that would ask it to describe itself, which it may not bear.
     */
    private record Outcome<T>(T value, Throwable thrown) {

        T get() throws Exception {
            return switch (thrown) {
                case null -> value;
                case Exception failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw new ExecutionException(thrown);
            };
        }
    }

    private static <T> T outcome(FutureTask<Outcome<T>> task, Thread thread) throws Exception {
        while (true) {
            Outcome<T> outcome;
            try {
                outcome = task.get();
            } catch (InterruptedException told) {
                // For the body, which has the last word.
                thread.interrupt();
                continue;
            }
            return outcome.get();
        }
    }

    /**
     * Sets how many may run, now and then: the usual number, and one more for each that has a place without making use of it.
     *
     * @param stuck how many were told to stop and do not
     */
    void balance(int stuck, long now) {
        int idle = 0;
        if (gate.isWaitedFor()) {
            for (Member member : members) {
                idle += isIdle(member, now) ? 1 : 0;
            }
        }
        gate.places(Math.min(places + idle + stuck, Math.max(places, MOST)));
    }

    /** Returns whether a thread waits, be it for something that Java does not know of. */
    private static boolean isIdle(Member member, long now) {
        boolean waits = Holders.isWaiting(member.thread) || member.thread.getState() == Thread.State.BLOCKED;
        long cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(member.thread.threadId());
        boolean computed = cpu - member.cpu > BUSY * (now - member.lookedAt);
        boolean first = member.lookedAt == 0;
        member.still = !first && cpu >= 0 && !computed ? member.still + 1 : 0;
        member.cpu = cpu;
        member.lookedAt = now;
        // One look tells little of what does not say that it waits: others may have the cores.
        return !first && waits || member.still >= LOOKS;
    }
}
