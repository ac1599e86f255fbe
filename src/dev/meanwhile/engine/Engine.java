package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.store.Footprint;
import dev.meanwhile.store.IdempotencyKey;
import dev.meanwhile.store.JobFilter;
import dev.meanwhile.store.JobLog;
import dev.meanwhile.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Takes jobs, runs them, and knows what has become of them. Safe for use by any thread; nothing here waits for a slot.
 */
public final class Engine {

    private static final Duration PRUNE_EVERY = Duration.ofSeconds(30);
    private static final int MAX_TASKS = 100_000;

    private final JobStore store;
    private final EventLog log;
    private final Timetable timetable;
    private final Runner runner;
    private final Canceller canceller;
    private final Ids ids;
    private final Tasks tasks;
    private final StartLag lag;
    private final Once once;
    private final ConcurrentMap<String, KnownType> types = new ConcurrentHashMap<>();

    /** Set once, by {@link #refuseNew}. */
    private volatile boolean stopping;

    /** Creates an engine that records in {@code store} and closes it in the end. */
    public Engine(JobStore store, EventLog log, Timetable timetable, Limits limits) {
        this.store = store;
        this.log = log;
        this.timetable = timetable;
        this.runner = new Runner(store, log, timetable, limits);
        this.canceller = new Canceller(store, runner);
        this.ids = new Ids(timetable.time().wall(), () -> ThreadLocalRandom.current().nextLong());
        this.tasks = new Tasks(runner.registry(), log, ids, MAX_TASKS);
        this.lag = new StartLag(timetable.time()).start();
        this.once = new Once(this, store);
        schedulePruning();
    }

    private void schedulePruning() {
        // On a thread of its own: many files may have to be deleted, and no timeout is to be late for that.
        timetable.after(PRUNE_EVERY, () -> Thread.ofPlatform().name("prune").daemon().start(() -> {
            try {
                changes().prune();
                store.prune();
            } finally {
                schedulePruning();
            }
        }));
    }

    /** Makes a type known; one of the same name gives way to it for jobs submitted from now on. */
    public void define(JobType type) {
        int cores = Runtime.getRuntime().availableProcessors();
        int asked = type.options().concurrency();
        int slots = type.options().placement() == Placement.CPU ? Math.min(cores, asked) : asked;
        changes().metrics().of(type.name());
        types.put(type.name(), KnownType.of(type, new Queue(type.name(), slots, runner::start)));
    }

    /**
     * Takes up what an earlier process has left unfinished. Called once, when all types are known and before any job is
     * submitted. Jobs of a type that is not known any more wait for a start that knows it.
     *
     * @return how many jobs there were
     * @throws InterruptedException if the thread is interrupted; the engine is of no use then
     */
    public int resume() throws InterruptedException {
        var missing = new TreeMap<String, KnownType>();
        int count = new Resumption(store, runner, log, name -> {
            KnownType known = types.get(name);
            return known != null ? known : missing.computeIfAbsent(name, KnownType::missing);
        }).run();
        missing.keySet().forEach(name -> log.warn("type_missing", "type", name));
        return count;
    }

    /** Returns the types known, by name, in the order of their names. */
    public Map<String, JobType> types() {
        var byName = new TreeMap<String, JobType>();
        types.forEach((name, known) -> byName.put(name, known.type()));
        return byName;
    }

    /** Returns the type of that name, or null. */
    public JobType type(String name) {
        KnownType known = types.get(name);
        return known == null ? null : known.type();
    }

    /** A job made by a submission, or met because it has its key; repeated if an earlier request was answered with that. */
    public record Submitted(Job job, boolean made, boolean repeated) { }

    /**
     * Accepts a job: it is recorded when this returns.
     *
     * @param type    the name of its type
     * @param input   one JSON value
     * @param options what is asked for
     * @throws InvalidInputException if there is no such type, or the input is not for it; pointers are into the submission
     * @throws RefusedException      if too much is waiting, it can not be recorded, or the server stops; nothing is kept
     */
    public Submitted submit(String type, String input, JobOptions options) {
        return submit(type, input, options, null);
    }

    /** Accepts a job as {@link #submit(String, String, JobOptions)} does, and records with it the key of the request for it. */
    Submitted submit(String type, String input, JobOptions options, IdempotencyKey key) {
        try {
            return acceptOrRefuse(type, input, options, key);
        } catch (RefusedException refused) {
            runner.changes().metrics().refused(refused.reason());
            throw refused;
        }
    }

    private Submitted acceptOrRefuse(String type, String input, JobOptions options, IdempotencyKey key) {
        ensureNotStopping();
        KnownType known = types.get(type);
        if (known == null) {
            String shown = type.length() <= 100 ? type : type.substring(0, 100) + "...";
            throw new InvalidInputException(List.of(new InputError("/type",
                    "\"" + shown + "\" is not a known type; known: " + String.join(", ", types().keySet()))));
        }
        check(known.type(), input);
        if (options.key() == null) {
            return new Submitted(accept(known, input, options, key), true, false);
        }
        // Shown as it was accepted: by now it may have run.
        var accepted = new Job[1];
        Keys.Claim claim = runner.keys().claim(type, options.key(), () -> {
            LiveJob live = admit(known, input, options, key);
            accepted[0] = live.job();
            return live;
        });
        if (!claim.made()) {
            Job met = claim.job().job();
            if (key != null) {
                store.answered(key, met);
            }
            return new Submitted(met, false, false);
        }
        runner.send(claim.job(), options.delay());
        return new Submitted(accepted[0], true, false);
    }

    /** Returns where a request with a key is submitted, which may be repeated. */
    public Once once() {
        return once;
    }

    private Job accept(KnownType known, String input, JobOptions options, IdempotencyKey key) {
        LiveJob live = admit(known, input, options, key);
        Job accepted = live.job();
        runner.send(live, options.delay());
        return accepted;
    }

    private static void check(JobType type, String input) {
        try {
            type.work().check(input);
        } catch (InvalidInputException invalid) {
            throw new InvalidInputException(invalid.errors().stream()
                    .map(error -> new InputError("/input" + error.pointer(), error.detail())).toList());
        }
    }

    private LiveJob admit(KnownType known, String input, JobOptions options, IdempotencyKey key) {
        ensureNotStopping();
        JobType type = known.type();
        var request = new Job.Request(type.name(), known.queue().name(), input, known.resolved(options), type.options().retry());
        long size = Footprint.of(request);
        runner.admission().enter(size);
        boolean recorded = false;
        try {
            Instant now = runner.now();
            var job = new Job(ids.get(), request, now, JobStatus.accepted(now, now.plus(options.delay())));
            LiveJob live = runner.record(new LiveJob(job, type, known.queue(), runner.changes()), key);
            recorded = true;
            log.debug("job_accepted", "id", job.id(), "type", type.name());
            return live;
        } finally {
            if (!recorded) {
                runner.admission().stopsWaiting();
                runner.admission().leave(size);
            }
        }
    }

    private void ensureNotStopping() {
        if (stopping) {
            throw new RefusedException(RefusedException.Reason.STOPPING, "the server is stopping");
        }
    }

    /** Returns a job as it is now, or null if it is unknown or forgotten. */
    public Job find(UUID id) {
        LiveJob live = runner.registry().job(id);
        return live != null ? live.job() : store.find(id);
    }

    /** Returns whether the job has an attempt that goes on although it was told to stop a while ago. */
    public boolean isStuck(UUID id) {
        LiveJob live = runner.registry().job(id);
        Attempt attempt = live == null ? null : live.attempt();
        return attempt != null && attempt.isStuck();
    }

    /**
     * Returns a job as soon as it has finished, or as it is when {@code most} has passed; null if it is unknown.
     *
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public Job await(UUID id, Duration most) throws InterruptedException {
        LiveJob live = runner.registry().job(id);
        if (live != null) {
            runner.waiters().await(live, most);
            return live.job();
        }
        return store.find(id);
    }

    /** Returns what is told and counted of what becomes of jobs. */
    public Changes changes() {
        return runner.changes();
    }

    /** Returns jobs, the last submitted first, as {@link JobStore#list} does. */
    public List<Job> list(JobFilter filter, UUID before, int limit) {
        var page = new ArrayList<Job>();
        for (Job recorded : store.list(filter, before, limit)) {
            LiveJob live = runner.registry().job(recorded.id());
            // Progress is not recorded; a job that has moved on since is shown as it was when it was listed.
            Job now = live == null ? recorded : live.job();
            page.add(now.state() == recorded.state() ? now : recorded);
        }
        return page;
    }

    /**
     * Cancels a job: at once if it waits; if it runs, as soon as its code has stopped.
     *
     * @throws RefusedException if it can not be recorded at present
     */
    public Cancelling cancel(UUID id) {
        return canceller.cancel(id);
    }

    /**
     * Forgets a finished job.
     *
     * @return false if it is unfinished or unknown, and was left alone
     * @throws RefusedException if it can not be recorded at present
     */
    public boolean forget(UUID id) {
        Job job = find(id);
        if (job == null || !job.state().isFinished()) {
            return false;
        }
        store.remove(id);
        return true;
    }

    /** Returns the log of a job. */
    public JobLog logOf(UUID id) {
        return store.log(id);
    }

    /** Returns the background tasks of this process. */
    public Tasks tasks() {
        return tasks;
    }

    /** How the engine is doing. */
    public record Vitals(Map<String, Map<JobState, Long>> counts, int waiting, int running, int stuck, Tasks.Counts tasks,
                         Duration lastStartLag, Duration worstStartLag) { }

    /** Returns how the engine is doing now. */
    public Vitals vitals() {
        var registry = runner.registry();
        Tasks.Counts background = tasks.counts();
        return new Vitals(store.counts(), runner.admission().waiting(), registry.running(), registry.stuck(), background,
                lag.last(), lag.worst());
    }

    /** Returns what holds the jobs, in one word. */
    public String storeKind() {
        return store.kind();
    }

    /** Returns why no job can be recorded at present, or null if all is well. */
    public String storeFailure() {
        return store.failure();
    }

    /** Returns whether the engine has begun to stop. */
    public boolean isStopping() {
        return stopping;
    }

    /** Refuses new jobs from now on, and starts none of those that wait. */
    public void refuseNew() {
        stopping = true;
        types.values().forEach(known -> known.queue().close());
    }

    /**
     * Lets what runs go on for {@code grace}, then tells it to stop and gives it a while for that; then closes.
     *
     * @param settle how long to wait for what was told to stop
     * @return what was cut off
     */
    public List<CutOff> stop(Duration grace, Duration settle) {
        refuseNew();
        List<CutOff> cut = new Shutdown(runner, log).run(grace, settle);
        timetable.close();
        lag.close();
        changes().close();
        store.close();
        return cut;
    }
}
