package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Lease;
import dev.meanwhile.job.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class MemoryJobsTest {

    private static final Instant AT = Instant.parse("2026-11-26T09:10:11.012Z");
    private static final JobOptions OPTIONS = JobOptions.NONE.withTags("nightly").withKey("k");

    private final MemoryJobs jobs = new MemoryJobs();

    private static Job job(Job.Origin origin, Instant due, UnaryOperator<JobStatus> becomes) {
        var request = new Job.Request("noop", "images", "{\"a\":1}", OPTIONS, origin);
        return new Job(new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0001L), request, AT, becomes.apply(JobStatus.accepted(AT, due)));
    }

    private static Job job(UnaryOperator<JobStatus> becomes) {
        return job(Job.Origin.NONE, AT, becomes);
    }

    private static JobStatus succeed(JobStatus status) {
        return status.started(AT.plusMillis(1)).succeeded("17", AT.plusMillis(20));
    }

    private void assertKept(Job job) {
        jobs.add(job.with(JobStatus.accepted(AT, AT)));
        jobs.replace(job);
        assertThat(jobs.get(job.id())).isEqualTo(job);
        assertThat(jobs.newest(JobFilter.ALL, null, 1)).containsExactly(job);
        MemoryJobs.Kept gone = jobs.remove(job.id());
        assertThat(gone.request()).isEqualTo(job.request());
        assertThat(gone.state()).isEqualTo(job.state());
        assertThat(jobs.get(job.id())).isNull();
    }

    @Test
    void keepsLessOfAJobThatWentTheUsualWayAndTellsAllOfIt() {
        Job job = job(MemoryJobsTest::succeed);
        assertThat(MemoryJobs.Kept.of(job)).asString().startsWith("Plain[");
        assertKept(job);
        assertKept(job(status -> status.started(AT).succeeded(null, AT)));
    }

    @Test
    void keepsAllOfAJobThatDidNot() {
        var progress = new Progress(0.5, "half way", AT);
        var error = new JobError("E", "m", null, 1, AT);
        for (Job job : List.of(
                job(new Job.Origin(UUID.randomUUID(), null), AT, MemoryJobsTest::succeed),
                job(Job.Origin.NONE, AT.plusMillis(5), status -> succeed(status.queued(AT.plusMillis(5)))),
                job(status -> succeed(status.started(AT).putBack(AT))),
                job(status -> succeed(status.started(AT).crashed(AT))),
                job(status -> succeed(status.started(AT).retrying(error, AT, AT).queued(AT))),
                job(status -> succeed(status.replaced(AT.plusMillis(1), AT.plusMillis(1), false))),
                job(status -> status.started(AT).progressed(progress).succeeded("1", AT)),
                job(status -> status.started(AT).cancelling().succeeded("1", AT)),
                job(status -> status.started(AT).leased(new Lease(1, null, "token", Duration.ofSeconds(1), AT)).succeeded("1", AT)),
                job(status -> status.started(AT).failed(error, AT)),
                job(status -> status.cancelled(AT)),
                job(status -> status.started(AT)))) {
            assertThat(MemoryJobs.Kept.of(job)).asString().startsWith("Whole[");
            assertKept(job);
        }
    }

    @Test
    void tellsOfAnyJobWhatItWasTold() {
        var random = new RandomJobs(new Random(3));
        for (int i = 0; i < 1_000; i++) {
            assertKept(random.next());
            Job plain = random.plain(AT, true);
            assertKept(plain.with(succeed(plain.status())));
        }
    }

    @Test
    void findsWhatItKeepsLessOfByAllThatIsAskedFor() {
        Job job = job(MemoryJobsTest::succeed);
        jobs.add(job);
        jobs.replace(job);
        assertThat(jobs.newest(new JobFilter(Set.of(JobState.SUCCEEDED), "noop", "images", "nightly", "k"), null, 9)).containsExactly(job);
        for (JobFilter other : List.of(new JobFilter(Set.of(JobState.FAILED), null, null, null, null),
                new JobFilter(Set.of(), "other", null, null, null), new JobFilter(Set.of(), null, "noop", null, null),
                new JobFilter(Set.of(), null, null, "daily", null), new JobFilter(Set.of(), null, null, null, "l"))) {
            assertThat(jobs.newest(other, null, 9)).isEmpty();
        }
    }
}
