package dev.meanwhile.engine;

import dev.meanwhile.job.DuplicateException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** The keys of unfinished jobs: at most one job of a type has a given key. */
final class Keys {

    private record Key(String type, String key) { }

    // A future, because a job may be met while it is still being recorded: whoever meets it waits for that.
    private final ConcurrentMap<Key, CompletableFuture<LiveJob>> jobs = new ConcurrentHashMap<>();

    private final ScheduledJobs scheduled = new ScheduledJobs();

    /** Returns which schedules have unfinished jobs. */
    ScheduledJobs scheduled() {
        return scheduled;
    }

    /** What {@link #claim} found or made. */
    record Claim(LiveJob job, boolean made) { }

    /**
     * Returns the unfinished job of that type and key, or makes one.
     *
     * @param make makes and records it, and keeps the right to move it; if it throws, the key is free again
     */
    Claim claim(String type, String key, Supplier<LiveJob> make) {
        var mine = new CompletableFuture<LiveJob>();
        Claim met = claim(new Key(type, key), mine);
        return met != null ? met : new Claim(make(new Key(type, key), mine, make), true);
    }

    /** Enters {@code mine}, or returns the unfinished job there is. */
    private Claim claim(Key key, CompletableFuture<LiveJob> mine) {
        while (true) {
            CompletableFuture<LiveJob> theirs = jobs.putIfAbsent(key, mine);
            if (theirs == null) {
                return null;
            }
            try {
                LiveJob met = theirs.join();
                if (!met.job().state().isFinished()) {
                    return new Claim(met, false);
                }
                free(met);
            } catch (CompletionException refused) {
                // Theirs was refused; perhaps mine is not.
            }
        }
    }

    /** A key that is kept for a job which is about to be recorded with others. */
    final class Reservation {

        private final Key key;
        private final CompletableFuture<LiveJob> mine;

        private Reservation(Key key, CompletableFuture<LiveJob> mine) {
            this.key = key;
            this.mine = mine;
        }

        /** The job has been recorded. */
        void take(LiveJob job) {
            scheduled.enter(key.key, job);
            mine.complete(job);
        }

        /** It will not be; the key is free again. */
        void giveBack() {
            jobs.remove(key, mine);
            mine.completeExceptionally(new IllegalStateException("not recorded"));
        }
    }

    /**
     * Keeps a key that is free. Whoever reserves several does so in one order, the same as all others, for he may wait here.
     *
     * @throws DuplicateException if an unfinished job has it
     */
    Reservation reserve(String type, String key) {
        var mine = new CompletableFuture<LiveJob>();
        Claim met = claim(new Key(type, key), mine);
        if (met != null) {
            throw new DuplicateException(type, key, met.job().id());
        }
        return new Reservation(new Key(type, key), mine);
    }

    private LiveJob make(Key key, CompletableFuture<LiveJob> mine, Supplier<LiveJob> make) {
        try {
            LiveJob made = make.get();
            scheduled.enter(key.key, made);
            mine.complete(made);
            return made;
        } catch (Throwable refused) {
            jobs.remove(key, mine);
            mine.completeExceptionally(refused);
            throw refused;
        }
    }

    /** Frees the key of a job that finishes, if it has one. */
    void free(LiveJob job) {
        var request = job.job().request();
        if (request.options().key() != null) {
            jobs.computeIfPresent(new Key(request.type(), request.options().key()),
                    (key, held) -> held.isDone() && !held.isCompletedExceptionally() && held.join() == job ? null : held);
            scheduled.leave(request.options().key(), job);
        }
    }
}
