package dev.meanwhile.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Work;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A work under way on a virtual thread of its own, as the engine would have it. */
final class Attempt {

    final RecordingContext context = new RecordingContext();

    private final CompletableFuture<String> result = new CompletableFuture<>();
    private final Thread thread;

    private Attempt(Work work, String input) {
        thread = Thread.ofVirtual().unstarted(() -> {
            try {
                result.complete(work.run(input, context));
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        });
    }

    static Attempt start(Work work, String input) {
        var attempt = new Attempt(work, input);
        attempt.thread.start();
        return attempt;
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isRunning() {
        return !result.isDone();
    }

    /** Awaits the end, which must be a result. */
    String result() throws Exception {
        return result.get(30, TimeUnit.SECONDS);
    }

    /** Awaits the end, which must be an exception of type {@code kind}. */
    <T extends Throwable> T failure(Class<T> kind) throws InterruptedException, TimeoutException {
        return failure(kind, Duration.ofSeconds(30));
    }

    <T extends Throwable> T failure(Class<T> kind, Duration timeout) throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("succeeded with " + result.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException failed) {
            assertThat(failed.getCause()).isInstanceOf(kind);
            return kind.cast(failed.getCause());
        }
    }
}
