package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.Event;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** With the machine's own clock and scheduler: code that holds every carrier there is. */
class WatchdogTest {

    private static final int HOGS = 8 * Math.max(Runtime.getRuntime().availableProcessors(),
            Integer.getInteger("jdk.virtualThreadScheduler.parallelism", 0)) + 2;

    private final TestEngine test = new TestEngine();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger onVirtualThreads = new AtomicInteger();

    @AfterEach
    void close() {
        release.countDown();
        test.close();
    }

    private String compute() {
        if (Thread.currentThread().isVirtual()) {
            onVirtualThreads.incrementAndGet();
        }
        while (release.getCount() > 0) {
            Thread.onSpinWait();
        }
        return "1";
    }

    private List<UUID> submitHogs() {
        test.type("hog", (input, context) -> compute());
        var jobs = new ArrayList<UUID>();
        for (int i = 0; i < HOGS; i++) {
            jobs.add(test.submit("hog"));
        }
        return jobs;
    }

    private static void awaitStartOfAVirtualThread() throws InterruptedException {
        var started = new CountDownLatch(1);
        Thread.ofVirtual().start(started::countDown);
        assertThat(started.await(TestEngine.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @EnabledForJreRange(minVersion = 24, disabledReason = "carriers can not be added before")
    void startsVirtualThreadsWhileCodeHoldsEveryCarrier() throws Exception {
        List<UUID> jobs = submitHogs();
        awaitStartOfAVirtualThread();
        assertThat(onVirtualThreads.get()).isPositive();
        assertThat(release.getCount()).isEqualTo(1);
        release.countDown();
        for (UUID job : jobs) {
            assertThat(test.finished(job).state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    @EnabledForJreRange(minVersion = 24, disabledReason = "an unknown type is tried out before")
    void movesFurtherRunsToPlatformThreadsAndSaysSoOnce() throws Exception {
        List<UUID> jobs = submitHogs();
        awaitStartOfAVirtualThread();
        while (events("carrier_held").isEmpty()) {
            Thread.onSpinWait();
        }
        Event event = events("carrier_held").getFirst();
        assertThat(event.get("by")).hasToString("type hog");
        assertThat(jobs).extracting(UUID::toString).contains((String) event.get("id"));
        assertThat((String) event.get("declare")).contains(".job(\"hog\"", "Placement.CPU");
        assertThat((String) event.get("stack")).contains("WatchdogTest.compute");
        assertThat(test.engine.placement(test.engine.type("hog"))).isEqualTo(Placement.CPU);
        assertThat(test.engine.isPlacementFound(test.engine.type("hog"))).isTrue();
        release.countDown();
        for (UUID job : jobs) {
            test.finished(job);
        }
        int before = onVirtualThreads.get();
        test.finished(test.submit("hog"));
        assertThat(onVirtualThreads).hasValue(before);
        assertThat(events("carrier_held")).hasSize(1);
    }

    @Test
    @EnabledForJreRange(minVersion = 24, disabledReason = "carriers can not be added before")
    void findsBackgroundTasksThatCompute() throws Exception {
        var tasks = new ArrayList<TaskRun>();
        for (int i = 0; i < HOGS; i++) {
            tasks.add(test.engine.tasks().add("count", this::compute));
            test.engine.tasks().start(List.of(tasks.getLast()));
        }
        awaitStartOfAVirtualThread();
        awaitAccused("task count");
        release.countDown();
        var virtual = new boolean[1];
        runTask(() -> virtual[0] = Thread.currentThread().isVirtual());
        assertThat(virtual[0]).isFalse();
    }

    @Test
    @EnabledForJreRange(minVersion = 24, disabledReason = "carriers can not be added before")
    void findsRequestsThatCompute() throws Exception {
        for (int i = 0; i < HOGS; i++) {
            Thread.ofVirtual().start(() -> {
                try {
                    test.engine.requests().run("GET /count", this::compute);
                } catch (Exception impossible) {
                    throw new AssertionError(impossible);
                }
            });
        }
        awaitStartOfAVirtualThread();
        awaitAccused("route GET /count");
        release.countDown();
        assertThat(test.engine.requests().run("GET /count", () -> Thread.currentThread().isVirtual())).isFalse();
        assertThat(test.engine.requests().run("GET /else", () -> Thread.currentThread())).isSameAs(Thread.currentThread());
    }

    @Test
    void startsVirtualThreadsWhateverRunsOfAnUnknownTypeDo() throws Exception {
        List<UUID> jobs = submitHogs();
        awaitStartOfAVirtualThread();
        assertThat(release.getCount()).isEqualTo(1);
        release.countDown();
        for (UUID job : jobs) {
            assertThat(test.finished(job).state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    void runsOfUnknownTypesThatWaitKeepNoOtherFromRunning() throws Exception {
        for (int i = 0; i < HOGS; i++) {
            test.type("waits" + i, (input, context) -> {
                release.await();
                return "1";
            });
            test.submit("waits" + i);
        }
        test.type("quick", (input, context) -> "1");
        assertThat(test.finished(test.submit("quick")).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void runsThatWaitWithAMonitorKeepNoVirtualThreadFromStarting() throws Exception {
        test.type("pins", (input, context) -> {
            synchronized (new Object()) {
                release.await();
            }
            return "1";
        });
        for (int i = 0; i < HOGS; i++) {
            test.submit("pins");
        }
        awaitStartOfAVirtualThread();
        test.type("quick", (input, context) -> "1");
        assertThat(test.finished(test.submit("quick")).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    @EnabledForJreRange(minVersion = 24, disabledReason = "what computes holds no carrier before")
    void showsTheLag() throws Exception {
        submitHogs();
        long deadline = System.nanoTime() + TestEngine.SOON.toNanos();
        while (test.engine.vitals().lag().worst().toMillis() < 20) {
            assertThat(System.nanoTime() - deadline).isNegative();
            Thread.onSpinWait();
        }
    }

    private void runTask(Runnable body) throws InterruptedException {
        var done = new CountDownLatch(1);
        test.engine.tasks().start(List.of(test.engine.tasks().add("count", () -> {
            body.run();
            done.countDown();
            return null;
        })));
        assertThat(done.await(TestEngine.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private void awaitAccused(String origin) {
        long deadline = System.nanoTime() + TestEngine.SOON.toNanos();
        while (events("carrier_held").stream().noneMatch(event -> event.get("by").toString().equals(origin))) {
            assertThat(System.nanoTime() - deadline).isNegative();
            Thread.onSpinWait();
        }
    }

    private List<Event> events(String name) {
        return test.events.stream().filter(event -> event.name().equals(name)).toList();
    }
}
