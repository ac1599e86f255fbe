package dev.meanwhile.http;

import com.google.gson.stream.JsonWriter;
import dev.meanwhile.engine.Engine;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.json.Json;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** {@code GET /v1/types}. */
final class TypeRoutes {

    private final Engine engine;

    TypeRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("GET", "/v1/types", this::list);
    }

    private void list(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        Map<String, Map<JobState, Long>> counts = engine.vitals().counts();
        exchange.json(200, Json.write(json -> {
            json.beginObject().name("types").beginArray();
            for (JobType type : engine.types().values()) {
                write(json, type, counts.getOrDefault(type.name(), Map.of()));
            }
            json.endArray().endObject();
        }));
    }

    private void write(JsonWriter json, JobType type, Map<JobState, Long> counts) throws IOException {
        TypeOptions options = type.options();
        json.beginObject();
        json.name("name").value(type.name());
        json.name("kind").value(type.work().kind().name().toLowerCase(Locale.ROOT));
        json.name("queue").value(queue(type));
        json.name("placement").value(engine.placement(type).label());
        json.name("placementFound").value(engine.isPlacementFound(type));
        json.name("options").beginObject();
        json.name("timeout").value(options.timeout().isZero() ? null : Durations.format(options.timeout()));
        json.name("concurrency").value(options.concurrency());
        json.name("concurrencyKey").value(options.concurrencyKey());
        json.name("retry");
        writeRetry(json, options.retry());
        json.endObject();
        json.name("counts");
        writeCounts(json, counts);
        json.endObject();
    }

    /** Returns the name of the queue of a type. */
    static String queue(JobType type) {
        return type.options().queue() == null ? type.name() : type.options().queue();
    }

    private static void writeRetry(JsonWriter json, RetryPolicy retry) throws IOException {
        json.beginObject();
        json.name("attempts").value(retry.attempts());
        json.name("backoff").value(Durations.format(retry.backoff()));
        json.name("factor").value(retry.factor());
        json.name("cap").value(Durations.format(retry.cap()));
        json.name("jitter").value(retry.jitter());
        json.endObject();
    }

    /** Writes an object with a member for every state. */
    static void writeCounts(JsonWriter json, Map<JobState, Long> counts) throws IOException {
        json.beginObject();
        for (JobState state : JobState.values()) {
            json.name(state.label()).value(counts.getOrDefault(state, 0L));
        }
        json.endObject();
    }
}
