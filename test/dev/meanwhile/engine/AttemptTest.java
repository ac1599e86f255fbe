package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.TestWork;
import dev.meanwhile.job.TypeOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AttemptTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Slot NOWHERE = new Slot(null, null, null);

    private static LiveJob live() {
        return live(null);
    }

    private static LiveJob live(JobType type) {
        var request = new Job.Request("noop", "noop", "null", JobOptions.NONE, Job.Origin.NONE);
        var changes = new Changes(new Registry(), null, InstantSource.fixed(NOW), Limits.DEFAULT,
                new Listeners(EventLog.NONE, Limits.DEFAULT, new UnderWay()));
        return new LiveJob(new Job(new UUID(1, 1), request, NOW, JobStatus.accepted(NOW, NOW)), type, null, changes);
    }

    @Test
    void isStuckOnceAtMostAndNotOnceItHasEnded() {
        var stuck = new Attempt(live(), null, 1, NOWHERE);
        assertThat(stuck.becomesStuck()).isTrue();
        assertThat(stuck.becomesStuck()).isFalse();
        assertThat(stuck.noLongerStuck()).isTrue();
        var ended = new Attempt(live(), null, 1, NOWHERE);
        assertThat(ended.noLongerStuck()).isFalse();
        assertThat(ended.becomesStuck()).isFalse();
        assertThat(ended.isStuck()).isFalse();
    }

    @Test
    void leavesTheNextAttemptOfItsJobAloneWhenItIsCancelledTooLate() {
        LiveJob live = live();
        live.show(live.job().with(live.job().status().started(NOW)));
        assertThat(live.cancelling(2)).isFalse();
        assertThat(live.job().status().cancelRequested()).isFalse();
        assertThat(live.cancelling(1)).isTrue();
        assertThat(live.job().status().cancelRequested()).isTrue();
    }

    @Test
    void isNotFoundToComputeIfItsTypeIsDeclaredTo() {
        var work = new TestWork((input, context) -> "1");
        var unknown = new JobType("unknown", work, TypeOptions.DEFAULT);
        var declared = new JobType("declared", work, TypeOptions.DEFAULT.withPlacement(Placement.CPU));
        var changed = new ArrayList<String>();
        var lanes = new Lanes(changed::add, null);
        assertThat(lanes.found(new Attempt(live(declared), null, 1, NOWHERE))).isFalse();
        assertThat(lanes.found(new Attempt(live(unknown), null, 1, NOWHERE))).isTrue();
        assertThat(changed).containsExactly("unknown");
    }

    @Test
    void isToldToStopOnceOnly() {
        var attempt = new Attempt(live(), null, 1, NOWHERE);
        assertThat(attempt.tell(Ending.Told.TIMEOUT, () -> null)).isTrue();
        assertThat(attempt.tell(Ending.Told.CANCEL, () -> null)).isFalse();
        assertThat(attempt.ending()).isEqualTo(Ending.Told.TIMEOUT);
        assertThat(attempt.cancelled()).isTrue();
    }
}
