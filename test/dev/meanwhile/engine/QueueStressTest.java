package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.QueueOptions.Option;
import dev.meanwhile.job.Rate;
import dev.meanwhile.job.TypeOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looks for a slot, a place, a token or a share of a key that gets lost, whatever happens to a queue at once. */
class QueueStressTest {

    private static final int THREADS = 4;
    private static final int STEPS = 150;
    private static final int KEYS = 5;
    private static final String[] TYPES = {"plain", "cpu", "other"};

    @TempDir
    private Path folder;
    private final ConcurrentLinkedQueue<UUID> ids = new ConcurrentLinkedQueue<>();
    private final AtomicInteger[] ofKey = new AtomicInteger[KEYS];
    private final AtomicInteger mostOfKey = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void everyJobHasEndedOnceNobodyHoldsItUpAnyMore(Kept kept) throws Exception {
        for (int i = 0; i < KEYS; i++) {
            ofKey[i] = new AtomicInteger();
        }
        try (var test = kept.open(folder)) {
            test.engine.queues().declare("q", QueueOptions.NONE.withConcurrency(2).withConcurrencyPerKey(2));
            for (String type : TYPES) {
                var placement = type.equals("cpu") ? Placement.CPU : Placement.VIRTUAL;
                test.type(type, TypeOptions.DEFAULT.withQueue("q").withPlacement(placement), (input, context) -> {
                    AtomicInteger running = ofKey[Integer.parseInt(input)];
                    int now = running.incrementAndGet();
                    if (running != ofKey[0]) {
                        mostOfKey.accumulateAndGet(now, Math::max);
                    }
                    Thread.yield();
                    running.decrementAndGet();
                    return "1";
                });
            }
            var done = new CountDownLatch(THREADS);
            for (int i = 0; i < THREADS; i++) {
                var random = new Random(i);
                Thread.ofPlatform().daemon().start(() -> {
                    for (int step = 0; step < STEPS; step++) {
                        step(test, random);
                    }
                    done.countDown();
                });
            }
            test.awaitThat(() -> {
                test.pass(Duration.ofMillis(1));
                return done.getCount() == 0;
            });
            test.engine.queues().change("q", QueueOptions.NONE.withPaused(false).withRate(null), Set.of());
            test.awaitThat(() -> {
                test.pass(Duration.ofMillis(1));
                return ids.stream().allMatch(id -> test.engine.find(id).state().isFinished());
            });
            test.awaitThat(() -> test.engine.queues().view("q").running() == 0);
            assertThat(test.engine.queues().view("q").waiting()).isZero();
            assertThat(ids.stream().map(id -> test.engine.find(id).state())).contains(JobState.SUCCEEDED)
                    .isSubsetOf(JobState.SUCCEEDED, JobState.CANCELLED, JobState.EXPIRED);
            assertThat(mostOfKey.get()).isBetween(1, 2);
        }
    }

    private void step(TestEngine test, Random random) {
        switch (random.nextInt(10)) {
            case 0 -> cancel(test, random);
            case 1 -> test.engine.queues().change("q", change(random), EnumSet.of(Option.values()[random.nextInt(4)]));
            case 2 -> submit(test, random, JobOptions.NONE.withExpires(Duration.ofMillis(1 + random.nextInt(50))));
            case 3 -> submit(test, random, JobOptions.NONE.withDelay(Duration.ofMillis(random.nextInt(50))));
            case 4 -> submit(test, random, JobOptions.NONE.withPriority(random.nextInt(3)));
            default -> submit(test, random, JobOptions.NONE);
        }
    }

    private void cancel(TestEngine test, Random random) {
        List<UUID> all = List.copyOf(ids);
        if (!all.isEmpty()) {
            test.engine.cancel(all.get(Math.max(0, all.size() - 1 - random.nextInt(20))));
        }
    }

    private static QueueOptions change(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> QueueOptions.NONE.withPaused(true);
            case 1 -> QueueOptions.NONE.withPaused(false).withConcurrency(1 + random.nextInt(4));
            case 2 -> QueueOptions.NONE.withRate(Rate.parse((1 + random.nextInt(1000)) + "/s"));
            default -> QueueOptions.NONE.withConcurrencyPerKey(1 + random.nextInt(2));
        };
    }

    private void submit(TestEngine test, Random random, JobOptions options) {
        int key = random.nextInt(KEYS);
        JobOptions asked = key == 0 ? options : options.withConcurrencyKey("c" + key);
        String type = TYPES[random.nextInt(TYPES.length)];
        UUID id = test.engine.submit(type, Integer.toString(key), asked).job().id();
        ids.add(id);
    }
}
