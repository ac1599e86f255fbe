package dev.meanwhile.event;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes for one subscriber, who may be as slow as he likes: what he has not taken in time is lost to him alone, and he is
 * told so. Belongs to the thread that made it, which alone may call its methods.
 */
public abstract sealed class Subscription implements AutoCloseable permits AllChanges, ChangesOfJob {

    private final Thread owner = Thread.currentThread();
    /** Set once, by any thread. */
    private volatile boolean ended;
    private final long start;
    private boolean over;

    Subscription(long start) {
        this.start = start;
    }

    /** Returns the number of the last change that it leaves out because it was published before. */
    public final long start() {
        return start;
    }

    /**
     * Waits for the next thing there is to tell.
     *
     * @return what it is; null if {@code most} has passed, or nothing will come any more
     * @throws InterruptedException if the thread is interrupted
     */
    public final Notice poll(Duration most) throws InterruptedException {
        assert Thread.currentThread() == owner;
        long start = System.nanoTime();
        while (true) {
            // Asked first: all that came before the end is told.
            boolean last = ended;
            Notice notice = take();
            if (notice != null) {
                return notice;
            }
            over = last;
            long left = most.toNanos() - (System.nanoTime() - start);
            if (over || left <= 0) {
                return null;
            }
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Returns whether {@link #poll} has found that nothing will come any more. */
    public final boolean isOver() {
        return over;
    }

    /** Returns what is to be told next, or null. */
    abstract Notice take();

    /** Has the owner look again, if it waits. Called by any thread. */
    final void wake() {
        LockSupport.unpark(owner);
    }

    /** Says that nothing will come any more. Called by any thread. */
    final void end() {
        ended = true;
        wake();
    }

    @Override
    public abstract void close();
}
