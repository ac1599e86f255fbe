package dev.meanwhile.demo;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Structured fan-out and join: several calls at once, all of which have ended when the block has. {@link #all} is what
 * {@code StructuredTaskScope} does, which is a preview up to JDK 25, made of what is final since JDK 21.
 *
 * <p>The executor belongs to the block: its {@code close} waits for every thread in it, so that none goes on unseen. The first
 * failure cancels the others, and is what the caller gets. What ignores its interrupt is waited for, as it should be.
 */
final class FanOut implements Lesson {

    @Override
    public String word() {
        return "fanout";
    }

    @Override
    public String title() {
        return "fan-out and join";
    }

    @Override
    public String teaches() {
        return """
                Calls at once take as long as the slowest; the first to fail cancels its siblings, and no
                thread outlives the block it was started in.""";
    }

    @Override
    public void show(Consumer<String> say) throws Exception {
        var interrupted = new AtomicInteger();
        long start = System.nanoTime();
        List<Long> slept = all(LongStream.of(50, 100, 200).mapToObj(millis -> sleeping(millis, interrupted)).toList());
        say.accept("Three calls of " + slept + " ms, joined after " + Figures.since(start) + ".");
        start = System.nanoTime();
        try {
            all(List.of(sleeping(2_000, interrupted), failing(100), sleeping(3_000, interrupted)));
        } catch (ExecutionException failed) {
            say.accept("Calls of 2 s and 3 s and one that fails: \"%s\" after %s, %s siblings gone by then."
                    .formatted(failed.getCause().getMessage(), Figures.since(start), interrupted));
        }
    }

    /**
     * Makes all calls at once.
     *
     * @return their results, in the order of the calls
     * @throws ExecutionException   the first failure; the other calls have been cancelled, and have ended
     * @throws InterruptedException if the waiting thread is interrupted; the same holds
     */
    static <T> List<T> all(List<Callable<T>> calls) throws ExecutionException, InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended = new ExecutorCompletionService<T>(executor);
            List<Future<T>> futures = calls.stream().map(ended::submit).toList();
            try {
                for (int i = 0; i < calls.size(); i++) {
                    ended.take().get();
                }
                return futures.stream().map(Future::resultNow).toList();
            } finally {
                // Those that have ended do not mind.
                futures.forEach(future -> future.cancel(true));
            }
        }
    }

    private static Callable<Long> sleeping(long millis, AtomicInteger interrupted) {
        return () -> {
            try {
                Thread.sleep(Duration.ofMillis(millis));
                return millis;
            } catch (InterruptedException cancelled) {
                interrupted.incrementAndGet();
                throw cancelled;
            }
        };
    }

    private static Callable<Long> failing(long millis) {
        return () -> {
            Thread.sleep(Duration.ofMillis(millis));
            throw new IllegalStateException("out of stock");
        };
    }
}
