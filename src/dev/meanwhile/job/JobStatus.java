package dev.meanwhile.job;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What changes about a job. Immutable: every move makes a new one, through {@link #move}, which refuses what
 * {@link JobState} does not allow.
 *
 * @param state           where the job is in its life
 * @param attempt         which attempt runs or ran last; 0 before the first
 * @param crashes         how often the server died under it
 * @param cancelRequested whether it has been told to stop
 * @param runAt           when it is due, or became ready
 * @param startedAt       when the last attempt began, or null
 * @param finishedAt      when it finished, or null
 * @param progress        what the last attempt last said, or null
 * @param result          one JSON value, or null unless SUCCEEDED
 * @param error           why the last attempt that failed did so, or null
 * @param history         the steps so far: the first 20 and the last 80 of them
 * @param lease           the last lease of it by a worker in another process, or null
 */
public record JobStatus(JobState state, int attempt, int crashes, boolean cancelRequested, Instant runAt, Instant startedAt,
                        Instant finishedAt, Progress progress, String result, JobError error, List<Transition> history, Lease lease) {

    /**
     * Returns the status of a job just accepted.
     *
     * @param at    when
     * @param runAt when it is due: not after {@code at} if at once
     * @return QUEUED, or SCHEDULED if it is due later
     */
    public static JobStatus accepted(Instant at, Instant runAt) {
        JobState state = runAt.isAfter(at) ? JobState.SCHEDULED : JobState.QUEUED;
        return new JobStatus(state, 0, 0, false, runAt, null, null, null, null, null, List.of(new Transition(state, 0, at, null)), null);
    }

    /**
     * Returns the status of a job just accepted.
     *
     * @param options what was asked for
     * @param at      when
     * @return WAITING if other jobs come first, SCHEDULED if it is due later, else QUEUED
     */
    public static JobStatus accepted(JobOptions options, Instant at) {
        Instant runAt = options.start().from(at);
        if (options.more().after().isEmpty()) {
            return accepted(at, runAt);
        }
        return new JobStatus(JobState.WAITING, 0, 0, false, runAt, null, null, null, null, null,
                List.of(new Transition(JobState.WAITING, 0, at, null)), null);
    }

    /**
     * The jobs that come first have ended.
     *
     * @param isDue whether its own time has come as well
     * @param at    when
     * @return QUEUED, or SCHEDULED if it is due later
     */
    public JobStatus released(boolean isDue, Instant at) {
        return isDue ? queued(at) : move(JobState.SCHEDULED, at, 0, null, next -> { });
    }

    /**
     * A job that comes first did not succeed.
     *
     * @param first that job
     * @param how   how it has ended
     * @param at    when that was found
     * @return CANCELLED; with the error of the last attempt, if there was any
     */
    public JobStatus cancelledAfter(UUID first, JobState how, Instant at) {
        JobError why = JobError.after(first, how, at);
        return move(JobState.CANCELLED, at, 0, why, next -> next.error = error == null ? why : error);
    }

    /**
     * Its time has come.
     *
     * @param at when
     * @return QUEUED
     */
    public JobStatus queued(Instant at) {
        return move(JobState.QUEUED, at, 0, null, next -> next.runAt = at);
    }

    /**
     * An attempt begins.
     *
     * @param at when
     * @return RUNNING, one attempt further
     */
    public JobStatus started(Instant at) {
        return move(JobState.RUNNING, at, attempt + 1, null, next -> {
            next.attempt++;
            next.startedAt = at;
            next.progress = null;
        });
    }

    /**
     * The attempt was ended by a stop of the server: it is as if it had not been.
     *
     * @param at when
     * @return QUEUED, one attempt back, and ready since when it was before
     */
    public JobStatus putBack(Instant at) {
        return again(at, null);
    }

    /**
     * The server died while the attempt ran: that is counted as a crash, not as an attempt.
     *
     * @param at when that was found
     * @return QUEUED, one attempt back, and ready since when it was before
     */
    public JobStatus crashed(Instant at) {
        return crashed(JobError.crash(attempt, at), at);
    }

    /**
     * What ran the attempt has died, as far as can be told: that is counted as a crash, not as an attempt.
     *
     * @param why the error
     * @param at  when that was found
     * @return QUEUED, one attempt back, and ready since when it was before
     */
    public JobStatus crashed(JobError why, Instant at) {
        return again(at, why.brief());
    }

    /**
     * What ran the attempt died, and there is to be no other one.
     *
     * @param why the error
     * @param at  when that was found
     * @return FAILED, with one crash more
     */
    public JobStatus failedByCrash(JobError why, Instant at) {
        return move(JobState.FAILED, at, attempt, why.brief(), next -> {
            next.error = why;
            next.crashes++;
        });
    }

    private JobStatus again(Instant at, JobError crash) {
        return move(JobState.QUEUED, at, attempt, crash, next -> {
            next.attempt--;
            next.crashes += crash == null ? 0 : 1;
            next.progress = null;
        });
    }

    /**
     * The attempt returned.
     *
     * @param value the result, one JSON value
     * @param at    when
     * @return SUCCEEDED
     */
    public JobStatus succeeded(String value, Instant at) {
        return move(JobState.SUCCEEDED, at, attempt, null, next -> {
            next.result = value;
            next.error = null;
        });
    }

    /**
     * The attempt failed, and another one is due.
     *
     * @param why   the error
     * @param dueAt when the next attempt is due
     * @param at    when it failed
     * @return RETRYING
     */
    public JobStatus retrying(JobError why, Instant dueAt, Instant at) {
        return move(JobState.RETRYING, at, attempt, why.brief(), next -> {
            next.error = why;
            next.runAt = dueAt;
        });
    }

    /**
     * The attempt failed, and it was the last.
     *
     * @param why the error
     * @param at  when
     * @return FAILED
     */
    public JobStatus failed(JobError why, Instant at) {
        return move(JobState.FAILED, at, attempt, why.brief(), next -> next.error = why);
    }

    /**
     * It was told to stop, and has.
     *
     * @param at when
     * @return CANCELLED
     */
    public JobStatus cancelled(Instant at) {
        return move(JobState.CANCELLED, at, state == JobState.RUNNING ? attempt : 0, null, next -> next.cancelRequested = true);
    }

    /**
     * It was not started in time.
     *
     * @param expiresAt by when it should have been
     * @param at        when that was found
     * @return EXPIRED; with the error of the last attempt, if there was any
     */
    public JobStatus expired(Instant expiresAt, Instant at) {
        JobError why = JobError.expired(expiresAt, at);
        return move(JobState.EXPIRED, at, 0, why, next -> next.error = error == null ? why : error);
    }

    /**
     * It was submitted anew while it waited: its attempts begin anew. The step takes the place of the one since which it waits,
     * where that may be left out, so that a history is no longer for it.
     *
     * @param at    when
     * @param runAt when it is due now: not after {@code at} if at once
     * @param after whether other jobs come first
     * @return WAITING if other jobs come first, SCHEDULED if it is due later, else QUEUED
     */
    public JobStatus replaced(Instant at, Instant runAt, boolean after) {
        JobState to = after ? JobState.WAITING : runAt.isAfter(at) ? JobState.SCHEDULED : JobState.QUEUED;
        var waiting = new Draft(this);
        waiting.history = History.withoutWaiting(history, to);
        return waiting.status().move(to, at, 0, null, next -> {
            next.fresh();
            next.runAt = runAt;
            next.error = null;
        });
    }

    /**
     * Somebody asked for it to be tried again: its attempts begin anew.
     *
     * @param at    when
     * @param after whether other jobs come first
     * @return QUEUED, or WAITING if other jobs come first; with the error of the last attempt that failed
     */
    public JobStatus retried(Instant at, boolean after) {
        return move(after ? JobState.WAITING : JobState.QUEUED, at, 0, null, next -> {
            next.fresh();
            next.runAt = at;
            next.cancelRequested = false;
            next.error = error != null && error.attempt() > 0 ? error : null;
        });
    }

    /**
     * Somebody asked for it to stop.
     *
     * @return the same, with {@code cancelRequested}
     */
    public JobStatus cancelling() {
        var next = new Draft(this);
        next.cancelRequested = true;
        return next.status();
    }

    /**
     * The attempt says how far it has come.
     *
     * @param progress how far
     * @return the same, with that progress
     */
    public JobStatus progressed(Progress progress) {
        var next = new Draft(this);
        next.progress = progress;
        return next.status();
    }

    /**
     * A worker in another process has it for a time.
     *
     * @param lease for how long
     * @return the same, with that lease
     */
    public JobStatus leased(Lease lease) {
        var next = new Draft(this);
        next.lease = lease;
        return next.status();
    }

    /** The one way from state to state. */
    private JobStatus move(JobState to, Instant at, int step, JobError why, Consumer<Draft> change) {
        if (!state.canMoveTo(to)) {
            throw new IllegalStateException("a job can not go from " + state + " to " + to);
        }
        var next = new Draft(this);
        change.accept(next);
        next.state = to;
        next.finishedAt = to.isFinished() ? at : null;
        next.history = History.extended(history, new Transition(to, step, at, why));
        return next.status();
    }

    /** A status being changed, by the one method that makes it. */
    private static final class Draft {

        private JobState state;
        private int attempt;
        private int crashes;
        private boolean cancelRequested;
        private Instant runAt;
        private Instant startedAt;
        private Instant finishedAt;
        private Progress progress;
        private String result;
        private JobError error;
        private List<Transition> history;
        private Lease lease;

        Draft(JobStatus from) {
            state = from.state;
            attempt = from.attempt;
            crashes = from.crashes;
            cancelRequested = from.cancelRequested;
            runAt = from.runAt;
            startedAt = from.startedAt;
            finishedAt = from.finishedAt;
            progress = from.progress;
            result = from.result;
            error = from.error;
            history = from.history;
            lease = from.lease;
        }

        void fresh() {
            attempt = 0;
            crashes = 0;
            startedAt = null;
            progress = null;
        }

        JobStatus status() {
            return new JobStatus(state, attempt, crashes, cancelRequested, runAt, startedAt, finishedAt, progress, result, error, history,
                    lease);
        }
    }
}
