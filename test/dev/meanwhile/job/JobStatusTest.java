package dev.meanwhile.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class JobStatusTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void isScheduledOnlyWhenDueLater() {
        assertThat(JobStatus.accepted(NOW, NOW).state()).isEqualTo(JobState.QUEUED);
        assertThat(JobStatus.accepted(NOW, NOW.plusMillis(1)).state()).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void keepsTheHistoryOfARetriedJob() {
        var error = new JobError("timeout", "timed out", null, 1, NOW);
        var status = JobStatus.accepted(NOW, NOW).started(NOW).retrying(error, NOW.plusSeconds(1), NOW)
                .queued(NOW.plusSeconds(1)).started(NOW.plusSeconds(1)).succeeded("7", NOW.plusSeconds(2));
        assertThat(status.history()).extracting(Transition::state).containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.RETRYING,
                JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
        assertThat(status.history()).extracting(Transition::attempt).containsExactly(0, 1, 1, 0, 2, 2);
        assertThat(status.history().get(2).error()).isEqualTo(error);
        assertThat(status.error()).isNull();
        assertThat(status.result()).isEqualTo("7");
        assertThat(status.finishedAt()).isEqualTo(NOW.plusSeconds(2));
    }

    @Test
    void isUnpunishedWhenPutBack() {
        var status = JobStatus.accepted(NOW, NOW).started(NOW).putBack(NOW.plusSeconds(1));
        assertThat(status.state()).isEqualTo(JobState.QUEUED);
        assertThat(status.attempt()).isZero();
        assertThat(status.crashes()).isZero();
        assertThat(status.started(NOW.plusSeconds(2)).attempt()).isEqualTo(1);
    }

    @Test
    void boundsItsHistory() {
        var status = JobStatus.accepted(NOW, NOW);
        for (int i = 1; i <= 200; i++) {
            status = status.started(NOW).retrying(new JobError("e", "no " + i, null, i, NOW), NOW, NOW).queued(NOW);
        }
        assertThat(status.history()).hasSize(100);
        assertThat(status.history().getFirst().state()).isEqualTo(JobState.QUEUED);
        assertThat(status.history().get(98).error().message()).isEqualTo("no 200");
    }
}
