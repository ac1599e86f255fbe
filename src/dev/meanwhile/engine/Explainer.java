package dev.meanwhile.engine;

import dev.meanwhile.engine.Explanation.Reason;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Lease;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.Work;
import dev.meanwhile.store.JobStore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tells why a job is where it is. Safe for use by any thread; what it tells was so a moment ago. */
final class Explainer {

    /** The jobs before one are counted up to this many, while its queue stands still. */
    static final int MOST_COUNTED = 1_000;
    private static final int MOST_NAMED = 100;

    private final JobStore store;
    private final Runner runner;

    Explainer(JobStore store, Runner runner) {
        this.store = store;
        this.runner = runner;
    }

    /** Returns why the job is where it is, or null if it is unknown. */
    Explanation explain(UUID id) {
        LiveJob live = runner.registry().job(id);
        Job job = live != null ? live.job() : store.find(id);
        if (job == null) {
            return null;
        }
        JobStatus status = job.status();
        return switch (job.state()) {
            case WAITING -> waiting(job);
            case SCHEDULED -> because(job, Reason.SCHEDULED, "it is due at " + status.runAt(), facts("runAt", status.runAt()));
            case RETRYING -> because(job, Reason.RETRYING, "attempt " + status.attempt() + " of " + job.retry().attempts()
                    + " failed (" + brief(status.error()) + "); the next one is due at " + status.runAt(),
                    facts("runAt", status.runAt(), "attempt", status.attempt(), "attempts", job.retry().attempts()));
            case QUEUED -> queued(job, live);
            case RUNNING -> running(job, live);
            case SUCCEEDED, FAILED, CANCELLED, EXPIRED -> because(job, Reason.FINISHED, finished(job),
                    facts("finishedAt", status.finishedAt()));
        };
    }

    private Explanation waiting(Job job) {
        var left = job.request().options().more().after().stream().filter(this::isUnfinished).map(UUID::toString).toList();
        List<String> shown = left.subList(0, Math.min(left.size(), MOST_NAMED));
        String detail = left.isEmpty() ? "those that come first have ended; it is about to go on"
                : left.size() == 1 ? "job " + left.getFirst() + " comes first" : left.size() + " jobs come first";
        return because(job, Reason.WAITING_FOR, detail, facts("waitingFor", shown, "left", left.size()));
    }

    private boolean isUnfinished(UUID id) {
        JobState state = store.state(id);
        return state != null && !state.isFinished();
    }

    private Explanation queued(Job job, LiveJob live) {
        if (live == null || live.attempt() != null) {
            return because(job, Reason.RUNNING, "it is being started", Map.of());
        }
        Queue queue = live.queue();
        Standing standing = queue.standing(live, MOST_COUNTED);
        QueueOptions options = standing.options();
        Map<String, Object> facts = facts("queue", queue.name(), "running", standing.running(), "concurrency", options.concurrency());
        String name = "queue \"" + queue.name() + "\"";
        if (KnownType.isMissing(live.type())) {
            return because(job, Reason.NO_FREE_SLOT, "type \"" + job.type() + "\" is not declared; it waits for a start with it", facts);
        }
        if (standing.closed()) {
            return because(job, Reason.NO_FREE_SLOT, "the server is stopping; it runs after the next start", facts);
        }
        if (!standing.waits()) {
            return live.timer() == null ? because(job, Reason.RUNNING, "it is being started", facts)
                    : because(job, Reason.NO_FREE_SLOT, "its attempt could not be started; that is tried again in a moment", facts);
        }
        if (options.paused()) {
            return because(job, Reason.PAUSED, name + " is paused", facts);
        }
        if (standing.isKeyUsedUp()) {
            name += " with concurrency key \"" + job.request().options().more().concurrencyKey() + "\"";
            facts.put("concurrencyKey", job.request().options().more().concurrencyKey());
            facts.put("runningOfKey", standing.ofKey());
            facts.put("concurrencyPerKey", options.concurrencyPerKey());
        }
        if (standing.ahead() >= MOST_COUNTED) {
            facts.put("placeBeyond", MOST_COUNTED);
            return because(job, Reason.BEHIND, MOST_COUNTED + " jobs or more of " + name + " come first", facts);
        }
        facts.put("place", standing.ahead() + 1);
        if (standing.ahead() > 0) {
            return because(job, Reason.BEHIND, (standing.ahead() == 1 ? "1 job of " : standing.ahead() + " jobs of ") + name
                    + (standing.ahead() == 1 ? " comes" : " come") + " first", facts);
        }
        return next(live, standing, name, facts);
    }

    /** Explains what keeps the next job of a queue, or of a concurrency key. */
    private Explanation next(LiveJob live, Standing standing, String name, Map<String, Object> facts) {
        Job job = live.job();
        if (standing.isKeyUsedUp()) {
            return because(job, Reason.NO_FREE_SLOT,
                    "it is the next of " + name + ", of which " + standing.ofKey() + " run, as many as may", facts);
        }
        if (standing.running() >= standing.options().concurrency()) {
            return because(job, Reason.NO_FREE_SLOT,
                    "it is the next of " + name + ", of which " + standing.running() + " run, as many as may", facts);
        }
        if (standing.untilToken() > 0) {
            // Rounded up: at the time that is told it has come.
            Instant next = runner.now().plusMillis(Math.ceilDiv(standing.untilToken(), 1_000_000));
            facts.put("rate", standing.options().rate().toString());
            facts.put("nextAt", next);
            return because(job, Reason.RATE_LIMITED, "it is the next of " + name + ", whose rate of " + standing.options().rate()
                    + " allows the next start at " + next, facts);
        }
        return because(job, Reason.NO_FREE_SLOT, "it is the next of " + name + (live.type().work().kind() == Work.Kind.REMOTE
                ? ", and no worker asks for it" : "; all places of the cpu pool are taken"), facts);
    }

    private static Explanation running(Job job, LiveJob live) {
        JobStatus status = job.status();
        Map<String, Object> facts = facts("startedAt", status.startedAt(), "attempt", status.attempt());
        Attempt attempt = live == null ? null : live.attempt();
        if (attempt != null && attempt.isStuck()) {
            return because(job, Reason.STUCK, "attempt " + status.attempt() + " was told to stop and goes on; only its code can end it",
                    facts);
        }
        boolean leased = attempt != null && attempt.isLeased();
        if (leased) {
            facts.put("leasedUntil", status.lease().until());
        }
        return because(job, Reason.RUNNING, "attempt " + status.attempt() + " runs since " + status.startedAt()
                + (leased ? worker(status.lease()) : "") + (status.cancelRequested() ? " and has been told to stop" : ""), facts);
    }

    private static String worker(Lease lease) {
        return " with " + (lease.worker() == null ? "a worker" : "worker \"" + lease.worker() + "\"") + ", on lease until " + lease.until();
    }

    private static String finished(Job job) {
        JobStatus status = job.status();
        String when = " at " + status.finishedAt();
        return switch (job.state()) {
            case FAILED -> "it failed" + when + ": " + brief(status.error());
            case EXPIRED -> "it expired" + when + ": " + status.history().getLast().error().message();
            case CANCELLED -> "it was cancelled" + when
                    + (status.history().getLast().error() == null ? "" : ": " + status.history().getLast().error().message());
            default -> "it succeeded" + when;
        };
    }

    private static String brief(JobError error) {
        return error.type() + ": " + error.brief().message();
    }

    private static Explanation because(Job job, Reason reason, String detail, Map<String, Object> facts) {
        return new Explanation(job.state(), reason, detail, facts);
    }

    private static Map<String, Object> facts(Object... namesAndValues) {
        var facts = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            facts.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return facts;
    }
}
