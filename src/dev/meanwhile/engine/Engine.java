package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.store.JobFilter;
import dev.meanwhile.store.JobLog;
import dev.meanwhile.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Takes jobs, runs them, and knows what has become of them. Safe for use by any thread; nothing here waits for a slot.
 */
public final class Engine {

    private static final int MAX_TASKS = 100_000;
    /** How long listeners are waited for that are still to be told something when the engine stops. */
    private static final Duration LISTENERS_END = Duration.ofSeconds(2);

    private final JobStore store;
    private final EventLog log;
    private final Timetable timetable;
    private final Runner runner;
    private final KnownTypes types;
    private final Submitter submitter;
    private final Canceller canceller;
    private final Retrier retrier;
    private final Sweep sweep;
    private final Explainer explainer;
    private final Lookup lookup;
    private final Tasks tasks;
    private final Requests requests;
    private final Lanes lanes;
    private final Watchdog watchdog;
    private final Batches batches;
    private final Once once;
    private final Schedules schedules;
    private final Leases leases;

    /** Creates an engine that records in {@code store} and closes it in the end. */
    public Engine(JobStore store, EventLog log, Timetable timetable, Limits limits) {
        this(store, log, timetable, limits, null);
        watchdog.start();
        new Pruning(store, changes(), timetable).schedule();
    }

    /** Creates an engine whose attempts have to pass there unless it is null, and that neither watches nor forgets. */
    Engine(JobStore store, EventLog log, Timetable timetable, Limits limits, Turnstile turnstile) {
        this.store = store;
        this.log = log;
        this.timetable = timetable;
        this.lanes = new Lanes(this::placementChanged, turnstile);
        this.runner = new Runner(store, log, timetable, limits, lanes, this::submitChild);
        var workers = new Workers();
        this.types = new KnownTypes(new Queues(store, log, lanes, runner::start, timetable, workers::offered), workers);
        var ids = new Ids(timetable.time().wall(), () -> ThreadLocalRandom.current().nextLong());
        this.submitter = new Submitter(store, runner, types, ids, log);
        this.canceller = new Canceller(store, runner);
        this.retrier = new Retrier(store, runner, types, log);
        this.sweep = new Sweep(store, canceller, retrier);
        this.explainer = new Explainer(store, runner);
        this.lookup = new Lookup(store, runner);
        this.tasks = new Tasks(runner.registry(), lanes, log, ids, MAX_TASKS);
        this.requests = new Requests(lanes);
        this.watchdog = new Watchdog(lanes, runner.registry(), requests.running(), log);
        this.batches = new Batches(store, runner, submitter, ids);
        this.once = new Once(submitter, batches, store);
        this.schedules = new Schedules(store, runner, submitter, timetable, log);
        this.leases = new Leases(store, timetable, runner, types, log);
    }

    /**
     * Makes a type known; one of the same name gives way to it for jobs submitted from now on.
     *
     * @throws IllegalArgumentException if the template for its concurrency key is none, or its queue is not for it
     */
    public void define(JobType type) {
        changes().metrics().of(type.name());
        types.define(type);
    }

    /** Returns what jobs wait in. */
    public Queues queues() {
        return types.queues();
    }

    private void placementChanged(String type) {
        types.placementChanged(type);
    }

    /** Returns where attempts of a type run: as declared, or as found since the start. */
    public Placement placement(JobType type) {
        return lanes.placement(type);
    }

    /** Returns whether a type was found to compute without having been declared to. */
    public boolean isPlacementFound(JobType type) {
        return lanes.isFound(type);
    }

    /** Returns where requests are answered by code of the embedding program. */
    public Requests requests() {
        return requests;
    }

    /**
     * Takes up what an earlier process has left unfinished. Called once, when all types are known and before any job is
     * submitted. Jobs of a type that is not known any more wait for a start that knows it.
     *
     * @return how many jobs there were
     * @throws InterruptedException if the thread is interrupted; the engine is of no use then
     * @throws RefusedException     if what was running can not be recorded; likewise
     */
    public int resume() throws InterruptedException {
        var missing = new TreeMap<String, KnownType>();
        int count = new Resumption(store, runner, leases, log, types, name -> {
            KnownType known = types.get(name);
            return known != null ? known : missing.computeIfAbsent(name, absent -> KnownType.missing(absent, timetable));
        }).run();
        missing.keySet().forEach(name -> log.warn("type_missing", "type", name));
        schedules.resume();
        return count;
    }

    /** Returns the types known, by name, in the order of their names. */
    public Map<String, JobType> types() {
        return types.all();
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
     * @throws InvalidInputException if there is no such type, or the input or the options are not for it; pointers are into the
     *                               submission
     * @throws DuplicateException    if there is an unfinished job of its key, and it asks to be refused then
     * @throws RefusedException      if too much is waiting, it can not be recorded, or the server stops; nothing is kept
     */
    public Submitted submit(String type, String input, JobOptions options) {
        return submitter.submit(type, input, options, null);
    }

    private Job submitChild(UUID parent, String type, String input, JobOptions options) {
        return submitter.submitChild(parent, type, input, options);
    }

    /** Returns where a request with a key is submitted, which may be repeated. */
    public Once once() {
        return once;
    }

    /** Returns what makes jobs again and again. */
    public Schedules schedules() {
        return schedules;
    }

    /** Returns the jobs that were submitted together. */
    public Batches batches() {
        return batches;
    }

    /** Returns a job as it is now, or null if it is unknown or forgotten. */
    public Job find(UUID id) {
        return lookup.find(id);
    }

    /** Returns where the code of a job's attempt is just now; null if none runs, or it runs in another process. */
    public StackTraceElement[] stack(UUID id) {
        return lookup.stack(id);
    }

    /** Returns whether the job has an attempt that goes on although it was told to stop a while ago. */
    public boolean isStuck(UUID id) {
        return lookup.isStuck(id);
    }

    /**
     * Returns a job as soon as it has finished, or as it is when {@code most} has passed; null if it is unknown.
     *
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public Job await(UUID id, Duration most) throws InterruptedException {
        return lookup.await(id, most);
    }

    /** Returns what is told and counted of what becomes of jobs. */
    public Changes changes() {
        return runner.changes();
    }

    /** Returns jobs, the last submitted first, as {@link JobStore#list} does. */
    public List<Job> list(JobFilter filter, UUID before, int limit) {
        return lookup.list(filter, before, limit);
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
     * Queues a job again that has finished without success, with fresh attempts; one that has expired, without its expiry.
     *
     * @throws DuplicateException if an unfinished job has its key
     * @throws RefusedException   if too much is waiting, it can not be recorded, or the server stops; it is as before
     */
    public Retrying retry(UUID id) {
        return retrier.retry(id);
    }

    /** Returns where workers in other processes have their jobs from. */
    public Leases leases() {
        return leases;
    }

    /** Returns what is done to all jobs that match a filter. */
    public Sweep sweep() {
        return sweep;
    }

    /** Returns why a job is where it is, or null if it is unknown. */
    public Explanation explain(UUID id) {
        return explainer.explain(id);
    }

    /**
     * Forgets a finished job.
     *
     * @return false if it is unfinished or unknown, and was left alone
     * @throws RefusedException if it can not be recorded at present
     */
    public boolean forget(UUID id) {
        var patience = new Patience(id);
        for (LiveJob live = runner.registry().job(id); live != null; live = runner.registry().job(id)) {
            if (!live.job().state().isFinished()) {
                return false;
            }
            // It has just finished, and is about to be let out of the registry.
            patience.pause();
        }
        return store.remove(id);
    }

    /** Returns the log of a job. */
    public JobLog logOf(UUID id) {
        return store.log(id);
    }

    /** Returns how many jobs others wait for at this moment. */
    int dependents() {
        return runner.lobby().dependents().size();
    }

    /** Returns the background tasks of this process. */
    public Tasks tasks() {
        return tasks;
    }

    /** How the engine is doing. */
    public record Vitals(Map<String, Map<JobState, Long>> counts, int waiting, int running, int stuck, Tasks.Counts tasks,
                         StartLag.Figures lag) { }

    UnderWay underWay() {
        return runner.registry().underWay();
    }

    /** Returns how the engine is doing now. */
    public Vitals vitals() {
        var registry = runner.registry();
        Tasks.Counts background = tasks.counts();
        return new Vitals(store.counts(), runner.admission().waiting(), registry.running(), registry.stuck(), background,
                watchdog.lag().figures());
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
        return runner.admission().isClosed();
    }

    /** Refuses new jobs from now on, and starts none of those that wait. */
    public void refuseNew() {
        runner.admission().close();
        types.close();
    }

    /**
     * Lets what runs go on for {@code grace}, then tells it to stop and gives it a while for that; then closes.
     *
     * @param settle how long to wait for what was told to stop
     * @return what was cut off
     */
    public List<CutOff> stop(Duration grace, Duration settle) {
        refuseNew();
        List<CutOff> cut = new Shutdown(runner, leases, log).run(grace, settle);
        changes().listeners().close(LISTENERS_END);
        timetable.close();
        watchdog.close();
        changes().close();
        store.close();
        return cut;
    }
}
