package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FootprintTest {

    private static long of(JobOptions options, Job.Origin origin) {
        return Footprint.of(new Job.Request("t", "t", "null", options, origin));
    }

    @Test
    void countsWhatFewJobsAskForAndNothingForTheOthers() {
        long plain = of(JobOptions.NONE, Job.Origin.NONE);
        assertThat(plain).isEqualTo(608);
        List<UUID> after = IntStream.range(0, 10_000).mapToObj(i -> new UUID(1, i)).toList();
        // Two longs and a header each, and a place in the list.
        assertThat(of(JobOptions.NONE.withAfter(after, AfterFailure.CANCEL), Job.Origin.NONE)).isGreaterThan(plain + 36 * 10_000);
        assertThat(of(JobOptions.NONE.withConcurrencyKey("c".repeat(255)), Job.Origin.NONE)).isGreaterThan(plain + 500);
        assertThat(of(JobOptions.NONE.withExpires(Duration.ofHours(1)), Job.Origin.NONE)).isGreaterThan(plain + 100);
        assertThat(of(JobOptions.NONE, new Job.Origin(new UUID(1, 1), null))).isGreaterThan(plain + 50);
    }
}
