package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobJsonTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static JsonObject text(JobOptions options, Job.Origin origin) throws IOException {
        var request = new Job.Request("t", "images", "1", options.withTimeout(Duration.ZERO).withRetry(RetryPolicy.NONE), origin);
        var job = new Job(new UUID(1, 2), request, NOW, JobStatus.accepted(NOW, options.start().from(NOW)));
        try (var test = new TestServer()) {
            test.start();
            return Json.parse(new JobJson(test.server.engine()).text(job)).getAsJsonObject();
        }
    }

    @Test
    void showsWhatFewJobsHaveWhenTheyHaveIt() throws IOException {
        UUID first = new UUID(3, 4);
        UUID batch = new UUID(5, 6);
        UUID parent = new UUID(7, 8);
        JsonObject job = text(JobOptions.NONE.withConcurrencyKey("customer-3").withAfter(List.of(first), AfterFailure.RUN)
                .withExpires(Duration.ofHours(1)), new Job.Origin(batch, parent));
        assertThat(job.get("queue").getAsString()).isEqualTo("images");
        assertThat(job.get("after")).hasToString("[\"" + first + "\"]");
        assertThat(job.get("afterFailure").getAsString()).isEqualTo("run");
        assertThat(job.get("concurrencyKey").getAsString()).isEqualTo("customer-3");
        assertThat(job.get("batch").getAsString()).isEqualTo(batch.toString());
        assertThat(job.get("parent").getAsString()).isEqualTo(parent.toString());
        assertThat(job.get("expiresAt").getAsString()).isEqualTo("2026-01-01T01:00:00.000Z");
    }

    @Test
    void leavesOutWhatFewJobsHave() throws IOException {
        JsonObject job = text(JobOptions.NONE, Job.Origin.NONE);
        assertThat(job.keySet()).doesNotContain("afterFailure", "concurrencyKey", "batch", "parent");
        assertThat(job.get("after")).hasToString("[]");
        assertThat(job.get("expiresAt").isJsonNull()).isTrue();
    }
}
