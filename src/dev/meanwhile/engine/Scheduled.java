package dev.meanwhile.engine;

import dev.meanwhile.store.KeptSchedule;
import java.util.concurrent.locks.ReentrantLock;

/** A schedule in this process. Its ticks are handled, and it is changed, under its lock; any thread may look at it. */
final class Scheduled {

    /** Held while its ticks are handled, which takes the disk. */
    final ReentrantLock lock = new ReentrantLock();

    // Written under the lock, read by any thread.
    private volatile KeptSchedule kept;
    /** Why a tick that is due could not be handled, or null. */
    private volatile String trouble;

    // Guarded by the lock.
    private Timetable.Entry timer;
    private boolean removed;

    Scheduled(KeptSchedule kept) {
        this.kept = kept;
    }

    String name() {
        return kept.name();
    }

    KeptSchedule kept() {
        return kept;
    }

    /** Shows what has been recorded of it. */
    void show(KeptSchedule recorded) {
        assert lock.isHeldByCurrentThread();
        kept = recorded;
    }

    String trouble() {
        return trouble;
    }

    void trouble(String why) {
        assert lock.isHeldByCurrentThread();
        trouble = why;
    }

    /** Takes the timer that looks after it next, in the place of the one it had. */
    void timer(Timetable.Entry next) {
        assert lock.isHeldByCurrentThread();
        if (timer != null) {
            timer.cancel();
        }
        timer = next;
    }

    /** Lets it make no job any more. */
    void remove() {
        timer(null);
        removed = true;
    }

    boolean isRemoved() {
        assert lock.isHeldByCurrentThread();
        return removed;
    }
}
