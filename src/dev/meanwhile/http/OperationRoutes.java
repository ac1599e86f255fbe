package dev.meanwhile.http;

import com.google.gson.stream.JsonWriter;
import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.StartLag;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Durations;
import dev.meanwhile.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** How the server is: {@code /livez}, {@code /readyz} with its alias {@code /healthz}, and {@code /v1/info}. */
final class OperationRoutes {

    private static final byte[] OK = "{\"status\":\"ok\"}\n".getBytes(StandardCharsets.UTF_8);
    private static final String JSON = "application/json";

    /** Later than this, and whoever asks had better ask another server. */
    private static final Duration TOO_LATE = Duration.ofSeconds(1);

    private final Engine engine;
    private final ServerSettings settings;
    private final Instant startedAt = Instant.now();
    private final long startedTick = System.nanoTime();

    OperationRoutes(Engine engine, ServerSettings settings) {
        this.engine = engine;
        this.settings = settings;
    }

    void addTo(Router router) {
        router.add("GET", "/livez", exchange -> exchange.send(200, JSON, OK));
        router.add("GET", "/readyz", this::ready);
        router.add("GET", "/healthz", this::ready);
        router.add("GET", "/v1/info", this::info);
    }

    private void ready(Exchange exchange) throws Exception {
        boolean stopping = engine.isStopping();
        String failure = engine.storeFailure();
        StartLag.Figures lag = engine.vitals().lag();
        boolean late = lag.last().compareTo(TOO_LATE) > 0;
        boolean ready = !stopping && failure == null && !late;
        exchange.json(ready ? 200 : 503, Json.write(json -> {
            json.beginObject();
            json.name("status").value(ready ? "ok" : "unavailable");
            json.name("checks").beginObject();
            json.name("store").value(failure == null ? "ok" : failure);
            json.name("shutdown").value(stopping ? "the server is stopping" : "ok");
            writeLag(json.name("lag"), lag);
            json.endObject();
            json.endObject();
        }));
    }

    private void info(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        Engine.Vitals vitals = engine.vitals();
        exchange.json(200, Json.write(json -> {
            json.beginObject();
            json.name("version").value(Version.CURRENT);
            json.name("startedAt").value(Json.time(startedAt));
            json.name("uptime").value(Durations.format(Duration.ofSeconds((System.nanoTime() - startedTick) / 1_000_000_000)));
            json.name("java").value(Runtime.version().toString());
            json.name("processors").value(Runtime.getRuntime().availableProcessors());
            json.name("store").value(engine.storeKind());
            json.name("limits").beginObject();
            json.name("maxQueued").value(settings.limits().maxQueued());
            json.name("maxBytes").value(settings.limits().maxBytes());
            json.name("maxBody").value(settings.limits().maxBody());
            json.name("maxResult").value(settings.limits().maxResult());
            json.name("maxLog").value(settings.limits().maxLog());
            json.endObject();
            json.name("keep").beginObject();
            json.name("succeeded").value(Durations.format(settings.keep().succeeded()));
            json.name("failed").value(Durations.format(settings.keep().failed()));
            json.name("count").value(settings.keep().count());
            json.name("bytes").value(settings.keep().bytes());
            json.endObject();
            writeLag(json.name("startLag"), vitals.lag());
            json.name("jobs");
            TypeRoutes.writeCounts(json, total(vitals.counts()));
            json.name("running").value(vitals.running());
            json.name("waiting").value(vitals.waiting());
            json.name("stuck").value(vitals.stuck());
            json.name("tasks").beginObject();
            json.name("unfinished").value(vitals.tasks().unfinished());
            json.name("running").value(vitals.tasks().running());
            json.name("succeeded").value(vitals.tasks().succeeded());
            json.name("failed").value(vitals.tasks().failed());
            json.endObject();
            json.endObject();
        }));
    }

    /** Writes how late virtual threads have started: by now, at worst within a minute, and how many by how much. */
    private static void writeLag(JsonWriter json, StartLag.Figures lag) throws IOException {
        json.beginObject();
        json.name("status").value(lag.last().compareTo(TOO_LATE) > 0 ? "virtual threads start late" : "ok");
        writeLastAndWorst(json, lag);
        json.name("histogram").beginArray();
        for (StartLag.Bucket bucket : lag.buckets()) {
            json.beginObject();
            json.name("atMostMillis").value(bucket.atMost() == null ? null : bucket.atMost().toMillis());
            json.name("count").value(bucket.count());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private static Map<JobState, Long> total(Map<String, Map<JobState, Long>> counts) {
        var total = new EnumMap<JobState, Long>(JobState.class);
        counts.values().forEach(byState -> byState.forEach((state, count) -> total.merge(state, count, Long::sum)));
        return total;
    }

    /** Writes the two members that tell how late virtual threads start. */
    static void writeLastAndWorst(JsonWriter json, StartLag.Figures lag) throws IOException {
        json.name("lastMillis").value(millis(lag.last()));
        json.name("worstMillis").value(millis(lag.worst()));
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 1e4) / 100.0;
    }
}
