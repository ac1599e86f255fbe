package dev.meanwhile.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who follows a log. That a client has gone is seen only when something is sent to it, and a silent job sends nothing; so
 * there is a limit, and when it is reached the follower who has been sent nothing for the longest time is dismissed.
 */
final class Followers {

    /** One stream that follows a log. */
    final class Follower implements AutoCloseable {

        private volatile boolean dismissed;

        boolean isDismissed() {
            return dismissed;
        }

        /** Notes that something was sent. */
        void sent() {
            lock.lock();
            try {
                byLastSent.get(this);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                byLastSent.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by lock; in the order in which they were last asked for. */
    private final Map<Follower, Boolean> byLastSent = new LinkedHashMap<>(16, 0.75f, true);

    Followers(int most) {
        this.most = most;
    }

    /** Enters a follower, in the place of the most silent one if there are too many. */
    Follower enter() {
        lock.lock();
        try {
            if (byLastSent.size() >= most) {
                var silent = byLastSent.keySet().iterator();
                silent.next().dismissed = true;
                silent.remove();
            }
            var follower = new Follower();
            byLastSent.put(follower, true);
            return follower;
        } finally {
            lock.unlock();
        }
    }
}
