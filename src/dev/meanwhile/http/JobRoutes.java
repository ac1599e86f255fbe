package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.KeyReusedException;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.json.Json;
import dev.meanwhile.store.IdempotencyKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** {@code /v1/jobs/{id}} and all below it, and the two ways to submit. */
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
        router.add("POST", "/v1/jobs", exchange -> once(exchange, this::submit));
        router.add("POST", "/v1/run/{type}", exchange -> once(exchange, this::run));
        router.add("GET", "/v1/jobs/{id}", this::get);
        router.add("DELETE", "/v1/jobs/{id}", this::forget);
        router.add("GET", "/v1/jobs/{id}/result", this::result);
        router.add("POST", "/v1/jobs/{id}/cancel", this::cancel);
    }

    /** A way to submit a job, with the key of the request, or null. */
    private interface Route {
        void handle(Exchange exchange, IdempotencyKey key) throws Exception;
    }

    /** Answers a request as it was answered before, whatever has changed since then; else hands it on. */
    private void once(Exchange exchange, Route route) throws Exception {
        IdempotencyKey key = IdempotencyHeader.key(exchange);
        try {
            Engine.Submitted before = key == null ? null : engine.once().answered(key);
            if (before != null) {
                answer(exchange, before, key);
            } else {
                route.handle(exchange, key);
            }
        } catch (KeyReusedException reused) {
            throw ProblemException.of(Problem.IDEMPOTENCY_KEY_REUSED, reused.getMessage());
        }
    }

    private void submit(Exchange exchange, IdempotencyKey key) throws Exception {
        exchange.query().allowOnly();
        var submission = Submission.of(exchange.json());
        try {
            accept(exchange, submission, key);
        } catch (InvalidInputException invalid) {
            throw ProblemException.invalid(invalid.errors());
        }
    }

    private void run(Exchange exchange, IdempotencyKey key) throws Exception {
        String type = exchange.parameter("type");
        if (engine.type(type) == null) {
            throw ProblemException.of(Problem.UNKNOWN_TYPE,
                    "\"" + type + "\" is not a known type; known: " + String.join(", ", engine.types().keySet()));
        }
        try {
            var options = Submission.options(exchange.query());
            String input = exchange.body().length > 0 ? Json.text(exchange.json()) : Json.NULL;
            accept(exchange, new Submission(type, input, options), key);
        } catch (InvalidInputException invalid) {
            // The body is the input here, so pointers into the input are pointers into the body.
            throw ProblemException.invalid(invalid.errors().stream().map(error -> new InputError(
                    error.pointer().startsWith("/input") ? error.pointer().substring("/input".length()) : error.pointer(),
                    error.detail())).toList());
        }
    }

    private void accept(Exchange exchange, Submission asked, IdempotencyKey key) throws Exception {
        Engine.Submitted submitted;
        try {
            submitted = key == null ? engine.submit(asked.type(), asked.input(), asked.options())
                    : engine.once().submit(asked.type(), asked.input(), asked.options(), key);
        } catch (RefusedException refused) {
            throw ProblemException.refused(refused);
        }
        answer(exchange, submitted, key);
    }

    private void answer(Exchange exchange, Engine.Submitted submitted, IdempotencyKey key) throws Exception {
        OptionalLong wait = exchange.prefer().waitSeconds();
        Job job = submitted.job();
        exchange.set("Location", JobJson.path(job));
        if (submitted.repeated()) {
            exchange.set("Idempotency-Replayed", "true");
        }
        if (wait.isPresent()) {
            job = await(exchange, job, wait.getAsLong());
        }
        if (job.state().isFinished()) {
            exchange.set("Content-Location", JobJson.path(job));
        } else {
            exchange.set("Retry-After", Long.toString(retryAfter(job)));
        }
        String text = key != null && wait.isEmpty() ? json.kept(job) : json.text(job);
        exchange.json(job.state().isFinished() || !submitted.made() ? 200 : 202, text);
    }

    private Job await(Exchange exchange, Job job, long seconds) throws InterruptedException {
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
            job = await(exchange, job, wait.getAsLong());
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

    private void forget(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        refuseOddBody(exchange);
        Job job = find(exchange);
        if (!engine.forget(job.id())) {
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

    private static long retryAfter(Job job) {
        if (job.state() != JobState.SCHEDULED && job.state() != JobState.RETRYING) {
            return SOON;
        }
        long seconds = Duration.between(Instant.now(), job.status().runAt()).toSeconds() + 1;
        return Math.clamp(seconds, SOON, LATEST);
    }
}
