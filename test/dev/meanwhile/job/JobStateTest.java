package dev.meanwhile.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobStateTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** The diagram of the design, written once more, by hand. */
    private static final Map<JobState, Set<JobState>> MOVES = new EnumMap<>(Map.of(
            JobState.WAITING, EnumSet.of(JobState.WAITING, JobState.SCHEDULED, JobState.QUEUED, JobState.CANCELLED, JobState.EXPIRED),
            JobState.SCHEDULED, EnumSet.of(JobState.WAITING, JobState.SCHEDULED, JobState.QUEUED, JobState.CANCELLED, JobState.EXPIRED),
            JobState.QUEUED, EnumSet.of(JobState.WAITING, JobState.SCHEDULED, JobState.QUEUED, JobState.RUNNING, JobState.CANCELLED,
                    JobState.EXPIRED),
            JobState.RUNNING, EnumSet.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.RETRYING, JobState.QUEUED),
            JobState.RETRYING, EnumSet.of(JobState.WAITING, JobState.SCHEDULED, JobState.QUEUED, JobState.CANCELLED, JobState.EXPIRED),
            JobState.FAILED, EnumSet.of(JobState.WAITING, JobState.QUEUED),
            JobState.CANCELLED, EnumSet.of(JobState.WAITING, JobState.QUEUED),
            JobState.EXPIRED, EnumSet.of(JobState.WAITING, JobState.QUEUED)));

    @ParameterizedTest
    @EnumSource
    void movesAsTheDiagramSays(JobState from) {
        for (JobState to : JobState.values()) {
            assertThat(from.canMoveTo(to)).as(from + " to " + to).isEqualTo(MOVES.getOrDefault(from, Set.of()).contains(to));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isFinishedExactlyWhenNothingFollowsButAnotherTry(JobState state) {
        var again = Set.of(JobState.WAITING, JobState.QUEUED);
        assertThat(state.isFinished()).isEqualTo(again.containsAll(MOVES.getOrDefault(state, Set.of())));
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsLabel(JobState state) {
        assertThat(JobState.ofLabel(state.label())).isSameAs(state);
        assertThat(state.label()).isEqualTo(state.label().toLowerCase(Locale.ROOT));
    }

    @Test
    void isNullForAnUnknownLabel() {
        assertThat(JobState.ofLabel("RUNNING")).isNull();
    }

    @Test
    void refusesAnIllegalMove() {
        var queued = JobStatus.accepted(NOW, NOW);
        assertThatThrownBy(() -> queued.succeeded("1", NOW)).isInstanceOf(IllegalStateException.class)
                .hasMessage("a job can not go from QUEUED to SUCCEEDED");
        var done = queued.started(NOW).succeeded("1", NOW);
        assertThatThrownBy(() -> done.cancelled(NOW)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> done.succeeded("2", NOW)).isInstanceOf(IllegalStateException.class);
    }
}
