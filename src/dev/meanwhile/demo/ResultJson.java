package dev.meanwhile.demo;

import com.google.gson.stream.JsonWriter;
import dev.meanwhile.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The contest as one JSON document. Times are in milliseconds, with a fraction. */
final class ResultJson {

    private ResultJson() { }

    static String of(Load load, List<Result> results) {
        return Json.write(json -> {
            json.setIndent("  ");
            json.beginObject();
            json.name("processors").value(Runtime.getRuntime().availableProcessors());
            json.name("java").value(System.getProperty("java.version"));
            json.name("load").beginObject();
            json.name("slow").value(load.slow().count()).name("slowMillis").value(millis(load.slow().each()));
            json.name("cpu").value(load.cpu().count()).name("cpuMillis").value(millis(load.cpu().each()));
            json.name("hogs").value(load.hogs().count()).name("hogMillis").value(millis(load.hogs().each()));
            json.name("submittedWithinMillis").value(millis(load.burst()));
            json.name("heartbeatEveryMillis").value(millis(load.every()));
            json.name("millis").value(millis(load.time()));
            json.endObject();
            json.name("gunicorn").beginObject();
            json.name("timeoutMillis").value(millis(Load.GUNICORN)).name("scale").value(Load.SCALE);
            json.name("limitMillis").value(millis(Load.limit()));
            json.endObject();
            json.name("contenders").beginArray();
            for (Result result : results) {
                write(json, result);
            }
            json.endArray();
            json.endObject();
        }) + System.lineSeparator();
    }

    private static void write(JsonWriter json, Result result) throws IOException {
        var report = result.report();
        json.beginObject();
        json.name("name").value(result.contender().word());
        json.name("title").value(result.contender().title());
        json.name("answer");
        write(json, result.measured().answers());
        json.name("heartbeat");
        write(json, result.measured().heartbeats());
        json.name("killed").value(result.killed());
        json.name("tasks").value(result.load().tasks());
        json.name("done").value(report.done());
        json.name("threads").value(report.threads());
        json.name("memoryBytes").value(report.memory());
        json.name("memory").value(report.resident() ? "resident" : "heap");
        json.name("clientLateMillis").value(millis(result.measured().late()));
        json.name("verdict").value(Verdict.of(result));
        json.endObject();
    }

    private static void write(JsonWriter json, Latencies latencies) throws IOException {
        json.beginObject();
        json.name("count").value(latencies.count());
        json.name("unanswered").value(latencies.unanswered());
        json.name("p50Millis").value(millis(latencies.median().time()));
        json.name("p99Millis").value(millis(latencies.percentile(99).time()));
        json.name("worstMillis").value(millis(latencies.worst().time()));
        json.endObject();
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1000 / 1e3;
    }
}
