package crash;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** An accepted job, and what the server has said about it since. */
final class Entry {

    /** What became of a wish to cancel it. */
    enum Cancelling { NOT_ASKED, NOT_ANSWERED, TOLD_TO_STOP, CANCELLED, TOO_LATE }

    final UUID id;
    final Kind kind;
    /** The number of the delivery, or -1. */
    final long delivery;
    final int failures;
    final long order;
    /** How many kills there had been when it was submitted. */
    final int killsBefore;

    /** The last sweep that found it; used by the auditor only. */
    long sweep;

    // Guarded by this.
    private Cancelling cancelling = Cancelling.NOT_ASKED;
    private long cancelledAt;
    /** Whether all jobs of its batch are known to be cancelled, as far as they were unfinished, and since when. */
    private boolean swept;
    private long sweptAt;
    private String ending;
    private long endedAt;
    private long endedAfter;
    /** Whether another job was seen that could only begin after this one's end, and since when. */
    private boolean over;
    private long overSince;
    /** What comes first; none once that is judged, so that a chain of jobs is not kept for ever. */
    private After after;
    /** Those it comes before, until its end is known. */
    private List<Entry> dependents = new ArrayList<>(0);

    Entry(UUID id, Draft draft, int killsBefore) {
        this.id = id;
        this.kind = draft.kind();
        this.delivery = draft.delivery();
        this.failures = draft.failures();
        this.order = draft.order();
        this.after = draft.after();
        this.killsBefore = killsBefore;
    }

    synchronized After after() {
        return after;
    }

    /** Notes that what comes first has been judged; returns false if it has been before. */
    synchronized boolean judged() {
        boolean first = !after.isNone();
        after = After.NONE;
        return first;
    }

    /** Notes a job that comes after this one. */
    synchronized void precedes(Entry dependent) {
        if (ending == null) {
            dependents.add(dependent);
        }
    }

    /** Returns those that come after it and were accepted before it was known to have ended; the next time, none. */
    synchronized List<Entry> dependents() {
        List<Entry> all = dependents;
        dependents = List.of();
        return all;
    }

    /** Notes that it must have ended by now, whether or not that was seen. */
    synchronized void over() {
        if (!over) {
            over = true;
            overSince = System.nanoTime();
        }
    }

    /** Returns whether it must have ended when a request was sent at {@code nanoTime}, because another one began after it. */
    synchronized boolean isOverBefore(long nanoTime) {
        return over && overSince - nanoTime < 0;
    }

    /** Notes that somebody is about to ask for it to be cancelled, or what the answer was. */
    synchronized void cancelling(Cancelling what) {
        // What was answered once is not unsaid by a later request that got no answer.
        if (what != Cancelling.NOT_ANSWERED || cancelling == Cancelling.NOT_ASKED) {
            cancelling = what;
            cancelledAt = System.nanoTime();
        }
    }

    /** Notes that all jobs of its batch were cancelled, as far as they were unfinished. */
    synchronized void swept() {
        if (!swept) {
            swept = true;
            sweptAt = System.nanoTime();
        }
    }

    /** Returns whether that was known when a request was sent at {@code nanoTime}. */
    synchronized boolean isSweptBefore(long nanoTime) {
        return swept && sweptAt - nanoTime < 0;
    }

    synchronized Cancelling cancelling() {
        return cancelling;
    }

    /** Returns whether it was known to be cancelled when a request was sent at {@code nanoTime}. */
    synchronized boolean isCancelledBefore(long nanoTime) {
        return cancelling == Cancelling.CANCELLED && cancelledAt - nanoTime < 0;
    }

    /**
     * Notes how it ended.
     *
     * @param json     what the server says
     * @param accepted how many jobs have been accepted by now
     * @return false if that was known, and is left as it is
     */
    synchronized boolean ended(String json, long accepted) {
        if (ending != null) {
            return false;
        }
        ending = json;
        endedAt = System.nanoTime();
        endedAfter = accepted;
        return true;
    }

    /** Returns what the server said when it was first seen to have ended, or null. */
    synchronized String ending() {
        return ending;
    }

    /** Returns whether it was known to have ended when a request was sent at {@code nanoTime}. */
    synchronized boolean isEndedBefore(long nanoTime) {
        return ending != null && endedAt - nanoTime < 0;
    }

    /** Returns how many of {@code accepted} jobs were accepted after it was first seen to have ended. */
    synchronized long age(long accepted) {
        return ending == null ? 0 : accepted - endedAfter;
    }

    @Override
    public synchronized String toString() {
        return kind + (delivery < 0 ? "" : " delivery " + delivery + " failures " + failures) + (order < 0 ? "" : " order " + order)
                + (after.isNone() ? "" : " " + after.members())
                + ", submitted after " + killsBefore + " kills, cancel: " + cancelling + (ending == null ? "" : ", ended as " + ending);
    }
}
