package dev.meanwhile.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void keepsTheErrorOfTheLastAttemptWhenItExpires() {
        var error = new JobError("e", "no", "stack", 1, NOW);
        var reason = new JobError("expired", "it had not been started by 2026-01-01T00:00:05Z", null, 0, NOW.plusSeconds(6));
        var tried = JobStatus.accepted(NOW, NOW).started(NOW).retrying(error, NOW.plusSeconds(9), NOW)
                .expired(NOW.plusSeconds(5), NOW.plusSeconds(6));
        assertThat(tried.state()).isEqualTo(JobState.EXPIRED);
        assertThat(tried.error()).isEqualTo(error);
        assertThat(tried.history().getLast()).isEqualTo(new Transition(JobState.EXPIRED, 0, NOW.plusSeconds(6), reason));
        assertThat(tried.finishedAt()).isEqualTo(NOW.plusSeconds(6));
        var never = JobStatus.accepted(NOW, NOW.plusSeconds(1)).expired(NOW.plusSeconds(5), NOW.plusSeconds(6));
        assertThat(never.error()).isEqualTo(reason);
        assertThat(never.retried(NOW, false).error()).isNull();
        assertThat(tried.retried(NOW, false).error()).isEqualTo(error);
    }

    @Test
    void hasFreshAttemptsWhenItIsTriedAgain() {
        var failed = JobStatus.accepted(NOW, NOW).started(NOW).crashed(NOW).started(NOW)
                .failed(new JobError("e", "no", null, 1, NOW), NOW);
        var again = failed.retried(NOW.plusSeconds(1), false);
        assertThat(again.state()).isEqualTo(JobState.QUEUED);
        assertThat(again.attempt()).isZero();
        assertThat(again.crashes()).isZero();
        assertThat(again.startedAt()).isNull();
        assertThat(again.finishedAt()).isNull();
        assertThat(again.runAt()).isEqualTo(NOW.plusSeconds(1));
        assertThat(again.history()).hasSize(failed.history().size() + 1);
        assertThat(again.cancelled(NOW).retried(NOW, false).cancelRequested()).isFalse();
        assertThatThrownBy(() -> again.started(NOW).succeeded("1", NOW).retried(NOW, false)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hasNoLongerHistoryHoweverOftenItIsReplaced() {
        var status = JobStatus.accepted(NOW, NOW);
        for (int i = 1; i <= 9; i++) {
            status = status.replaced(NOW.plusSeconds(i), NOW.plusSeconds(i + i % 2), false);
        }
        assertThat(status.history()).containsExactly(new Transition(JobState.SCHEDULED, 0, NOW.plusSeconds(9), null));
        assertThat(status.runAt()).isEqualTo(NOW.plusSeconds(10));
        var retrying = status.queued(NOW).started(NOW).retrying(new JobError("e", "no", null, 1, NOW), NOW, NOW);
        var anew = retrying.replaced(NOW, NOW, false).replaced(NOW, NOW.plusSeconds(1), false);
        assertThat(anew.history()).extracting(Transition::state).containsExactly(JobState.SCHEDULED, JobState.QUEUED, JobState.RUNNING,
                JobState.RETRYING, JobState.SCHEDULED);
        assertThat(anew.error()).isNull();
        assertThat(anew.attempt()).isZero();
        // A step is left out only where what is before it may be followed by the new one.
        var cancelled = JobStatus.accepted(NOW, NOW).cancelled(NOW).retried(NOW, false).replaced(NOW, NOW.plusSeconds(1), false);
        assertThat(cancelled.history()).extracting(Transition::state)
                .containsExactly(JobState.QUEUED, JobState.CANCELLED, JobState.QUEUED, JobState.SCHEDULED);
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
