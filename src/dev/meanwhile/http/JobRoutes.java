package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.Explanation;
import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** {@code /v1/jobs/{id}} and all below it. */
final class JobRoutes {

    /** How soon to ask again about a job that is ready or running, in seconds. */
    private static final long SOON = 1;
    private static final long LATEST = 3600;

    private final Engine engine;
    private final JobJson json;

    JobRoutes(Engine engine) {
        this.engine = engine;
        this.json = new JobJson(engine);
    }

    void addTo(Router router) {
        router.add("GET", "/v1/jobs/{id}", this::get);
        router.add("DELETE", "/v1/jobs/{id}", this::forget);
        router.add("GET", "/v1/jobs/{id}/result", this::result);
        router.add("GET", "/v1/jobs/{id}/explain", this::explain);
        router.add("POST", "/v1/jobs/{id}/cancel", this::cancel);
        router.add("GET", "/v1/jobs/{id}/stack", this::stack);
        router.add("POST", "/v1/jobs/{id}/retry", this::retry);
    }

    /** Returns the job when it has finished, or as it is after that many seconds, and says that it was waited for. */
    static Job await(Engine engine, Exchange exchange, Job job, long seconds) throws InterruptedException {
        exchange.set("Preference-Applied", "wait=" + seconds);
        Job now = engine.await(job.id(), Duration.ofSeconds(seconds));
        // Finished and forgotten in the meantime: what is known is how it was.
        return now == null ? job : now;
    }

    private void get(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        Job job = find(exchange);
        OptionalLong wait = exchange.prefer().waitSeconds();
        if (wait.isPresent()) {
            job = await(engine, exchange, job, wait.getAsLong());
        }
        String text = json.text(job);
        String tag = EntityTag.of(text);
        exchange.set("ETag", tag).set("Vary", "Prefer");
        if (!job.state().isFinished()) {
            exchange.set("Retry-After", Long.toString(retryAfter(job)));
        }
        if (EntityTag.matches(exchange.headers("If-None-Match"), tag)) {
            exchange.send(304);
        } else {
            exchange.json(200, text);
        }
    }

    private void result(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        Job job = find(exchange);
        if (job.state() != JobState.SUCCEEDED) {
            var problem = ProblemException.of(job.state().isFinished() ? Problem.JOB_FINISHED : Problem.JOB_NOT_FINISHED,
                    "job " + job.id() + " has no result: it is " + job.state().label()).with("state", job.state().label());
            throw job.state().isFinished() ? problem : problem.retryAfter(retryAfter(job));
        }
        exchange.json(200, job.status().result());
    }

    private void stack(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        Job job = find(exchange);
        StackTraceElement[] stack = engine.stack(job.id());
        if (stack == null) {
            throw ProblemException.of(Problem.NOTHING_RUNS, "job " + job.id() + " has no stack: it is " + job.state().label())
                    .with("state", job.state().label());
        }
        var text = new StringBuilder();
        for (StackTraceElement frame : stack) {
            text.append("at ").append(frame).append('\n');
        }
        exchange.set("Cache-Control", "no-store").send(200, "text/plain; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void cancel(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        refuseOddBody(exchange);
        Job job = find(exchange);
        switch (engine.cancel(job.id())) {
            case CANCELLED -> exchange.json(200, json.text(find(exchange)));
            case STOPPING -> exchange.set("Location", JobJson.path(job)).set("Retry-After", Long.toString(SOON))
                    .json(202, json.text(find(exchange)));
            case TOO_LATE -> {
                Job finished = find(exchange);
                throw ProblemException.of(Problem.JOB_FINISHED, "job " + job.id() + " can not be cancelled: it is "
                        + finished.state().label()).with("state", finished.state().label());
            }
            case UNKNOWN -> throw unknown(exchange);
        }
    }

    private void retry(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        refuseOddBody(exchange);
        Job job = find(exchange);
        try {
            switch (engine.retry(job.id())) {
                case QUEUED -> exchange.set("Retry-After", Long.toString(SOON)).json(202, json.text(find(exchange)));
                case UNFINISHED -> throw conflict(Problem.JOB_NOT_FINISHED, find(exchange), "has not finished: it is ");
                case SUCCEEDED -> throw conflict(Problem.JOB_FINISHED, find(exchange), "has nothing to be retried for: it has ");
                case BLOCKED -> throw ProblemException.of(Problem.JOB_BLOCKED, "job " + job.id()
                        + " runs after others of which one is forgotten, or has not succeeded: retry that one first");
                case NO_TYPE -> throw ProblemException.of(Problem.TYPE_NOT_DECLARED, "job " + job.id() + " is of type \"" + job.type()
                        + "\", which is not declared; known: " + String.join(", ", engine.types().keySet()));
                case UNKNOWN -> throw unknown(exchange);
            }
        } catch (DuplicateException duplicate) {
            throw ProblemException.duplicate(duplicate);
        }
    }

    private static ProblemException conflict(Problem problem, Job job, String why) {
        return ProblemException.of(problem, "job " + job.id() + " " + why + job.state().label()).with("state", job.state().label());
    }

    private void explain(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        UUID id = id(exchange.parameter("id"));
        Explanation why = id == null ? null : engine.explain(id);
        if (why == null) {
            throw unknown(exchange);
        }
        var text = new JsonText(512).open('{');
        text.name("state").string(why.state().label());
        text.name("reason").string(why.reason().label());
        text.name("detail").string(why.detail());
        why.facts().forEach((name, fact) -> {
            text.name(name);
            switch (fact) {
                case Instant time -> text.time(time);
                case Number number -> text.number(number.longValue());
                case List<?> list -> {
                    text.open('[');
                    list.forEach(one -> text.string(one.toString()));
                    text.close(']');
                }
                default -> text.string(fact.toString());
            }
        });
        exchange.json(200, text.close('}').toString());
    }

    private void forget(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        refuseOddBody(exchange);
        Job job = find(exchange);
        if (!engine.forget(job.id())) {
            if (find(exchange).state().isFinished()) {
                throw ProblemException.of(Problem.JOB_NEEDED, "job " + job.id() + " can not be forgotten: jobs that have not finished run"
                        + " after it");
            }
            throw ProblemException.of(Problem.JOB_NOT_FINISHED, "job " + job.id() + " can not be forgotten: it is "
                    + job.state().label() + "; cancel it first").with("state", job.state().label());
        }
        exchange.send(204);
    }

    /** Nothing is asked for here, but what is sent must be JSON all the same: that keeps other web pages out. */
    private static void refuseOddBody(Exchange exchange) throws IOException {
        if (exchange.body().length > 0) {
            exchange.json();
        }
    }

    private Job find(Exchange exchange) {
        return find(engine, exchange);
    }

    /** Returns the job the path names; 404 if there is none. */
    static Job find(Engine engine, Exchange exchange) {
        UUID id = id(exchange.parameter("id"));
        Job job = id == null ? null : engine.find(id);
        if (job == null) {
            throw unknown(exchange);
        }
        return job;
    }

    static ProblemException unknown(Exchange exchange) {
        return ProblemException.of(Problem.UNKNOWN_JOB, "there is no job \"" + exchange.parameter("id") + "\"");
    }

    /** Returns the id that {@code text} is the canonical form of, or null: one job has one path. */
    static UUID id(String text) {
        if (text.length() != 36) {
            return null;
        }
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equals(text) ? id : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** Returns how soon to ask again about a job that has not finished, in seconds. */
    static long retryAfter(Job job) {
        if (job.state() != JobState.SCHEDULED && job.state() != JobState.RETRYING) {
            return SOON;
        }
        long seconds = Duration.between(Instant.now(), job.status().runAt()).toSeconds() + 1;
        return Math.clamp(seconds, SOON, LATEST);
    }
}
