package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.KeyReusedException;
import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.json.Json;
import dev.meanwhile.store.IdempotencyKey;
import java.util.List;
import java.util.OptionalLong;

/** {@code POST /v1/jobs} and {@code POST /v1/run/{type}}: the two ways to submit a job. */
final class SubmitRoutes {

    /** What pointers into the input begin with. */
    private static final String INPUT = "/input";

    private final Engine engine;
    private final JobJson json;

    SubmitRoutes(Engine engine) {
        this.engine = engine;
        this.json = new JobJson(engine);
    }

    void addTo(Router router) {
        router.add("POST", "/v1/jobs", exchange -> once(exchange, this::submit));
        router.add("POST", "/v1/run/{type}", exchange -> once(exchange, this::run));
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
        var submission = Submission.of(exchange.json(), engine::type);
        try {
            accept(exchange, submission, key);
        } catch (InvalidInputException invalid) {
            throw ProblemException.invalid(invalid.errors());
        }
    }

    private void run(Exchange exchange, IdempotencyKey key) throws Exception {
        String type = exchange.parameter("type");
        JobType known = engine.type(type);
        if (known == null) {
            throw ProblemException.of(Problem.UNKNOWN_TYPE,
                    "\"" + type + "\" is not a known type; known: " + String.join(", ", engine.types().keySet()));
        }
        try {
            var options = Submission.options(exchange.query(), known);
            String input = exchange.body().length > 0 ? Json.text(exchange.json()) : Json.NULL;
            accept(exchange, new Submission(type, input, options), key);
        } catch (InvalidInputException invalid) {
            List<InputError> errors = invalid.errors();
            if (!errors.getFirst().pointer().startsWith(INPUT)) {
                throw Submission.badParameter(errors.getFirst());
            }
            // The body is the input here, so pointers into the input are pointers into the body.
            throw ProblemException.invalid(errors.stream().map(error ->
                    new InputError(error.pointer().substring(INPUT.length()), error.detail())).toList());
        }
    }

    private void accept(Exchange exchange, Submission asked, IdempotencyKey key) throws Exception {
        Engine.Submitted submitted;
        try {
            submitted = key == null ? engine.submit(asked.type(), asked.input(), asked.options())
                    : engine.once().submit(asked.type(), asked.input(), asked.options(), key);
        } catch (RefusedException refused) {
            throw ProblemException.refused(refused);
        } catch (DuplicateException duplicate) {
            throw ProblemException.duplicate(duplicate);
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
            job = JobRoutes.await(engine, exchange, job, wait.getAsLong());
        }
        if (job.state().isFinished()) {
            exchange.set("Content-Location", JobJson.path(job));
        } else {
            exchange.set("Retry-After", Long.toString(JobRoutes.retryAfter(job)));
        }
        int status = job.state().isFinished() || !submitted.made() ? 200 : 202;
        if (key != null && wait.isEmpty()) {
            exchange.json(status, json.kept(job));
        } else {
            exchange.json(status, json.written(job));
        }
    }
}
