package dev.meanwhile.store;

import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Lease;
import dev.meanwhile.job.Progress;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.Transition;
import dev.meanwhile.json.Json;
import dev.meanwhile.json.JsonScan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Reads the lines {@link JobLines} writes. Members it does not know are skipped. What many jobs have in common is kept once: a
 * million waiting jobs have a handful of types. For use by one thread.
 */
final class JobLineReader {

    private static final int MOST_KNOWN = 10_000;
    private static final JobOptions PLAIN = JobOptions.NONE.withTimeout(Duration.ZERO).withRetry(RetryPolicy.NONE);

    private final Map<Object, Object> known = new HashMap<>();
    private final Map<String, Duration> durations = new HashMap<>();

    /**
     * What a line says of a job.
     *
     * @param jobs  the job, or those of a batch; as they were accepted, if the line says nothing else
     * @param keyed the key of the request that asked for it, or null
     * @param made  whether it was made for that request
     * @param tick  how far its schedule is handled with it, or null if it was not made by one, or that is not said here
     */
    record Added(List<Job> jobs, JobLines.Keyed keyed, boolean made, ScheduleLines.Tick tick) {

        /** Returns the one job of a line that has but one. */
        Job job() {
            return jobs.getFirst();
        }

        /** Returns the job of that id, which is in the line. */
        Job job(UUID id) {
            return jobs.stream().filter(job -> job.id().equals(id)).findFirst().orElseThrow();
        }
    }

    /** Reads an {@code add}, {@code batch} or {@code answer} line after {@code op}. */
    Added added(JsonScan line) {
        JobLines.Keyed keyed = null;
        boolean made = true;
        ScheduleLines.Tick tick = null;
        var nested = new ArrayList<Job>();
        var draft = new Draft();
        for (boolean more = true; more; more = line.more('}')) {
            String name = line.name();
            switch (name) {
                case "idempotency" -> keyed = keyed(line);
                case "made" -> made = line.truth();
                case "tick" -> tick = ScheduleLines.tick(line);
                case "job" -> nested.add(nested(line));
                case "jobs" -> {
                    line.open('[');
                    while (line.more(']')) {
                        nested.add(nested(line));
                    }
                }
                default -> draft.read(name, line);
            }
        }
        return new Added(nested.isEmpty() ? List.of(draft.job()) : List.copyOf(nested), keyed, made, tick);
    }

    private Job nested(JsonScan line) {
        var inner = new Draft();
        line.open('{');
        while (line.more('}')) {
            inner.read(line.name(), line);
        }
        return inner.job();
    }

    /** Reads a line after {@code op} that begins with an id. */
    static UUID id(JsonScan line) {
        if (!line.name().equals("id")) {
            throw new IllegalArgumentException("the id is missing");
        }
        return UUID.fromString(line.string());
    }

    /** Reads a {@code move} line after its id. */
    JobStatus moved(JsonScan line) {
        line.more('}');
        return status(line);
    }

    private JobLines.Keyed keyed(JsonScan line) {
        String key = null;
        String print = null;
        Instant at = null;
        line.open('{');
        while (line.more('}')) {
            switch (line.name()) {
                case "key" -> key = line.string();
                case "print" -> print = line.string();
                case "at" -> at = time(line);
                default -> line.raw();
            }
        }
        return new JobLines.Keyed(new IdempotencyKey(key, print), at);
    }

    /** A job being read. */
    private final class Draft {

        private UUID id;
        private Instant at;
        private String type;
        private String queue;
        private String input = Json.NULL;
        private JobOptions options = PLAIN;
        private List<UUID> after = List.of();
        private AfterFailure afterFailure = AfterFailure.CANCEL;
        private UUID batch;
        private UUID parent;
        private JobStatus status;

        void read(String name, JsonScan line) {
            switch (name) {
                case "id" -> id = UUID.fromString(line.string());
                case "at" -> at = time(line);
                case "type" -> type = once(line.string());
                case "queue" -> queue = once(line.string());
                case "delay" -> options = options.withDelay(duration(line));
                case "runAt" -> options = options.withRunAt(time(line));
                case "timeout" -> options = options.withTimeout(duration(line));
                case "priority" -> options = options.withPriority((int) line.number());
                case "key" -> options = options.withKey(line.string());
                case "tags" -> options = options.withTags(tags(line));
                case "rerunAfterCrash" -> options = options.withRerunAfterCrash(line.truth());
                case "expires" -> options = options.withExpires(duration(line));
                case "expiresAt" -> options = options.withExpires(time(line));
                case "retry" -> options = options.withRetry(once(retry(line)));
                case "concurrencyKey" -> options = options.withConcurrencyKey(line.string());
                case "after" -> after = ids(line);
                case "afterFailure" -> afterFailure = AfterFailure.valueOf(line.string().toUpperCase(Locale.ROOT));
                case "batch" -> batch = once(UUID.fromString(line.string()));
                case "parent" -> parent = once(UUID.fromString(line.string()));
                case "input" -> input = line.raw();
                case "status" -> {
                    line.open('{');
                    status = status(line);
                }
                default -> line.raw();
            }
        }

        Job job() {
            if (type == null || at == null) {
                throw new IllegalArgumentException("the type or time of job " + id + " is missing");
            }
            if (!after.isEmpty() || afterFailure != AfterFailure.CANCEL) {
                options = options.withAfter(after, afterFailure);
            }
            if (options != PLAIN) {
                // The part is shared, too, by jobs whose options differ only in what many jobs ask for, such as a key.
                options = once(options.withMore(once(options.more())));
            }
            Job.Origin origin = batch == null && parent == null ? Job.Origin.NONE : once(new Job.Origin(batch, parent));
            var request = new Job.Request(type, queue == null ? type : queue, input, options, origin);
            JobStatus now = status == null ? JobStatus.accepted(options, at) : status;
            return new Job(id, request, at, now);
        }
    }

    private String[] tags(JsonScan line) {
        var tags = new ArrayList<String>();
        line.open('[');
        while (line.more(']')) {
            tags.add(once(line.string()));
        }
        return tags.toArray(String[]::new);
    }

    private static List<UUID> ids(JsonScan line) {
        var ids = new ArrayList<UUID>();
        line.open('[');
        while (line.more(']')) {
            ids.add(UUID.fromString(line.string()));
        }
        return ids;
    }

    private RetryPolicy retry(JsonScan line) {
        int attempts = 1;
        Duration backoff = Duration.ZERO;
        Duration cap = Duration.ZERO;
        double factor = 1;
        double jitter = 0;
        line.open('{');
        while (line.more('}')) {
            switch (line.name()) {
                case "attempts" -> attempts = (int) line.number();
                case "backoff" -> backoff = duration(line);
                case "factor" -> factor = line.real();
                case "cap" -> cap = duration(line);
                case "jitter" -> jitter = line.real();
                default -> line.raw();
            }
        }
        return new RetryPolicy(attempts, backoff, factor, cap, jitter);
    }

    /** Reads the members of a status, and leaves the object they are in. */
    private JobStatus status(JsonScan line) {
        JobState state = null;
        int attempt = 0;
        int crashes = 0;
        boolean cancelRequested = false;
        Instant runAt = null;
        Instant startedAt = null;
        Instant finishedAt = null;
        Progress progress = null;
        String result = null;
        JobError error = null;
        List<Transition> history = List.of();
        Lease lease = null;
        for (boolean more = true; more; more = line.more('}')) {
            switch (line.name()) {
                case "state" -> state = state(line);
                case "attempt" -> attempt = (int) line.number();
                case "crashes" -> crashes = (int) line.number();
                case "cancelRequested" -> cancelRequested = line.truth();
                case "runAt" -> runAt = time(line);
                case "startedAt" -> startedAt = time(line);
                case "finishedAt" -> finishedAt = time(line);
                case "progress" -> progress = progress(line);
                case "error" -> error = error(line);
                case "history" -> history = history(line);
                case "lease" -> lease = LeaseLines.read(line);
                case "result" -> result = line.raw();
                default -> line.raw();
            }
        }
        if (state == null) {
            throw new IllegalArgumentException("the state is missing");
        }
        return new JobStatus(state, attempt, crashes, cancelRequested, runAt, startedAt, finishedAt, progress, result, error, history,
                lease);
    }

    private static JobState state(JsonScan line) {
        String label = line.string();
        JobState state = JobState.ofLabel(label);
        if (state == null) {
            throw new IllegalArgumentException("\"" + label + "\" is not a state");
        }
        return state;
    }

    private static Progress progress(JsonScan line) {
        double fraction = 0;
        String message = null;
        Instant at = null;
        line.open('{');
        while (line.more('}')) {
            switch (line.name()) {
                case "fraction" -> fraction = line.real();
                case "message" -> message = line.string();
                case "at" -> at = time(line);
                default -> line.raw();
            }
        }
        return new Progress(fraction, message, at);
    }

    private JobError error(JsonScan line) {
        String type = null;
        String message = null;
        String stack = null;
        int attempt = 0;
        Instant at = null;
        line.open('{');
        while (line.more('}')) {
            switch (line.name()) {
                case "type" -> type = once(line.string());
                case "message" -> message = line.string();
                case "stack" -> stack = line.string();
                case "attempt" -> attempt = (int) line.number();
                case "at" -> at = time(line);
                default -> line.raw();
            }
        }
        return new JobError(type, message, stack, attempt, at);
    }

    private List<Transition> history(JsonScan line) {
        var steps = new ArrayList<Transition>();
        line.open('[');
        while (line.more(']')) {
            line.open('[').more(']');
            JobState state = state(line);
            line.more(']');
            int attempt = (int) line.number();
            line.more(']');
            Instant at = time(line);
            JobError error = line.more(']') ? error(line) : null;
            if (error != null) {
                line.more(']');
            }
            steps.add(new Transition(state, attempt, at, error));
        }
        return List.copyOf(steps);
    }

    private static Instant time(JsonScan line) {
        return Instant.ofEpochMilli(line.number());
    }

    private Duration duration(JsonScan line) {
        if (durations.size() > MOST_KNOWN) {
            durations.clear();
        }
        return durations.computeIfAbsent(line.string(), Duration::parse);
    }

    /** Returns what is equal to {@code value} and was met first. */
    @SuppressWarnings("unchecked")
    private <T> T once(T value) {
        if (known.size() > MOST_KNOWN) {
            // Not so few, then, such as tags that no two jobs share.
            known.clear();
        }
        T first = (T) known.putIfAbsent(value, value);
        return first == null ? value : first;
    }
}
