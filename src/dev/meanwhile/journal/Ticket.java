package dev.meanwhile.journal;

import java.util.concurrent.locks.LockSupport;

/** A record on its way through the writer, and the thread that waits for it. */
final class Ticket {

    private enum State { PENDING, DONE, REFUSED }

    final Record record;
    final Ack ack;
    /** Whether it is refused when it can not be written; else it is kept until it can be. */
    final boolean refusable;
    private final Thread waiter;

    // Written and read by the writer alone.
    byte[] members;
    long position;
    int length;

    /** Written by the writer before {@link #state}, read by the waiter after it. */
    private String reason;
    private volatile State state = State.PENDING;

    Ticket(Record record, Ack ack, boolean refusable, Thread waiter) {
        this.record = record;
        this.ack = ack;
        this.refusable = refusable;
        this.waiter = waiter;
    }

    boolean isPending() {
        return state == State.PENDING;
    }

    boolean canBeRefused() {
        return refusable && state != State.DONE;
    }

    boolean awaitsForce(Fsync fsync) {
        return record == JournalWriter.SYNC || record == JournalWriter.CLOSE || ack == Ack.FORCED && fsync == Fsync.ALWAYS;
    }

    void done() {
        end(State.DONE);
    }

    void refuse(String why) {
        reason = why;
        end(State.REFUSED);
    }

    /** Refuses it, unless that has been done, when it may have been written already. */
    void retract(String why) {
        if (isPending()) {
            if (members != null) {
                record.refused();
            }
            refuse(why);
        }
    }

    private void end(State how) {
        if (state == State.PENDING) {
            state = how;
            LockSupport.unpark(waiter);
        }
    }

    /** Waits, interrupted or not, until it is done; returns null then, or why it was refused. */
    String await() {
        boolean interrupted = false;
        while (state == State.PENDING) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return state == State.DONE ? null : reason;
    }
}
