package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.LeaseLostException;
import dev.meanwhile.engine.Leases;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.json.Json;
import dev.meanwhile.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

/** {@code /v1/work}: jobs for workers in other processes, and what they say of them. */
final class WorkRoutes {

    /** How long a worker may be silent that does not say how long. */
    private static final Duration USUAL = Duration.ofSeconds(30);
    /** So many workers may wait for a job at once. */
    static final int MAX_WAITING = 1_000;
    /** The error of a worker that does not say of what type it is. */
    private static final String FAILED = "failed";

    private final Leases leases;
    private final JobJson json;
    private final int maxWaiting;
    private final Semaphore waiting;

    WorkRoutes(Engine engine, int maxWaiting) {
        this.leases = engine.leases();
        this.maxWaiting = maxWaiting;
        this.waiting = new Semaphore(maxWaiting);
        this.json = new JobJson(engine);
    }

    void addTo(Router router) {
        router.add("POST", "/v1/work/lease", this::lease);
        router.add("POST", "/v1/work/{lease}/heartbeat", exchange -> held(exchange, this::heartbeat));
        router.add("POST", "/v1/work/{lease}/progress", exchange -> held(exchange, this::progress));
        router.add("POST", "/v1/work/{lease}/log", exchange -> held(exchange, this::log));
        router.add("POST", "/v1/work/{lease}/succeed", exchange -> held(exchange, this::succeed));
        router.add("POST", "/v1/work/{lease}/fail", exchange -> held(exchange, this::fail));
    }

    private void lease(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        WorkBody body = WorkBody.of(exchange.json(), "{\"types\": [\"far\"], \"for\": \"30s\"}");
        String[] types = body.required("types", OptionValue::strings);
        Duration length = body.optional("for", OptionValue::duration, USUAL);
        String worker = body.optional("worker", OptionValue::string, null);
        body.check();
        OptionalLong wait = exchange.prefer().waitSeconds();
        if (wait.isPresent()) {
            exchange.set("Preference-Applied", "wait=" + wait.getAsLong());
        }
        Leases.Grant grant;
        try {
            grant = next(new Leases.Asked(List.of(types), length, worker), wait.orElse(0));
        } catch (InvalidInputException invalid) {
            throw ProblemException.invalid(invalid.errors());
        }
        if (grant == null) {
            exchange.send(204);
            return;
        }
        exchange.json(200, new JsonText(1024).open('{').name("lease").string(grant.token())
                .name("until").time(grant.job().status().lease().until()).name("job").raw(json.text(grant.job())).close('}').toString());
    }

    private Leases.Grant next(Leases.Asked asked, long wait) throws InterruptedException {
        if (wait == 0) {
            return leases.lease(asked, Duration.ZERO);
        }
        if (!waiting.tryAcquire()) {
            throw ProblemException.of(Problem.TOO_BUSY, maxWaiting + " workers wait for a job already, as many as may").retryAfter(1);
        }
        try {
            return leases.lease(asked, Duration.ofSeconds(wait));
        } finally {
            waiting.release();
        }
    }

    /** What a worker does with its lease. */
    private interface Word {
        void pass(Exchange exchange, String lease) throws IOException;
    }

    private static void held(Exchange exchange, Word word) throws IOException {
        exchange.query().allowOnly();
        try {
            word.pass(exchange, exchange.parameter("lease"));
        } catch (LeaseLostException lost) {
            throw ProblemException.of(Problem.LEASE_LOST, lost.getMessage());
        }
    }

    private void heartbeat(Exchange exchange, String lease) throws IOException {
        if (exchange.body().length > 0) {
            // Nothing is asked for here, but what is sent must be JSON all the same: that keeps other web pages out.
            exchange.json();
        }
        Job job = leases.renew(lease);
        exchange.json(200, new JsonText(64).open('{').name("until").time(job.status().lease().until())
                .name("cancelRequested").truth(job.status().cancelRequested()).close('}').toString());
    }

    private void progress(Exchange exchange, String lease) throws IOException {
        WorkBody body = WorkBody.of(exchange.json(), "{\"fraction\": 0.4, \"message\": \"half way\"}");
        Double fraction = body.required("fraction", WorkRoutes::fraction);
        String message = body.optional("message", OptionValue::string, null);
        body.check();
        leases.progress(lease, fraction, message);
        exchange.send(204);
    }

    private static double fraction(OptionValue value) {
        double fraction = value.real();
        if (!(fraction >= 0 && fraction <= 1)) {
            throw value.mustBe("a number from 0 to 1");
        }
        return fraction;
    }

    private void log(Exchange exchange, String lease) throws IOException {
        MediaType type = MediaType.parse(exchange.contentType());
        if (!type.type().equals("text/plain") || !type.charset().isEmpty() && !type.charset().equals("utf-8")) {
            throw ProblemException.of(Problem.TEXT_EXPECTED, "Content-Type is " + exchange.contentType()
                    + "; it must be text/plain in UTF-8. With curl, add: -H 'Content-Type: text/plain'");
        }
        leases.log(lease, new String(exchange.body(), StandardCharsets.UTF_8));
        exchange.send(204);
    }

    private void succeed(Exchange exchange, String lease) throws IOException {
        WorkBody body = WorkBody.of(exchange.json(), "{\"result\": {\"width\": 200}}");
        String result = body.optional("result", value -> Json.text(value.json()), Json.NULL);
        body.check();
        exchange.json(200, json.text(leases.succeed(lease, result)));
    }

    private void fail(Exchange exchange, String lease) throws IOException {
        WorkBody body = WorkBody.of(exchange.json(), "{\"error\": {\"message\": \"disk full\"}}");
        WorkBody error = body.object("error");
        String message = error.required("message", OptionValue::string);
        String type = error.optional("type", OptionValue::string, FAILED);
        String stack = error.optional("stack", OptionValue::string, null);
        error.end();
        boolean permanent = body.optional("permanent", OptionValue::truth, false);
        Duration retryAfter = body.optional("retryAfter", OptionValue::duration, null);
        body.check();
        exchange.json(200, json.text(leases.fail(lease, new JobError(type, message, stack, 0, null), permanent, retryAfter)));
    }
}
