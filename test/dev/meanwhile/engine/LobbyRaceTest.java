package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.Transition;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.store.JobFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Jobs of a few keys that are submitted anew, cancelled, tried again, let expire and run by several threads at once, while time
 * passes: none is lost, none stays for ever, none runs twice at once, and none before its time. An input is when it is due.
 */
class LobbyRaceTest {

    private static final int THREADS = 4;
    private static final int KEYS = 3;

    @TempDir
    private Path folder;

    private final ConcurrentHashMap<UUID, AtomicInteger> running = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<UUID> ids = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final ConcurrentHashMap<String, Integer> did = new ConcurrentHashMap<>();

    @ParameterizedTest
    @EnumSource
    void losesNothingWhateverComesTogether(Kept kept) throws Exception {
        try (var test = kept.open(folder)) {
            test.type("job", TypeOptions.DEFAULT.withConcurrency(2), (input, context) -> {
                if (running.computeIfAbsent(context.id(), id -> new AtomicInteger()).incrementAndGet() > 1) {
                    wrong.add("two attempts at once of " + context.id());
                }
                try {
                    // One that is tried again is so at once.
                    if (now(test) < Long.parseLong(input) && test.engine.find(context.id()).status().history().stream()
                            .noneMatch(step -> step.state().isFinished())) {
                        wrong.add("too early: " + input);
                    }
                    if (Long.parseLong(input) % 3 == 0) {
                        throw new IOException("no");
                    }
                    Thread.yield();
                    return input;
                } finally {
                    running.get(context.id()).decrementAndGet();
                }
            });
            int rounds = kept == Kept.IN_MEMORY ? 6_000 : 600;
            try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
                var work = new ArrayList<Future<?>>();
                for (int i = 0; i < THREADS; i++) {
                    var random = new SplittableRandom(i);
                    work.add(threads.submit(() -> {
                        for (int k = 0; k < rounds; k++) {
                            act(test, random);
                        }
                    }));
                }
                for (Future<?> one : work) {
                    one.get();
                }
            }
            for (UUID id : ids) {
                test.pass(Duration.ofMillis(50));
                check(test.finished(id));
            }
            assertThat(wrong).isEmpty();
            checkBooks(test);
            assertThat(did).containsKeys("made", "met or replaced", "rejected", "CANCELLED", "QUEUED", "UNFINISHED");
        }
    }

    private void act(TestEngine test, SplittableRandom random) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> submit(test, random);
            case 3 -> test.pass(Duration.ofMillis(random.nextInt(3)));
            case 4 -> did(test.engine.cancel(any(random)).name());
            case 5, 6 -> retry(test, any(random));
            default -> {
                Explanation why = test.engine.explain(any(random));
                did("explained " + (why == null ? "nothing" : why.reason()));
            }
        }
    }

    private void submit(TestEngine test, SplittableRandom random) {
        int delay = random.nextInt(3);
        long due = now(test) + delay;
        var options = JobOptions.NONE.withKey("k" + random.nextInt(KEYS)).withDelay(Duration.ofMillis(delay))
                .withOnDuplicate(List.of(OnDuplicate.values()).get(random.nextInt(3)))
                .withRetry(new RetryPolicy(2, Duration.ofMillis(random.nextInt(2)), 1, Duration.ofMillis(1), 0));
        try {
            Engine.Submitted submitted = test.engine.submit("job", "" + due,
                    random.nextBoolean() ? options.withExpires(Duration.ofMillis(random.nextInt(3, 6))) : options);
            did(submitted.made() ? "made" : "met or replaced");
            if (submitted.made()) {
                ids.add(submitted.job().id());
            }
        } catch (DuplicateException duplicate) {
            did("rejected");
        }
    }

    private static long now(TestEngine test) {
        return test.clock.time().now().toEpochMilli();
    }

    private void retry(TestEngine test, UUID id) {
        try {
            did(test.engine.retry(id).name());
        } catch (DuplicateException duplicate) {
            did("rejected");
        }
    }

    private void did(String what) {
        did.merge(what, 1, Integer::sum);
    }

    private UUID any(SplittableRandom random) {
        UUID[] known = ids.stream().skip(Math.max(0, ids.size() - 5)).toArray(UUID[]::new);
        return known.length == 0 ? new UUID(0, 0) : known[random.nextInt(known.length)];
    }

    /** What a job has gone through is what it may go through, and none was started too late. */
    private static void check(Job job) {
        JobState before = null;
        for (Transition step : job.status().history()) {
            assertThat(before == null || before.canMoveTo(step.state())).as("%s to %s in %s", before, step.state(), job).isTrue();
            before = step.state();
        }
        assertThat(before).isEqualTo(job.state());
        if (job.expiresAt() != null && job.state() == JobState.SUCCEEDED) {
            assertThat(job.status().startedAt()).isBefore(job.expiresAt());
        }
    }

    private void checkBooks(TestEngine test) {
        test.awaitThat(() -> test.engine.vitals().running() == 0 && test.engine.vitals().waiting() == 0);
        var states = new EnumMap<JobState, Long>(JobState.class);
        test.engine.list(JobFilter.ALL, null, Integer.MAX_VALUE).forEach(job -> states.merge(job.state(), 1L, Long::sum));
        Map<JobState, Long> counts = test.engine.vitals().counts().get("job");
        counts.values().removeIf(count -> count == 0);
        assertThat(counts).isEqualTo(states);
        assertThat(states.keySet()).allMatch(JobState::isFinished);
        for (int i = 0; i < KEYS; i++) {
            assertThat(test.engine.submit("job", "1", JobOptions.NONE.withKey("k" + i)).made()).as("the key is free").isTrue();
        }
    }
}
