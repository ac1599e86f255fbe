package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.store.JobFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Types that compute share the places of one pool. Whoever is to hold a place here computes: who waits does not keep one. */
class CpuPlacementTest {

    private static final int PLACES = Runtime.getRuntime().availableProcessors() + 1;
    private static final TypeOptions CPU = TypeOptions.DEFAULT.withPlacement(Placement.CPU);

    private final TestEngine test = new TestEngine();
    private final Semaphore release = new Semaphore(0);
    private final CountDownLatch computing = new CountDownLatch(PLACES);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void takeAllPlaces() throws InterruptedException {
        test.type("hold", CPU, (input, context) -> {
            computing.countDown();
            while (!context.cancelled() && !release.tryAcquire()) {
                Thread.onSpinWait();
            }
            return "1";
        });
        for (String name : List.of("a", "b")) {
            test.type(name, CPU, (input, context) -> {
                order.add(name + context.id());
                return "1";
            });
        }
        for (int i = 0; i < PLACES; i++) {
            test.submit("hold");
        }
        computing.await();
    }

    @AfterEach
    void close() {
        release.release(1_000);
        test.close();
    }

    @Test
    void startsTheHighestPriorityOfAllTypesFirst() throws Exception {
        UUID low = test.submit("a", JobOptions.NONE.withPriority(-1));
        UUID high = test.submit("b", JobOptions.NONE.withPriority(5));
        UUID middle = test.submit("a");
        assertThat(test.engine.find(high).state()).isEqualTo(JobState.QUEUED);
        release.release();
        for (UUID id : List.of(low, high, middle)) {
            test.finished(id);
        }
        assertThat(order).containsExactly("b" + high, "a" + middle, "a" + low);
    }

    @Test
    void cancelsAtOnceWhatWaitsForAPlace() throws Exception {
        UUID id = test.submit("a");
        assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.CANCELLED);
        release.release(PLACES);
        assertThat(test.finished(test.submit("b")).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(order).hasSize(1);
    }

    @Test
    void cancelsWhatLeavesByItsInterrupt() throws Exception {
        var waits = new CountDownLatch(1);
        test.type("patient", CPU, (input, context) -> {
            waits.countDown();
            new CountDownLatch(1).await();
            return "1";
        });
        UUID id = test.submit("patient");
        release.release();
        waits.await();
        assertThat(test.engine.cancel(id)).isEqualTo(Cancelling.STOPPING);
        assertThat(test.finished(id).state()).isEqualTo(JobState.CANCELLED);
        release.release(PLACES);
    }

    @Test
    void saysWhatAJobWaitsFor() {
        UUID id = test.submit("a");
        assertThat(test.engine.explain(id).reason()).isEqualTo(Explanation.Reason.NO_FREE_SLOT);
        assertThat(test.engine.explain(id).detail()).contains("all places of the cpu pool are taken");
    }

    @Test
    void letsAnotherOneInForOneThatOnlyWaits() throws Exception {
        var never = new CountDownLatch(1);
        test.type("idle", CPU, (input, context) -> {
            never.await();
            return "1";
        });
        release.release(PLACES);
        for (int i = 0; i < PLACES; i++) {
            test.submit("idle");
        }
        assertThat(test.finished(test.submit("a")).state()).isEqualTo(JobState.SUCCEEDED);
        never.countDown();
    }

    @Test
    void stopsWhatComputes() throws Exception {
        UUID waiting = test.submit("a");
        UUID id = test.engine.list(JobFilter.ALL, null, 10).getLast().id();
        // It may have stopped before that could be told.
        assertThat(test.engine.cancel(id)).isIn(Cancelling.STOPPING, Cancelling.CANCELLED);
        assertThat(test.finished(id).state()).isEqualTo(JobState.CANCELLED);
        assertThat(test.finished(waiting).state()).isEqualTo(JobState.SUCCEEDED);
    }
}
