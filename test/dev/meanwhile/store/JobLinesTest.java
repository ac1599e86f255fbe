package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Job;
import dev.meanwhile.json.Json;
import dev.meanwhile.json.JsonScan;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
            assertThat(reader.added(scan(JobLines.add(job, keyed), JobLines.ADD))).isEqualTo(new JobLineReader.Added(job, keyed, true));
            JsonScan move = scan(JobLines.move(job), JobLines.MOVE);
            assertThat(JobLineReader.id(move)).isEqualTo(job.id());
            assertThat(reader.moved(move)).isEqualTo(job.status());
        }
    }

    @Test
    void readsEveryAnswerAsItWasWritten() {
        for (int i = 0; i < 1_000; i++) {
            Job job = jobs.next();
            JobLines.Keyed keyed = keyed();
            boolean made = random.nextBoolean();
            assertThat(reader.added(scan(JobLines.answer(keyed, made, job), JobLines.ANSWER)))
                    .isEqualTo(new JobLineReader.Added(job, keyed, made));
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
