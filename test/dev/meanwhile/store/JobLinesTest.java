package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.json.Json;
import dev.meanwhile.json.JsonScan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JobLinesTest {

    private final Random random = new Random(1);
    private final RandomJobs jobs = new RandomJobs(random);
    private final JobLineReader reader = new JobLineReader();

    /** Returns a scan of a line after its op, which must be this one. */
    private static JsonScan scan(byte[] members, String op) {
        String text = new String(members, StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("\n");
        assertThat(Json.parse("{" + text).getAsJsonObject().get("op").getAsString()).isEqualTo(op);
        var scan = new JsonScan(text, 0);
        assertThat(scan.name()).isEqualTo("op");
        assertThat(scan.string()).isEqualTo(op);
        assertThat(scan.more('}')).isTrue();
        return scan;
    }

    private JobLines.Keyed keyed() {
        return new JobLines.Keyed(new IdempotencyKey("k" + jobs.text(), jobs.text()), Instant.ofEpochMilli(random.nextLong(1L << 41)));
    }

    @Test
    void readsEveryJobAsItWasWritten() {
        for (int i = 0; i < 3_000; i++) {
            Job job = jobs.next();
            JobLines.Keyed keyed = random.nextBoolean() ? null : keyed();
            assertThat(reader.added(scan(JobLines.add(job, keyed), JobLines.ADD)))
                    .isEqualTo(new JobLineReader.Added(List.of(job), keyed, true, null));
            assertThat(reader.added(scan(JobLines.again(job, keyed), JobLines.ADD)))
                    .isEqualTo(new JobLineReader.Added(List.of(job), keyed, keyed == null, null));
            JsonScan move = scan(JobLines.move(job), JobLines.MOVE);
            assertThat(JobLineReader.id(move)).isEqualTo(job.id());
            assertThat(reader.moved(move)).isEqualTo(job.status());
        }
    }

    @Test
    void readsWhatWasWrittenBeforeThereWereMoreOptions() {
        String line = "\"op\":\"add\",\"id\":\"01900000-0001-7000-8000-000000000000\",\"at\":1000,\"type\":\"t\",\"delay\":\"PT1M\","
                + "\"timeout\":\"PT5S\",\"retry\":{\"attempts\":3,\"backoff\":\"PT1S\",\"factor\":2.0,\"cap\":\"PT10M\",\"jitter\":0.2},"
                + "\"input\":1}";
        Job job = reader.added(scan(line.getBytes(StandardCharsets.UTF_8), JobLines.ADD)).job();
        assertThat(job.request()).isEqualTo(new Job.Request("t", "t", "1", JobOptions.NONE.withDelay(Duration.ofMinutes(1))
                .withTimeout(Duration.ofSeconds(5)).withRetry(RetryPolicy.NONE.withAttempts(3)), Job.Origin.NONE));
        assertThat(job.status()).isEqualTo(JobStatus.accepted(Instant.ofEpochSecond(1), Instant.ofEpochSecond(61)));
        assertThat(new String(JobLines.add(job, null), StandardCharsets.UTF_8)).isEqualTo(line);
    }

    @Test
    void sharesWhatManyJobsHaveInCommon() {
        var options = JobOptions.NONE.withTimeout(Duration.ofSeconds(5)).withRetry(RetryPolicy.NONE.withAttempts(3));
        Job first = read(options.withKey("a"));
        Job second = read(options.withKey("b"));
        assertThat(second.request().options().more()).isSameAs(first.request().options().more());
        assertThat(read(options.withKey("a")).request().options()).isSameAs(first.request().options());
        assertThat(second.request().origin()).isSameAs(Job.Origin.NONE);
    }

    private Job read(JobOptions options) {
        var request = new Job.Request("t", "t", "1", options, Job.Origin.NONE);
        var job = new Job(jobs.id(), request, Instant.EPOCH, JobStatus.accepted(Instant.EPOCH, Instant.EPOCH));
        return reader.added(scan(JobLines.add(job, null), JobLines.ADD)).job();
    }

    @Test
    void readsEveryAnswerAsItWasWritten() {
        for (int i = 0; i < 1_000; i++) {
            Job job = jobs.next();
            JobLines.Keyed keyed = keyed();
            boolean made = random.nextBoolean();
            assertThat(reader.added(scan(JobLines.answer(keyed, made, job), JobLines.ANSWER)))
                    .isEqualTo(new JobLineReader.Added(List.of(job), keyed, made, null));
        }
    }

    @Test
    void writesValuesOfSeveralLinesInOne() {
        Job job = jobs.plain(Instant.EPOCH, true);
        Job done = job.with(job.status().started(Instant.EPOCH).succeeded("{\n  \"a\": [\r\n1,\n2 ]\n}", Instant.EPOCH));
        JsonScan move = scan(JobLines.move(done), JobLines.MOVE);
        JobLineReader.id(move);
        assertThat(Json.parse(reader.moved(move).result())).isEqualTo(Json.parse("{\"a\":[1,2]}"));
    }
}
