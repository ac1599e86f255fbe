package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsRouteTest {

    private static final Pattern HELP = Pattern.compile("# HELP ([a-z_:][a-z0-9_:]*) (.+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram)");
    private static final Pattern SAMPLE = Pattern.compile("([a-z_:][a-z0-9_:]*?)(_bucket|_sum|_count)?"
            + "(\\{[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"(?:,[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\")*})? ([-+0-9.E]+)");

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        var once = TypeOptions.DEFAULT.withRetry(RetryPolicy.NONE);
        test = new TestServer(ServerSettings.DEFAULT.withLimits(new Limits(2, 1 << 20, 1_000, 1_000, 1_000)))
                .type("good", (input, context) -> "1")
                .type("bad", once, (input, context) -> {
                    throw new IOException("no");
                })
                .type("held", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
                    running.countDown();
                    release.await();
                    return "1";
                }).start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        test.close();
    }

    private Map<String, Double> metrics() throws IOException {
        var response = test.get("/metrics");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        Map<String, Double> samples = samples(response.text());
        checkHistograms(samples);
        return samples;
    }

    /** Reads the text as strictly as its format is described. */
    private static Map<String, Double> samples(String text) {
        assertThat(text).endsWith("\n").doesNotContain("\r", "\n\n");
        var samples = new LinkedHashMap<String, Double>();
        Set<String> families = new HashSet<>();
        String family = null;
        String type = null;
        for (String line : text.split("\n")) {
            Matcher help = HELP.matcher(line);
            Matcher typed = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                family = help.group(1);
                assertThat(families.add(family)).as("%s comes once", family).isTrue();
                type = null;
            } else if (typed.matches()) {
                assertThat(typed.group(1)).isEqualTo(family);
                assertThat(type).isNull();
                type = typed.group(2);
                assertThat(family.endsWith("_total")).as(family).isEqualTo(type.equals("counter"));
            } else {
                assertThat(sample.matches()).as(line).isTrue();
                boolean histogram = "histogram".equals(type);
                assertThat(sample.group(1) + (histogram || sample.group(2) == null ? "" : sample.group(2))).isEqualTo(family);
                assertThat(sample.group(2) != null).as(line).isEqualTo(histogram);
                assertThat(samples.put(line.substring(0, line.lastIndexOf(' ')), Double.parseDouble(sample.group(4)))).isNull();
            }
        }
        assertThat(families).allMatch(name -> name.startsWith("meanwhile_"));
        return samples;
    }

    /** Buckets rise, end in one of everything, and that is the count. */
    private static void checkHistograms(Map<String, Double> samples) {
        var buckets = new HashMap<String, List<Map.Entry<String, Double>>>();
        samples.entrySet().stream().filter(sample -> sample.getKey().contains("_bucket{")).forEach(sample -> {
            String series = sample.getKey().replace("_bucket{", "_count{").replaceAll(",?le=\"[^\"]*\"", "").replace("{}", "");
            buckets.computeIfAbsent(series, absent -> new ArrayList<>()).add(sample);
        });
        assertThat(buckets).isNotEmpty();
        buckets.forEach((series, counts) -> {
            assertThat(counts).extracting(Map.Entry::getValue).isSorted();
            List<String> bounds = counts.stream().map(count -> count.getKey().replaceAll(".*[,{]le=\"([^\"]*)\"}", "$1")).toList();
            assertThat(bounds.getLast()).isEqualTo("+Inf");
            assertThat(bounds.subList(0, bounds.size() - 1)).extracting(Double::parseDouble).isSorted().doesNotHaveDuplicates();
            assertThat(counts.getLast().getValue()).isEqualTo(samples.get(series));
        });
    }

    /** Waits until a metric has that value: a response is counted when it has been sent. */
    private void awaitEntry(String name, double value) throws Exception {
        Await.until(name, () -> metrics().get(name) == value);
    }

    private void run(String type) throws IOException {
        test.post("/v1/run/" + type, "1", "Prefer: wait=30");
    }

    @Test
    void countsWhatBecomesOfJobs() throws Exception {
        run("good");
        run("good");
        run("bad");
        Map<String, Double> metrics = metrics();
        assertThat(metrics).containsEntry("meanwhile_jobs_submitted_total{type=\"good\"}", 2.0)
                .containsEntry("meanwhile_jobs_started_total{type=\"good\"}", 2.0)
                .containsEntry("meanwhile_jobs_succeeded_total{type=\"good\"}", 2.0)
                .containsEntry("meanwhile_jobs_failed_total{type=\"bad\"}", 1.0)
                .containsEntry("meanwhile_jobs_failed_total{type=\"good\"}", 0.0)
                .containsEntry("meanwhile_jobs{type=\"good\",state=\"succeeded\"}", 2.0)
                .containsEntry("meanwhile_job_wait_duration_seconds_count{type=\"good\"}", 2.0)
                .containsEntry("meanwhile_job_run_duration_seconds_count{type=\"bad\"}", 1.0)
                .containsEntry("meanwhile_job_run_duration_seconds_bucket{type=\"bad\",le=\"+Inf\"}", 1.0);
    }

    @Test
    void saysWhatGoesOn() throws Exception {
        test.post("/v1/run/held", "1");
        running.await();
        test.post("/v1/run/held", "1");
        test.post("/v1/run/held?delay=1h", "1");
        assertThat(test.post("/v1/run/held", "1").status()).isEqualTo(503);
        Map<String, Double> metrics = metrics();
        assertThat(metrics).containsEntry("meanwhile_running", 1.0).containsEntry("meanwhile_waiting", 2.0)
                .containsEntry("meanwhile_stuck", 0.0).containsEntry("meanwhile_store_failing", 0.0)
                .containsEntry("meanwhile_submissions_refused_total{reason=\"queue_full\"}", 1.0)
                .containsEntry("meanwhile_submissions_refused_total{reason=\"not_recorded\"}", 0.0)
                .containsEntry("meanwhile_streams_open{kind=\"events\"}", 0.0);
        awaitEntry("meanwhile_http_responses_total{class=\"5xx\"}", 1);
        assertThat(metrics().get("meanwhile_http_responses_total{class=\"2xx\"}")).isGreaterThanOrEqualTo(3);
        assertThat(metrics.get("meanwhile_jvm_heap_used_bytes")).isPositive();
        assertThat(metrics.get("meanwhile_uptime_seconds")).isPositive();
        assertThat(metrics).containsKeys("meanwhile_start_lag_last_seconds", "meanwhile_start_lag_worst_seconds",
                "meanwhile_start_lag_seconds_count");
        assertThat(metrics.keySet()).anyMatch(name -> name.startsWith("meanwhile_build_info{version=\""));
    }

    @Test
    void knowsEveryTypeFromTheStart() throws IOException {
        assertThat(metrics()).containsEntry("meanwhile_jobs_crashed_total{type=\"good\"}", 0.0);
    }

    @Test
    void escapesWhatWouldEndALabel() {
        var text = new MetricsText().family("odd", "gauge", "Odd.").sample(1, "name", "a\"b\\c\nd", "other", "e");
        assertThat(samples(text.toString())).containsExactly(entry("meanwhile_odd{name=\"a\\\"b\\\\c\\nd\",other=\"e\"}", 1.0));
    }

    @Test
    void writesNumbersAsPrometheusReadsThem() {
        assertThat(MetricsText.number(0)).isEqualTo("0");
        assertThat(MetricsText.number(1L << 40)).isEqualTo("1099511627776");
        assertThat(MetricsText.number(0.25)).isEqualTo("0.25");
        assertThat(MetricsText.number(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
        assertThat(MetricsText.number(Duration.ofNanos(1).toNanos() / 1e9)).isEqualTo("1.0E-9");
    }

    @Test
    void answersGetAlone() throws IOException {
        assertThat(test.send("HEAD", "/metrics").status()).isEqualTo(200);
        assertThat(test.send("DELETE", "/metrics").header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(test.get("/metrics?x=1").status()).isEqualTo(400);
    }
}
