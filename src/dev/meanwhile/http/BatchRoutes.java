package dev.meanwhile.http;

import dev.meanwhile.engine.Batch;
import dev.meanwhile.engine.Batches;
import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.KeyReusedException;
import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.json.JsonText;
import dev.meanwhile.store.IdempotencyKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/** {@code /v1/batches}: jobs submitted together, and how they are. */
final class BatchRoutes {

    private final Engine engine;
    private final JobJson json;

    BatchRoutes(Engine engine) {
        this.engine = engine;
        this.json = new JobJson(engine);
    }

    void addTo(Router router) {
        router.add("POST", "/v1/batches", this::submit);
        router.add("GET", "/v1/batches/{id}", this::get);
    }

    private void submit(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        IdempotencyKey key = IdempotencyHeader.key(exchange);
        try {
            Batches.Submitted before = key == null ? null : engine.once().answeredBatch(key);
            answer(exchange, before != null ? before : accept(exchange, key));
        } catch (KeyReusedException reused) {
            throw ProblemException.of(Problem.IDEMPOTENCY_KEY_REUSED, reused.getMessage());
        }
    }

    private Batches.Submitted accept(Exchange exchange, IdempotencyKey key) throws IOException {
        Batch batch = BatchSubmission.of(exchange.json(), engine::type, engine.batches()::ids);
        try {
            return engine.once().submit(batch, key);
        } catch (InvalidInputException invalid) {
            throw ProblemException.invalid(invalid.errors());
        } catch (RefusedException refused) {
            throw ProblemException.refused(refused);
        } catch (DuplicateException duplicate) {
            throw ProblemException.duplicate(duplicate);
        }
    }

    private void answer(Exchange exchange, Batches.Submitted batch) throws Exception {
        List<Job> jobs = batch.jobs();
        exchange.set("Location", "/v1/batches/" + batch.id());
        if (batch.repeated()) {
            exchange.set("Idempotency-Replayed", "true");
        }
        OptionalLong wait = exchange.prefer().waitSeconds();
        if (wait.isPresent()) {
            await(exchange, batch.id(), wait.getAsLong());
            jobs = jobs.stream().map(this::now).toList();
        }
        var text = new JsonText(1024 * jobs.size()).open('{').name("batch").string(batch.id().toString());
        text.name("jobs").open('[');
        for (Job job : jobs) {
            text.raw(json.kept(job));
        }
        text.close(']').close('}');
        exchange.json(jobs.stream().allMatch(job -> job.state().isFinished()) ? 200 : 202, text.toString());
    }

    private Job now(Job job) {
        Job now = engine.find(job.id());
        // Finished and forgotten in the meantime: what is known is how it was.
        return now == null ? job : now;
    }

    private void await(Exchange exchange, UUID batch, long seconds) throws InterruptedException {
        exchange.set("Preference-Applied", "wait=" + seconds);
        engine.batches().await(batch, Duration.ofSeconds(seconds));
    }

    private void get(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        UUID id = JobRoutes.id(exchange.parameter("id"));
        OptionalLong wait = exchange.prefer().waitSeconds();
        if (id != null && wait.isPresent() && engine.batches().counts(id) != null) {
            await(exchange, id, wait.getAsLong());
        }
        Map<JobState, Integer> counts = id == null ? null : engine.batches().counts(id);
        if (counts == null) {
            throw ProblemException.of(Problem.UNKNOWN_BATCH, "there is no batch \"" + exchange.parameter("id") + "\"");
        }
        boolean finished = counts.keySet().stream().allMatch(JobState::isFinished);
        var text = new JsonText(256).open('{').name("id").string(id.toString());
        text.name("total").number(counts.values().stream().mapToInt(Integer::intValue).sum());
        text.name("counts").open('{');
        counts.forEach((state, count) -> text.name(state.label()).number(count));
        text.close('}').name("finished").truth(finished).close('}');
        exchange.set("Vary", "Prefer").json(200, text.toString());
    }
}
