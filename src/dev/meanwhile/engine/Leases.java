package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Lease;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RefusedException.Reason;
import dev.meanwhile.job.Work;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.StoreClosedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * Gives jobs to workers in other processes, each for a time, and hears what they say of them. A worker that is not heard of for that
 * time has lost its job: it waits again, and whoever gets it next has a lease of a higher number, by which a late word of the
 * former one is known. Safe for use by any thread.
 */
public final class Leases {

    /** The shortest time a job is leased for. */
    public static final Duration SHORTEST = Duration.ofSeconds(1);
    /** The longest. */
    public static final Duration LONGEST = Duration.ofDays(1);
    private static final int MAX_NAME = 100;
    private static final int MAX_TYPES = 100;

    private final JobStore store;
    private final Timetable timetable;
    private final Runner runner;
    private final KnownTypes types;
    private final EventLog log;
    /** By the ids of their jobs. */
    private final ConcurrentMap<UUID, LeasedAttempt> held = new ConcurrentHashMap<>();

    Leases(JobStore store, Timetable timetable, Runner runner, KnownTypes types, EventLog log) {
        this.store = store;
        this.timetable = timetable;
        this.runner = runner;
        this.types = types;
        this.log = log;
    }

    /**
     * What a worker asks for.
     *
     * @param types  the names of the types it can run
     * @param length how long it may be silent
     * @param worker what it calls itself, or null
     */
    public record Asked(List<String> types, Duration length, String worker) {

        private void check(List<InputError> errors) {
            if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
                errors.add(new InputError("/for", "must be from " + Durations.format(SHORTEST) + " to " + Durations.format(LONGEST)
                        + ", was " + Durations.format(length)));
            }
            if (worker != null && (worker.isEmpty() || worker.length() > MAX_NAME)) {
                errors.add(new InputError("/worker", "must have 1 to " + MAX_NAME + " characters, had " + worker.length()));
            }
            if (types.isEmpty() || types.size() > MAX_TYPES) {
                errors.add(new InputError("/types", "must name 1 to " + MAX_TYPES + " types, named " + types.size()));
            }
        }
    }

    /** A job, and the token with which its worker answers for it. */
    public record Grant(String token, Job job) { }

    /**
     * Gives a worker the next job of its types, as soon as there is one.
     *
     * @param most how long to wait for one
     * @return the job, or null if there is none
     * @throws InvalidInputException if a type is unknown or not for workers, or a range is exceeded
     * @throws RefusedException      if the server stops, or nothing can be recorded at present
     * @throws InterruptedException  if the waiting thread is interrupted; there is no lease then
     */
    public Grant lease(Asked asked, Duration most) throws InterruptedException {
        runner.admission().ensureOpen();
        Set<Queue> queues = check(asked);
        String failure = store.failure();
        if (failure != null) {
            throw new RefusedException(Reason.NOT_RECORDED, failure);
        }
        long began = System.nanoTime();
        while (true) {
            long left = Math.max(0, most.toNanos() - (System.nanoTime() - began));
            Queue.Turn turn = types.workers().next(queues, Duration.ofNanos(left));
            if (turn == null) {
                runner.admission().ensureOpen();
                return null;
            }
            Job job = begin(turn.job(), turn.slot(), asked);
            if (job != null) {
                return new Grant(LeaseToken.of(job.id(), job.status().lease()).text(), job);
            }
        }
    }

    private Set<Queue> check(Asked asked) {
        var errors = new ArrayList<InputError>();
        asked.check(errors);
        var queues = new LinkedHashSet<Queue>();
        for (int i = 0; i < Math.min(asked.types.size(), MAX_TYPES); i++) {
            String name = asked.types.get(i);
            KnownType known = types.get(name);
            if (known != null && isRemote(known)) {
                queues.add(known.queue());
            } else {
                String shown = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "...";
                errors.add(new InputError("/types/" + i, "\"" + shown + "\" is " + (known == null ? "not a known type"
                        : "run by the server itself") + "; for workers: " + remoteTypes()));
            }
        }
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
        return queues;
    }

    private static boolean isRemote(KnownType known) {
        return known.type().work().kind() == Work.Kind.REMOTE;
    }

    private String remoteTypes() {
        String names = types.all().values().stream().filter(type -> type.work().kind() == Work.Kind.REMOTE).map(type -> type.name())
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /** Begins an attempt of a job that has a slot, with the right to move it; returns null if the job has expired meanwhile. */
    private Job begin(LiveJob live, Slot slot, Asked asked) {
        var attempt = new Attempt(live, runner, live.job().status().attempt() + 1, slot);
        live.announce(attempt);
        runner.registry().began();
        boolean begun = false;
        try {
            if (live.isExpired()) {
                return null;
            }
            Time.Reading now = runner.time().read();
            Job job = live.job();
            Lease last = job.status().lease();
            var lease = new Lease(last == null ? 1 : last.number() + 1, asked.worker, LeaseToken.newSecret(), asked.length,
                    LeasedAttempt.until(job, asked.length, now.at(), now.at()));
            Job leased = job.with(job.status().started(now.at()).leased(lease));
            store.save(leased);
            live.show(leased);
            begun = true;
            hold(attempt, now);
            log.debug("job_leased", "id", job.id(), "type", job.type(), "attempt", attempt.attempt(), "worker", asked.worker,
                    "until", lease.until());
            return leased;
        } catch (StoreClosedException stopped) {
            throw LeasedAttempt.stopping();
        } finally {
            if (!begun) {
                runner.ended(attempt);
            }
        }
    }

    private void hold(Attempt attempt, Time.Reading now) {
        runner.admission().stopsWaiting();
        var leased = new LeasedAttempt(attempt, runner, store, timetable, this::over);
        held.put(attempt.id(), leased);
        leased.watch(now);
    }

    private void over(LeasedAttempt leased) {
        held.remove(leased.live().id(), leased);
    }

    /** Returns whether a job that was found RUNNING is on a lease that is good at {@code now}. */
    boolean isGood(Job job, Instant now) {
        KnownType known = types.get(job.type());
        Lease lease = job.status().lease();
        return job.state() == JobState.RUNNING && known != null && isRemote(known) && lease != null && lease.until().isAfter(now);
    }

    /** Goes on with a job that a worker has on a lease of an earlier server. */
    void takeUp(LiveJob live, Time.Reading now) {
        JobStatus status = live.job().status();
        var attempt = new Attempt(live, runner, status.attempt(), live.queue().occupy(live));
        live.announce(attempt);
        runner.registry().began();
        if (status.cancelRequested()) {
            runner.tell(attempt, Ending.Told.CANCEL);
        }
        hold(attempt, now);
    }

    /** Leaves a job with its worker, because the server stops; returns false if that is no longer so. */
    boolean leave(LiveJob live) {
        LeasedAttempt leased = held.get(live.id());
        return leased != null && leased.leave();
    }

    private LeasedAttempt find(String token) {
        LeaseToken parsed = LeaseToken.parse(token);
        LeasedAttempt leased = parsed == null ? null : held.get(parsed.job());
        if (leased == null || !leased.isOf(parsed)) {
            throw new LeaseLostException();
        }
        return leased;
    }

    /**
     * Has a lease begin anew, which is recorded when this returns.
     *
     * @return the job, with when the lease runs out now, and whether its worker is to stop
     * @throws LeaseLostException if it is no longer the job's own
     * @throws RefusedException   if the server stops; the lease is as it was
     */
    public Job renew(String token) {
        return find(token).renew();
    }

    /**
     * Notes how far the work has come.
     *
     * @throws LeaseLostException if the lease is no longer the job's own
     * @throws RefusedException   if the server stops
     */
    public void progress(String token, double fraction, String message) {
        find(token).say(attempt -> attempt.progress(fraction, message));
    }

    /**
     * Adds lines to the job's log.
     *
     * @throws LeaseLostException if the lease is no longer the job's own
     * @throws RefusedException   if the server stops
     */
    public void log(String token, String lines) {
        find(token).say(attempt -> {
            if (!lines.isEmpty()) {
                attempt.log(lines);
            }
        });
    }

    /**
     * Settles a job: its attempt returned. A result that is too long fails the attempt.
     *
     * @param result one JSON value
     * @return what has become of the job: CANCELLED, if it had been told to stop
     * @throws LeaseLostException if the lease is no longer the job's own
     * @throws RefusedException   if the server stops before that is recorded; the lease is as it was
     */
    public Job succeed(String token, String result) {
        Ending ending;
        try {
            ending = new Ending.Returned(runner.bounded(result));
        } catch (IllegalStateException tooLong) {
            ending = new Ending.Threw(tooLong);
        }
        return find(token).answer(ending);
    }

    /**
     * Settles a job: its attempt failed.
     *
     * @param error      why; its attempt and time do not matter
     * @param permanent  whether no other attempt could do better
     * @param retryAfter how long to wait before the next one, or null
     * @return what has become of the job: CANCELLED, if it had been told to stop
     * @throws LeaseLostException if the lease is no longer the job's own
     * @throws RefusedException   if the server stops before that is recorded; the lease is as it was
     */
    public Job fail(String token, JobError error, boolean permanent, Duration retryAfter) {
        return find(token).answer(new Ending.Reported(error, permanent, retryAfter));
    }
}
