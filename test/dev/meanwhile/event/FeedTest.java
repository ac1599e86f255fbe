package dev.meanwhile.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.Notice.Change;
import dev.meanwhile.event.Notice.Gap;
import dev.meanwhile.event.Notice.Written;
import dev.meanwhile.job.Job;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final OptionalLong ANEW = OptionalLong.empty();

    private final Feed feed = new Feed(InstantSource.fixed(TestJobs.NOW), 1 << 20);

    @BeforeEach
    void listen() {
        // Since then it remembers what is published.
        feed.subscribe(ANEW).close();
    }

    @AfterEach
    void close() {
        feed.close();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            feed.publish(TestJobs.running(i));
        }
    }

    /** Returns all there is to be told at the moment. */
    private static List<Notice> told(Subscription subscription) throws InterruptedException {
        var told = new ArrayList<Notice>();
        for (Notice notice = subscription.poll(Duration.ZERO); notice != null; notice = subscription.poll(Duration.ZERO)) {
            told.add(notice);
        }
        return told;
    }

    private static List<Long> numbers(List<Notice> told) {
        return told.stream().map(notice -> ((Change) notice).sequence()).toList();
    }

    @Test
    void tellsWhatIsPublishedFromThenOn() throws Exception {
        publish(3);
        long last = feed.last();
        try (var subscription = feed.subscribe(ANEW)) {
            assertThat(subscription.poll(Duration.ZERO)).isNull();
            Job job = TestJobs.running(17);
            feed.publish(job);
            feed.publish(TestJobs.succeeded(17, "1"));
            assertThat(subscription.start()).isEqualTo(last);
            assertThat(subscription.poll(Duration.ZERO)).isEqualTo(new Change(last + 1, job));
            assertThat(numbers(told(subscription))).containsExactly(last + 2);
            assertThat(subscription.isOver()).isFalse();
        }
    }

    @Test
    void wakesWhoWaits() throws Exception {
        var waits = new CountDownLatch(1);
        var heard = new CompletableFuture<Notice>();
        Thread listener = Thread.ofVirtual().start(() -> {
            try (var subscription = feed.subscribe(ANEW)) {
                waits.countDown();
                heard.complete(subscription.poll(Duration.ofDays(1)));
            } catch (Throwable unexpected) {
                heard.completeExceptionally(unexpected);
            }
        });
        waits.await();
        while (listener.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        publish(1);
        assertThat(heard.get(30, TimeUnit.SECONDS)).isInstanceOf(Change.class);
    }

    @Test
    void tellsEveryListenerEverythingWhileManyPublish() throws Exception {
        int publishers = 3;
        int each = 20_000;
        var subscribed = new CountDownLatch(4);
        var counts = new ArrayList<CompletableFuture<Long>>();
        for (int i = 0; i < 4; i++) {
            var count = new CompletableFuture<Long>();
            counts.add(count);
            Thread.ofVirtual().start(() -> {
                try (var subscription = feed.subscribe(ANEW)) {
                    long last = feed.last();
                    subscribed.countDown();
                    count.complete(countTo(subscription, last, publishers * each));
                } catch (Throwable unexpected) {
                    count.completeExceptionally(unexpected);
                }
            });
        }
        subscribed.await();
        for (int i = 0; i < publishers; i++) {
            Thread.ofVirtual().start(() -> publish(each));
        }
        for (var count : counts) {
            assertThat(count.get(60, TimeUnit.SECONDS)).isEqualTo(publishers * each);
        }
    }

    /** Counts what is told, and what is said to be lost, and sees that the numbers leave nothing out. */
    private static long countTo(Subscription subscription, long from, long count) throws InterruptedException {
        long last = from;
        while (last < from + count) {
            switch (subscription.poll(SOON)) {
                case Change change -> {
                    assertThat(change.sequence()).isEqualTo(last + 1);
                    last = change.sequence();
                }
                case Gap gap -> {
                    assertThat(gap.sequence()).isEqualTo(last + gap.lost().orElseThrow());
                    last = gap.sequence();
                }
                case Written written -> throw new AssertionError(written);
                case null -> throw new AssertionError("told nothing after " + (last - from));
            }
        }
        return last - from;
    }

    @Test
    void tellsASlowListenerHowManyItHasLost() throws Exception {
        try (var subscription = feed.subscribe(ANEW)) {
            long first = feed.last() + 1;
            publish(Ring.PLACES + 5);
            List<Notice> told = told(subscription);
            int lost = Ring.PLACES / 2 + 5;
            assertThat(told.getFirst()).isEqualTo(new Gap(OptionalLong.of(lost), first + lost - 1));
            assertThat(numbers(told.subList(1, told.size()))).hasSize(Ring.PLACES / 2).startsWith(first + lost).endsWith(feed.last());
        }
    }

    @Test
    void tellsWhoComesBackWhatItHasMissed() throws Exception {
        publish(5);
        long last = feed.last();
        try (var subscription = feed.subscribe(OptionalLong.of(last - 2))) {
            publish(1);
            assertThat(numbers(told(subscription))).containsExactly(last - 1, last, last + 1);
        }
        try (var subscription = feed.subscribe(OptionalLong.of(last + 1))) {
            assertThat(told(subscription)).isEmpty();
        }
    }

    @Test
    void tellsWhoComesBackTooLateThatThereIsAGap() throws Exception {
        publish(1);
        long seen = feed.last();
        publish(Ring.PLACES + 100);
        try (var subscription = feed.subscribe(OptionalLong.of(seen))) {
            assertThat(subscription.poll(Duration.ZERO)).isEqualTo(
                    new Gap(OptionalLong.of(Ring.PLACES / 2 + 100), seen + Ring.PLACES / 2 + 100));
        }
    }

    @Test
    void tellsWhoComesFromAnotherProcessThatNobodyKnowsWhatIsLost() throws Exception {
        publish(3);
        for (long foreign : new long[] {0, 17, feed.last() - 4, feed.last() + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            try (var subscription = feed.subscribe(OptionalLong.of(foreign))) {
                assertThat(told(subscription)).containsExactly(new Gap(OptionalLong.empty(), feed.last()));
            }
        }
    }

    @Test
    void numbersOfALaterProcessAreHigher() {
        publish(100);
        try (var next = new Feed(InstantSource.fixed(TestJobs.NOW.plusMillis(1)), 1); var anybody = next.subscribe(ANEW)) {
            assertThat(anybody.isOver()).isFalse();
            assertThat(next.last()).isGreaterThan(feed.last());
        }
    }

    @Test
    void forgetsWhenNobodyHasListenedForLong() throws Exception {
        publish(1);
        long seen = feed.last();
        for (int i = 0; i < 9; i++) {
            feed.prune();
        }
        publish(1);
        try (var back = feed.subscribe(OptionalLong.of(seen))) {
            assertThat(numbers(told(back))).containsExactly(seen + 1);
            for (int i = 0; i < 20; i++) {
                feed.prune();
            }
            publish(1);
            assertThat(numbers(told(back))).as("somebody listens").containsExactly(seen + 2);
        }
        for (int i = 0; i < 10; i++) {
            feed.prune();
        }
        publish(5);
        assertThat(feed.last()).isEqualTo(seen + 2);
        try (var late = feed.subscribe(OptionalLong.of(seen + 2))) {
            var gap = (Gap) late.poll(Duration.ZERO);
            assertThat(gap.lost()).isEmpty();
            publish(1);
            assertThat(numbers(told(late))).containsExactly(gap.sequence() + 1);
        }
    }

    @Test
    void keepsNeitherInputNorResult() throws Exception {
        try (var subscription = feed.subscribe(ANEW)) {
            feed.publish(TestJobs.running(1, '"' + "x".repeat(1 << 20) + '"'));
            feed.publish(TestJobs.succeeded(1, '"' + "x".repeat(1 << 20) + '"'));
            assertThat(told(subscription)).hasSize(2).allSatisfy(notice -> {
                Job kept = ((Change) notice).job();
                assertThat(kept.request().input()).isEqualTo("null");
                assertThat(kept.status().result()).isNull();
            });
        }
    }

    @Test
    void tellsWhoFollowsAJobOfThatJobAlone() throws Exception {
        var job = TestJobs.running(1);
        try (var subscription = feed.follow(job.id(), ANEW); var other = feed.follow(job.id(), ANEW)) {
            publish(3);
            feed.written(job.id(), 10);
            feed.written(job.id(), 20);
            feed.written(new UUID(1, 2), 30);
            feed.publish(TestJobs.succeeded(1, "1"));
            feed.written(job.id(), 40);
            List<Notice> told = told(subscription);
            assertThat(told).hasSize(4);
            assertThat(told.get(0)).isEqualTo(new Change(feed.last() - 2, job));
            assertThat(told.get(1)).isEqualTo(new Written(20));
            assertThat(told.get(2)).isInstanceOf(Change.class);
            assertThat(told.get(3)).isEqualTo(new Written(40));
            assertThat(told(other)).isEqualTo(told);
        }
        assertThat(feed.followed()).isZero();
    }

    @Test
    void aSlowFollowerLosesTheOldestChangesAndNeverTheLast() throws Exception {
        var job = TestJobs.running(1);
        try (var subscription = feed.follow(job.id(), ANEW)) {
            long first = feed.last() + 1;
            for (int i = 0; i < 1_000; i++) {
                feed.publish(job);
                feed.written(job.id(), i);
            }
            feed.publish(TestJobs.failed(1, 150_000));
            List<Notice> told = told(subscription);
            var gap = (Gap) told.getFirst();
            assertThat(gap.sequence()).isEqualTo(first + gap.lost().orElseThrow() - 1);
            assertThat(told.stream().filter(Change.class::isInstance)).hasSize((int) (1_001 - gap.lost().getAsLong()));
            assertThat(((Change) told.getLast()).sequence()).isEqualTo(feed.last());
        }
    }

    @Test
    void tellsAFollowerWhoComesBackWhatItHasMissed() throws Exception {
        var job = TestJobs.running(1);
        publish(3);
        long seen = feed.last();
        publish(3);
        feed.publish(job);
        try (var subscription = feed.follow(job.id(), OptionalLong.of(seen))) {
            assertThat(numbers(told(subscription))).containsExactly(seen + 2, seen + 4);
        }
        publish(Ring.PLACES);
        try (var subscription = feed.follow(job.id(), OptionalLong.of(seen))) {
            assertThat(told(subscription)).containsExactly(new Gap(OptionalLong.empty(), feed.last()));
        }
    }

    @Test
    void endsAllOnceTheyHaveBeenTold() throws Exception {
        try (var listener = feed.subscribe(ANEW); var follower = feed.follow(new UUID(1, 0), ANEW)) {
            publish(1);
            feed.close();
            for (var subscription : List.of(listener, follower)) {
                assertThat(subscription.poll(SOON)).isInstanceOf(Change.class);
                assertThat(subscription.isOver()).isFalse();
                assertThat(subscription.poll(Duration.ofDays(1))).isNull();
                assertThat(subscription.isOver()).isTrue();
            }
        }
        try (var late = feed.subscribe(ANEW)) {
            assertThat(late.poll(Duration.ofDays(1))).isNull();
        }
    }
}
