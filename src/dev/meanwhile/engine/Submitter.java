package dev.meanwhile.engine;

import dev.meanwhile.engine.Engine.Submitted;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.When;
import dev.meanwhile.store.Footprint;
import dev.meanwhile.store.IdempotencyKey;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.KeptSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Accepts jobs, or refuses them. Safe for use by any thread; waits for the disk, never for a slot. */
final class Submitter {

    private final JobStore store;
    private final Runner runner;
    private final KnownTypes types;
    private final Ids ids;
    private final EventLog log;
    private final Replacer replacer;

    Submitter(JobStore store, Runner runner, KnownTypes types, Ids ids, EventLog log) {
        this.store = store;
        this.runner = runner;
        this.types = types;
        this.ids = ids;
        this.log = log;
        this.replacer = new Replacer(store, runner, log);
    }

    /**
     * Accepts a job, or meets the unfinished one of its key.
     *
     * @param key the key of the request that asks for it, or null; it is recorded with what becomes of it
     * @throws InvalidInputException if there is no such type, or the input or options are not for it
     * @throws DuplicateException    if the unfinished job of its key is not to be met
     * @throws RefusedException      if there is no room, it can not be recorded, or the server stops
     */
    Submitted submit(String type, String input, JobOptions options, IdempotencyKey key) {
        return submitCounted(type, input, options, Job.Origin.NONE, key);
    }

    /** Accepts a job that another one has submitted, or meets the unfinished one of its key, as above. */
    Job submitChild(UUID parent, String type, String input, JobOptions options) {
        return submitCounted(type, input, options, new Job.Origin(null, parent), null).job();
    }

    private Submitted submitCounted(String type, String input, JobOptions options, Job.Origin origin, IdempotencyKey key) {
        try {
            return submit(type, input, options, origin, key, live -> runner.record(live, key));
        } catch (RefusedException refused) {
            runner.changes().metrics().refused(refused.reason());
            throw refused;
        }
    }

    /**
     * Accepts the job of a tick, or meets the unfinished one of its key.
     *
     * @param schedule how far its schedule is handled then; recorded with the job, if that is made
     * @throws InvalidInputException as above
     * @throws RefusedException      as above
     */
    Submitted submit(JobOptions options, KeptSchedule schedule) {
        return submit(schedule.schedule().type(), schedule.schedule().input(), options, Job.Origin.NONE, null,
                live -> runner.record(live, schedule));
    }

    private Submitted submit(String type, String input, JobOptions options, Job.Origin origin, IdempotencyKey key,
                             UnaryOperator<LiveJob> record) {
        runner.admission().ensureOpen();
        Time.Reading now = runner.time().read();
        Prepared prepared = prepare(type, input, options, now, origin);
        Job.Request request = prepared.request();
        if (options.key() == null) {
            return made(admit(prepared, now, record), now);
        }
        while (true) {
            Keys.Claim claim = runner.keys().claim(type, options.key(), () -> admit(prepared, now, record));
            if (claim.made()) {
                return made(claim.job(), now);
            }
            Job met = meet(claim.job(), prepared, now, options.more().onDuplicate(), key);
            if (met != null) {
                return new Submitted(met, false, false);
            }
        }
    }

    private KnownType known(String type) {
        KnownType known = types.get(type);
        if (known == null) {
            String shown = type.length() <= 100 ? type : type.substring(0, 100) + "...";
            throw invalid("/type", "\"" + shown + "\" is not a known type; known: " + String.join(", ", types.all().keySet()));
        }
        return known;
    }

    /**
     * Checks what is to be submitted time and again.
     *
     * @throws InvalidInputException if there is no such type, or the input is not for it
     */
    void check(String type, String input) {
        check(known(type).type(), input);
    }

    /** What is asked for, where it is to wait, and what runs for it. */
    record Prepared(JobType type, Queue queue, Job.Request request) {

        /** Returns it as a job that is accepted now. */
        LiveJob live(UUID id, Time.Reading now, Changes changes) {
            return new LiveJob(new Job(id, request, now.at(), JobStatus.accepted(request.options(), now.at())), type, queue, changes);
        }
    }

    /**
     * Checks what is asked for.
     *
     * @throws InvalidInputException if there is no such type, or the input or options are not for it
     */
    Prepared prepare(String type, String input, JobOptions options, Time.Reading now, Job.Origin origin) {
        KnownType known = known(type);
        check(known.type(), input);
        checkTogether(options, now.at());
        Queue queue = queue(options, known);
        // The type's own name: the one that was asked for came with this job, and would be kept as long.
        String name = known.type().name();
        return new Prepared(known.type(), queue,
                new Job.Request(name, queue.name(), input, known.resolved(options, input, now.at()), origin));
    }

    /** Returns the unfinished job of the same key, as it goes on; null if it has finished in this moment. */
    private Job meet(LiveJob live, Prepared prepared, Time.Reading now, OnDuplicate onDuplicate, IdempotencyKey key) {
        Job.Request request = prepared.request();
        return switch (onDuplicate) {
            case REJECT -> throw new DuplicateException(request.type(), request.options().key(), live.id());
            case REPLACE -> replacer.replace(live, prepared.queue(), request, now, key);
            case RETURN -> {
                Job met = live.job();
                if (key != null) {
                    store.answered(key, met);
                }
                yield met;
            }
        };
    }

    private Submitted made(LiveJob live, Time.Reading now) {
        // Before it is let go: shown as it was accepted, it may run in no time.
        Job accepted = live.job();
        runner.lobby().enter(live, now);
        return new Submitted(accepted, true, false);
    }

    private static void check(JobType type, String input) {
        try {
            type.work().check(input);
        } catch (InvalidInputException invalid) {
            throw new InvalidInputException(invalid.errors().stream()
                    .map(error -> new InputError("/input" + error.pointer(), error.detail())).toList());
        }
    }

    /** Checks what can only be said of several options together, and of the time it is. */
    private static void checkTogether(JobOptions options, Instant now) {
        if (options.key() == null && options.more().onDuplicate() != OnDuplicate.RETURN) {
            throw invalid("/onDuplicate", "needs a key");
        }
        if (options.more().after().isEmpty() && options.more().afterFailure() != AfterFailure.CANCEL) {
            throw invalid("/afterFailure", "needs jobs to run after");
        }
        Instant due = options.start().from(now);
        if (options.start() instanceof When.At && Duration.between(now, due).compareTo(Durations.MAX) > 0) {
            throw invalid("/runAt", "must be within " + Durations.format(Durations.MAX) + " from now");
        }
        When expires = options.more().expires();
        if (expires != null && !expires.from(now).isAfter(due)) {
            throw invalid("/expires", "must be after the job is due, at " + due);
        }
        if (expires instanceof When.At && Duration.between(now, expires.from(now)).compareTo(Durations.MAX) > 0) {
            throw invalid("/expires", "must be within " + Durations.format(Durations.MAX) + " from now");
        }
    }

    private static InvalidInputException invalid(String pointer, String detail) {
        return new InvalidInputException(List.of(new InputError(pointer, detail)));
    }

    private Queue queue(JobOptions options, KnownType known) {
        String name = options.more().queue();
        Queue queue = name == null ? known.queue() : types.queues().get(name);
        if (queue == null) {
            throw invalid("/queue", "\"" + name + "\" is not a known queue; known: " + String.join(", ", types.queues().names()));
        }
        if (!known.canWaitIn(queue)) {
            throw invalid("/queue", known.queue().isOnDemand() ? "is not for jobs of remote types, was \"" + name + "\""
                    : "must not be that of a remote type, was \"" + name + "\"");
        }
        return queue;
    }

    private LiveJob admit(Prepared prepared, Time.Reading now, UnaryOperator<LiveJob> record) {
        Job.Request request = prepared.request();
        List<UUID> firsts = request.options().more().after();
        runner.predecessors().hold(firsts);
        boolean recorded = false;
        long size = Footprint.of(request);
        boolean admitted = false;
        try {
            runner.admission().enter(size);
            admitted = true;
            LiveJob live = record.apply(prepared.live(ids.get(), now, runner.changes()));
            recorded = true;
            log.debug("job_accepted", "id", live.id(), "type", request.type());
            return live;
        } finally {
            if (!recorded) {
                runner.predecessors().letGo(firsts);
            }
            if (admitted && !recorded) {
                runner.admission().stopsWaiting();
                runner.admission().leave(size);
            }
        }
    }
}
