package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Transition;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SettleRaceTest {

    private static final int RACES = 10_000;

    /** Cancel, timeout and success set out at the same moment, in an order the machine decides. */
    @Test
    void settlesOnceWhenCancelTimeoutAndSuccessRace() throws Exception {
        var start = new AtomicReference<CyclicBarrier>();
        try (var test = new TestEngine().type("racer", (input, context) -> {
            start.get().await();
            spin();
            return "1";
        })) {
            var outcomes = new EnumMap<JobState, Integer>(JobState.class);
            for (int i = 0; i < RACES; i++) {
                start.set(new CyclicBarrier(3));
                UUID id = test.submit("racer", JobOptions.NONE.withTimeout(Duration.ofSeconds(1)));
                var answer = new AtomicReference<Cancelling>();
                Thread canceller = Thread.ofVirtual().start(() -> {
                    await(start.get());
                    spin();
                    answer.set(test.engine.cancel(id));
                });
                test.clock.advance(Duration.ofSeconds(1));
                await(start.get());
                spin();
                test.timetable.runDue();
                canceller.join();
                Job job = test.finished(id);
                outcomes.merge(job.state(), 1, Integer::sum);
                assertThat(job.status().history()).extracting(Transition::state).filteredOn(JobState::isFinished).hasSize(1);
                checkAnswer(job, answer.get());
            }
            checkBooks(test, outcomes);
        }
    }

    /** What the canceller was told must be what came to pass. */
    private static void checkAnswer(Job job, Cancelling answer) {
        switch (answer) {
            case CANCELLED -> assertThat(job.state()).isEqualTo(JobState.CANCELLED);
            case TOO_LATE -> assertThat(job.state()).isIn(JobState.SUCCEEDED, JobState.FAILED);
            // Told to stop when its time was already up: then it failed by its timeout.
            case STOPPING -> assertThat(job.state()).isIn(JobState.CANCELLED, JobState.FAILED);
            case UNKNOWN -> throw new AssertionError("an accepted job was unknown: " + job);
        }
    }

    private static void checkBooks(TestEngine test, Map<JobState, Integer> outcomes) {
        assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(RACES);
        // Each of the three must have won some time, or this test raced nothing.
        assertThat(outcomes).containsKeys(JobState.SUCCEEDED, JobState.CANCELLED, JobState.FAILED);
        Map<JobState, Long> counts = test.engine.vitals().counts().get("racer");
        outcomes.forEach((state, count) -> assertThat(counts.get(state)).isEqualTo(count.longValue()));
        assertThat(test.engine.vitals().waiting()).isZero();
        assertThat(test.engine.vitals().stuck()).isZero();
    }

    private static void spin() {
        for (int i = ThreadLocalRandom.current().nextInt(2_000); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }
}
