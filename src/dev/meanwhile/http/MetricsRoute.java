package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.StartLag;
import dev.meanwhile.engine.Histogram;
import dev.meanwhile.engine.JobMetrics;
import dev.meanwhile.engine.JobMetrics.OfType;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code GET /metrics}: what there is to measure, for Prometheus. Labels are types, states, reasons and classes, of which there
 * are few; never an id.
 */
final class MetricsRoute {

    private final Engine engine;
    private final Supplier<HttpDoor> door;
    private final OpenStreams streams;
    private final long startedTick = System.nanoTime();

    /** Creates the route; {@code door} is asked when the first request has come through it. */
    MetricsRoute(Engine engine, Supplier<HttpDoor> door, OpenStreams streams) {
        this.engine = engine;
        this.door = door;
        this.streams = streams;
    }

    void addTo(Router router) {
        router.add("GET", "/metrics", this::get);
    }

    private void get(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        var text = new MetricsText();
        Engine.Vitals vitals = engine.vitals();
        text.family("build_info", "gauge", "Which program this is; always 1.")
                .sample(1, "version", Version.CURRENT, "java", Runtime.version().toString());
        text.single("uptime_seconds", "gauge", "How long the server has been up.", (System.nanoTime() - startedTick) / 1e9);
        jobs(text, vitals);
        work(text, vitals);
        http(text);
        machine(text);
        exchange.send(200, MetricsText.TYPE, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void jobs(MetricsText text, Engine.Vitals vitals) {
        text.family("jobs", "gauge", "Jobs known now, by type and state.");
        vitals.counts().forEach((type, states) -> states.forEach(
                (state, count) -> text.sample(count, "type", type, "state", state.label())));
        JobMetrics metrics = engine.changes().metrics();
        Map<String, OfType> types = metrics.types();
        for (JobMetrics.Count what : JobMetrics.Count.values()) {
            text.family("jobs_" + what.name().toLowerCase(Locale.ROOT) + "_total", "counter", switch (what) {
                case SUBMITTED -> "Jobs accepted.";
                case STARTED -> "Attempts begun.";
                case SUCCEEDED -> "Jobs that have succeeded.";
                case FAILED -> "Jobs that have failed for good.";
                case RETRIED -> "Attempts that failed and are made again.";
                case CANCELLED -> "Jobs cancelled.";
                case CRASHED -> "Attempts that an earlier server died under, found at the start.";
            });
            types.forEach((type, figures) -> text.sample(figures.count(what), "type", type));
        }
        histogram(text, types, "job_wait_duration_seconds", "How long jobs that were ready waited for an attempt.", OfType::waited);
        histogram(text, types, "job_run_duration_seconds", "How long attempts took, however they ended.", OfType::ran);
        text.family("submissions_refused_total", "counter", "Jobs not accepted, by reason; invalid ones are not counted.");
        metrics.refused().forEach((reason, count) -> text.sample(count, "reason", reason.name().toLowerCase(Locale.ROOT)));
    }

    private static void histogram(MetricsText text, Map<String, OfType> types, String name, String help,
                                  Function<OfType, Histogram> which) {
        text.family(name, "histogram", help);
        types.forEach((type, figures) -> {
            Histogram histogram = which.apply(figures);
            var buckets = histogram.buckets();
            for (Histogram.Bucket bucket : buckets) {
                text.sample("_bucket", bucket.count(), "type", type, "le", MetricsText.number(bucket.seconds()));
            }
            text.sample("_sum", histogram.seconds(), "type", type);
            text.sample("_count", buckets.getLast().count(), "type", type);
        });
    }

    private void work(MetricsText text, Engine.Vitals vitals) {
        text.single("running", "gauge", "Attempts and background tasks that run now.", vitals.running());
        text.single("waiting", "gauge", "Jobs that wait for a slot or a time.", vitals.waiting());
        text.single("stuck", "gauge", "Attempts that go on although they were told to stop.", vitals.stuck());
        text.single("tasks_unfinished", "gauge", "Background tasks that run or wait.", vitals.tasks().unfinished());
        text.single("tasks_running", "gauge", "Background tasks that run.", vitals.tasks().running());
        text.single("tasks_succeeded_total", "counter", "Background tasks that have returned.", vitals.tasks().succeeded());
        text.single("tasks_failed_total", "counter", "Background tasks that have thrown.", vitals.tasks().failed());
        lag(text, vitals.lag());
        text.single("store_failing", "gauge", "1 while no job can be recorded, else 0.", engine.storeFailure() == null ? 0 : 1);
        text.single("stopping", "gauge", "1 once the server has begun to stop, else 0.", engine.isStopping() ? 1 : 0);
    }

    private static void lag(MetricsText text, StartLag.Figures lag) {
        text.single("start_lag_last_seconds", "gauge", "How late the last virtual thread started that was started to find out.",
                lag.last().toNanos() / 1e9);
        text.single("start_lag_worst_seconds", "gauge", "The worst of these of about the last minute.", lag.worst().toNanos() / 1e9);
        text.family("start_lag_seconds", "histogram", "How late virtual threads started that were started to find out.");
        long count = 0;
        for (StartLag.Bucket bucket : lag.buckets()) {
            count += bucket.count();
            double bound = bucket.atMost() == null ? Double.POSITIVE_INFINITY : bucket.atMost().toNanos() / 1e9;
            text.sample("_bucket", count, "le", MetricsText.number(bound));
        }
        text.sample("_sum", lag.sum().toNanos() / 1e9);
        text.sample("_count", count);
    }

    private void http(MetricsText text) {
        text.family("http_responses_total", "counter", "Responses, by class of status.");
        for (int hundreds = 2; hundreds <= 5; hundreds++) {
            text.sample(door.get().responses().ofClass(hundreds), "class", hundreds + "xx");
        }
        text.single("http_requests_in_flight", "gauge", "Requests being answered now, streams among them.", door.get().inFlight());
        text.family("streams_open", "gauge", "Responses that go on for as long as the client likes.");
        for (OpenStreams.Kind kind : OpenStreams.Kind.values()) {
            text.sample(streams.count(kind), "kind", kind.name().toLowerCase(Locale.ROOT));
        }
    }

    private static void machine(MetricsText text) {
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        text.single("jvm_heap_used_bytes", "gauge", "Heap in use.", heap.getUsed());
        text.single("jvm_heap_committed_bytes", "gauge", "Heap taken from the system.", heap.getCommitted());
        text.single("jvm_heap_max_bytes", "gauge", "Heap there may be.", heap.getMax());
        text.single("jvm_threads", "gauge", "Platform threads.", ManagementFactory.getThreadMXBean().getThreadCount());
    }
}
