package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.engine.JobMetrics.Count;
import dev.meanwhile.event.Notice;
import dev.meanwhile.event.Notice.Change;
import dev.meanwhile.event.Subscription;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private static final TypeOptions TWICE = TypeOptions.DEFAULT.withRetry(
            new RetryPolicy(2, Duration.ofSeconds(1), 1, Duration.ofSeconds(1), 0));

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final TestEngine test = new TestEngine();

    @AfterEach
    void close() {
        release.countDown();
        test.close();
    }

    private void held() {
        test.type("held", (input, context) -> {
            running.countDown();
            release.await();
            return "1";
        });
    }

    /** Returns the next changes, so many and no more: a job can be seen to have changed a moment before that is told. */
    private static List<Job> told(Subscription subscription, int count) throws InterruptedException {
        var told = new ArrayList<Job>();
        while (told.size() < count) {
            told.add(((Change) subscription.poll(TestEngine.SOON)).job());
        }
        assertThat(subscription.poll(Duration.ZERO)).isNull();
        return told;
    }

    private static List<JobState> states(Subscription subscription, int count) throws InterruptedException {
        return told(subscription, count).stream().map(Job::state).toList();
    }

    private Subscription listen() {
        return test.engine.changes().feed().subscribe(OptionalLong.empty());
    }

    private void awaitCount(String type, Count what, long count) {
        long start = System.nanoTime();
        while (count(type, what) != count) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TestEngine.SOON);
        }
    }

    private long count(String type, Count what) {
        return test.engine.changes().metrics().types().get(type).count(what);
    }

    @Test
    void tellsEveryMoveOnceItIsRecorded() throws Exception {
        test.type("late", TWICE, (input, context) -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("not yet");
            }
            context.progress(0.5, "half way");
            return "1";
        });
        try (var subscription = listen()) {
            UUID id = test.submit("late", JobOptions.NONE.withDelay(Duration.ofSeconds(1)));
            test.pass(Duration.ofSeconds(1));
            test.awaitEvent("job_retrying", id);
            test.pass(Duration.ofSeconds(1));
            test.finished(id);
            List<Job> told = told(subscription, 8);
            assertThat(told).extracting(Job::state).containsExactly(JobState.SCHEDULED, JobState.QUEUED, JobState.RUNNING,
                    JobState.RETRYING, JobState.QUEUED, JobState.RUNNING, JobState.RUNNING, JobState.SUCCEEDED);
            assertThat(told.get(6).status().progress().message()).isEqualTo("half way");
            assertThat(told.getLast()).isEqualTo(test.engine.find(id));
        }
        assertThat(count("late", Count.SUBMITTED)).isEqualTo(1);
        assertThat(count("late", Count.STARTED)).isEqualTo(2);
        assertThat(count("late", Count.RETRIED)).isEqualTo(1);
        assertThat(count("late", Count.SUCCEEDED)).isEqualTo(1);
        JobMetrics.OfType figures = test.engine.changes().metrics().types().get("late");
        assertThat(figures.ran().buckets().getLast().count()).isEqualTo(2);
        assertThat(figures.waited().buckets().getLast().count()).isEqualTo(2);
    }

    @Test
    void tellsOfACancelWhenItIsAskedForAndWhenItIsDone() throws Exception {
        held();
        try (var subscription = listen()) {
            UUID waiting = test.submit("held", JobOptions.NONE.withDelay(Duration.ofHours(1)));
            test.engine.cancel(waiting);
            assertThat(states(subscription, 2)).containsExactly(JobState.SCHEDULED, JobState.CANCELLED);
            UUID id = test.submit("held");
            running.await();
            test.engine.cancel(id);
            test.engine.cancel(id);
            test.finished(id);
            List<Job> told = told(subscription, 4);
            assertThat(told).extracting(Job::state)
                    .containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.RUNNING, JobState.CANCELLED);
            assertThat(told.get(2).status().cancelRequested()).isTrue();
        }
        assertThat(count("held", Count.CANCELLED)).isEqualTo(2);
        assertThat(test.engine.changes().metrics().types().get("held").ran().buckets().getLast().count()).isEqualTo(1);
    }

    @Test
    void tellsWhatIsPutBackBeforeItEnds() throws Exception {
        held();
        try (var subscription = listen()) {
            test.submit("held");
            running.await();
            test.close();
            assertThat(states(subscription, 3)).containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.QUEUED);
            assertThat(subscription.isOver()).isTrue();
        }
    }

    @Test
    void measuresHowLongJobsWaitedAndRan() throws Exception {
        test.type("slow", TypeOptions.DEFAULT.withConcurrency(1), (input, context) -> {
            test.clock.advance(Duration.ofSeconds(20));
            return "1";
        });
        UUID first = test.submit("slow");
        test.finished(first);
        awaitCount("slow", Count.SUCCEEDED, 1);
        JobMetrics.OfType figures = test.engine.changes().metrics().types().get("slow");
        assertThat(figures.ran().seconds()).isEqualTo(20.0);
        assertThat(figures.waited().seconds()).isZero();
        assertThat(figures.ran().buckets()).filteredOn(bucket -> bucket.seconds() == 10.0 || bucket.seconds() == 30.0)
                .extracting(Histogram.Bucket::count).containsExactly(0L, 1L);
        assertThat(figures.waited().buckets().getFirst().count()).isEqualTo(1);
    }

    @Test
    void countsWhatIsRefused() {
        try (var small = new TestEngine(new Limits(1, 1 << 20, 1_000, 1_000, 1_000))) {
            small.type("noop", (input, context) -> "1");
            small.submit("noop", JobOptions.NONE.withDelay(Duration.ofHours(1)));
            assertThatThrownBy(() -> small.submit("noop")).isInstanceOf(RefusedException.class);
            small.engine.refuseNew();
            assertThatThrownBy(() -> small.submit("noop")).isInstanceOf(RefusedException.class);
            assertThat(small.engine.changes().metrics().refused()).isEqualTo(Map.of(RefusedException.Reason.QUEUE_FULL, 1L,
                    RefusedException.Reason.STOPPING, 1L, RefusedException.Reason.NOT_RECORDED, 0L));
        }
    }

    /** Whoever reports progress from another thread while the job ends must not have it running again in the eyes of listeners. */
    @Test
    void tellsChangesInTheOrderInWhichTheyWereShown() throws Exception {
        int jobs = 2_000;
        var context = new AtomicReference<JobContext>();
        var stop = new AtomicBoolean();
        Thread meddler = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                JobContext current = context.get();
                if (current != null) {
                    current.progress(0.5, null);
                }
            }
        });
        test.type("quick", TWICE, (input, now) -> {
            context.set(now);
            if (now.attempt() == 1 && input.equals("1")) {
                throw new IllegalStateException();
            }
            return "1";
        });
        var wrong = new ConcurrentLinkedQueue<String>();
        try (var subscription = listen()) {
            var last = new HashMap<UUID, Job>();
            for (int i = 0; i < jobs; i++) {
                UUID id = test.engine.submit("quick", i % 2 == 0 ? "0" : "1", JobOptions.NONE).job().id();
                while (!test.engine.find(id).state().isFinished()) {
                    test.pass(Duration.ofSeconds(1));
                }
                test.events.clear();
                while (!last.containsKey(id) || last.get(id).state() != JobState.SUCCEEDED) {
                    if (subscription.poll(TestEngine.SOON) instanceof Change change) {
                        check(last.put(change.job().id(), change.job()), change.job(), wrong);
                    }
                }
            }
            assertThat(subscription.poll(Duration.ZERO)).as("nothing after the end").isNull();
        } finally {
            stop.set(true);
            meddler.join();
        }
        assertThat(wrong).isEmpty();
    }

    private static void check(Job before, Job now, Queue<String> wrong) {
        if (before != null && before.status().history().size() > now.status().history().size()) {
            wrong.add(before.state() + " then " + now.state());
        }
    }

    @Test
    void followsAJobFromExactlyHowItIs() throws Exception {
        held();
        UUID id = test.submit("held");
        running.await();
        try (Following following = test.engine.changes().follow(id, OptionalLong.empty())) {
            assertThat(following.job()).isEqualTo(test.engine.find(id));
            assertThat(following.changes().poll(Duration.ZERO)).isNull();
            release.countDown();
            var end = (Change) following.changes().poll(TestEngine.SOON);
            assertThat(end.job().state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(end.sequence()).isEqualTo(following.changes().start() + 1);
        }
        try (Following following = test.engine.changes().follow(id, OptionalLong.empty())) {
            assertThat(following.job().state()).isEqualTo(JobState.SUCCEEDED);
        }
        assertThat(test.engine.changes().follow(new UUID(1, 1), OptionalLong.empty())).isNull();
    }
}
