package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What comes by while somebody else has the right to move a job, or too late. */
class LobbyTest {

    private final FakeTime clock = new FakeTime();
    private final Timetable timetable = new Timetable(clock.time(), EventLog.NONE);
    private final MemoryStore store = new MemoryStore(Keep.DEFAULT, Limits.DEFAULT, clock.time().wall());
    private final BlockingQueue<JobStatus> ended = new LinkedBlockingQueue<>();
    private final Lobby lobby = new Lobby(timetable, store, EventLog.NONE, (live, status) -> ended.add(status),
            new UnderWay());
    private final List<LiveJob> started = new ArrayList<>();
    private Slot slot;
    private final Queue queue = new Queue("q", QueueOptions.NONE.withConcurrency(1), type -> null, (live, slot) -> {
        started.add(live);
        this.slot = slot;
    }, timetable);
    private long ids;

    private LiveJob enter(JobOptions options) {
        Time.Reading now = clock.time().read();
        var request = new Job.Request("t", "q", "1", options, Job.Origin.NONE);
        var status = JobStatus.accepted(now.at(), options.start().from(now.at()));
        var job = new Job(new UUID(0x0190_0000_0000_7000L, ids++), request, now.at(), status);
        store.add(job, null);
        var live = new LiveJob(job, null, queue, new Changes(new Registry(), null, InstantSource.system(), Limits.DEFAULT,
                new Listeners(EventLog.NONE, Limits.DEFAULT, new UnderWay())));
        lobby.enter(live, now);
        return live;
    }

    /** Does what is done when a job is submitted anew. */
    private void replace(LiveJob live, Duration delay) {
        assertThat(live.claim()).isTrue();
        Time.Reading now = clock.time().read();
        Job job = live.job().with(live.job().status().replaced(now.at(), now.at().plus(delay), false));
        store.renew(job, null);
        lobby.leave(live);
        live.show(job);
        lobby.enter(live, now);
    }

    private void pass(Duration time) {
        clock.advance(time);
        timetable.runDue();
    }

    private static JobOptions delay(int seconds) {
        return JobOptions.NONE.withDelay(Duration.ofSeconds(seconds));
    }

    @Test
    void isNotReadyByATimerThatWasOnItsWayWhenTheJobWasSubmittedAnew() {
        LiveJob live = enter(delay(10));
        Timetable.Entry late = live.timer();
        clock.advance(Duration.ofSeconds(10));
        replace(live, Duration.ofSeconds(10));
        late.run();
        assertThat(started).isEmpty();
        assertThat(live.job().state()).isEqualTo(JobState.SCHEDULED);
        pass(Duration.ofSeconds(9));
        assertThat(started).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(started).containsExactly(live);
    }

    @Test
    void keepsItsPlaceInTheQueueWhenATimerComesLate() {
        LiveJob running = enter(JobOptions.NONE);
        LiveJob live = enter(delay(10));
        Timetable.Entry late = live.timer();
        clock.advance(Duration.ofSeconds(10));
        replace(live, Duration.ZERO);
        late.run();
        assertThat(started).containsExactly(running);
        assertThat(queue.standing(live, 10).waits()).isTrue();
        slot.vacate();
        assertThat(started).containsExactly(running, live);
        slot.vacate();
        assertThat(started).hasSize(2);
    }

    @Test
    void isReadyAlthoughItsTimerCameWhileTheRightWasTaken() {
        LiveJob live = enter(delay(10));
        assertThat(live.claim()).isTrue();
        pass(Duration.ofSeconds(10));
        assertThat(started).isEmpty();
        lobby.putBack(live);
        timetable.runDue();
        assertThat(started).containsExactly(live);
    }

    @Test
    void isStartedAlthoughItsSlotCameWhileTheRightWasTaken() {
        LiveJob running = enter(JobOptions.NONE);
        LiveJob live = enter(JobOptions.NONE);
        assertThat(live.claim()).isTrue();
        slot.vacate();
        assertThat(started).containsExactly(running);
        lobby.putBack(live);
        assertThat(started).containsExactly(running, live);
    }

    @Test
    void expiresAlthoughItsTimeWasUpWhileTheRightWasTaken() throws Exception {
        enter(JobOptions.NONE);
        for (JobOptions options : List.of(JobOptions.NONE, delay(5))) {
            LiveJob live = enter(options.withExpires(Duration.ofSeconds(10)));
            Instant expiresAt = live.job().expiresAt();
            assertThat(live.claim()).isTrue();
            pass(Duration.ofSeconds(10));
            assertThat(ended.poll(50, TimeUnit.MILLISECONDS)).isNull();
            lobby.putBack(live);
            assertThat(ended.poll(30, TimeUnit.SECONDS)).isEqualTo(live.job().status().expired(expiresAt, expiresAt));
        }
        assertThat(started).hasSize(1);
    }

    @Test
    void doesNotExpireByATimerThatWasOnItsWayWhenTheJobGotMoreTime() throws Exception {
        LiveJob running = enter(JobOptions.NONE);
        LiveJob live = enter(JobOptions.NONE.withExpires(Duration.ofSeconds(10)));
        assertThat(live.claim()).isTrue();
        pass(Duration.ofSeconds(10));
        live.cancelExpiry();
        lobby.putBack(live);
        assertThat(ended.poll(50, TimeUnit.MILLISECONDS)).isNull();
        slot.vacate();
        assertThat(started).containsExactly(running, live);
    }

    @Test
    void waitsAWhileWhenItCouldNotBeStarted() {
        LiveJob live = enter(JobOptions.NONE);
        lobby.enterLater(live, Duration.ofSeconds(1));
        slot.vacate();
        pass(Duration.ofMillis(999));
        assertThat(started).hasSize(1);
        pass(Duration.ofMillis(1));
        assertThat(started).containsExactly(live, live);
    }
}
