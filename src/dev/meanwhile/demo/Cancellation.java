package dev.meanwhile.demo;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Cancellation is a request: {@code cancel(true)} interrupts the thread, and what comes of that is up to the code. Code that
 * blocks is woken by an {@code InterruptedException}. Code that computes has to look. Code that does neither goes on.
 *
 * <p>The future does not tell them apart: it is done as soon as it has been asked. So a server that believes it says that work
 * has stopped while it still runs. Meanwhile calls a job cancelled only when its code has really left.
 */
final class Cancellation implements Lesson {

    private static final Duration DEAF = Duration.ofMillis(400);

    @Override
    public String word() {
        return "cancel";
    }

    @Override
    public String title() {
        return "cancelling";
    }

    @Override
    public String teaches() {
        return """
                An interrupt is a request, and a cancelled future says nothing about its thread. Blocking code
                stops at once, computing code when it looks at its interrupt, other code never.""";
    }

    @Override
    public void show(Consumer<String> say) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            say.accept("Three tasks, each cancelled while it runs. The future is done, and the code has left, after:");
            cancel(executor, "one that sleeps", Cancellation::sleep, say);
            cancel(executor, "one that computes and looks", Cancellation::computeAndLook, say);
            cancel(executor, "one that computes and does not", Cancellation::computeOn, say);
        }
    }

    private static void cancel(ExecutorService executor, String what, Callable<Void> body, Consumer<String> say) throws Exception {
        var entered = new CountDownLatch(1);
        var left = new CompletableFuture<Long>();
        var future = executor.submit(() -> {
            entered.countDown();
            try {
                return body.call();
            } finally {
                left.complete(System.nanoTime());
            }
        });
        entered.await();
        long asked = System.nanoTime();
        future.cancel(true);
        String done = future.isDone() ? Figures.since(asked) : "never";
        say.accept(String.format("%-31s %8s   %8s", what, done, Figures.time(Duration.ofNanos(left.get() - asked))));
    }

    private static Void sleep() throws InterruptedException {
        Thread.sleep(Duration.ofMinutes(1));
        return null;
    }

    private static Void computeAndLook() throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            Computation.run(10_000);
        }
        throw new InterruptedException();
    }

    private static Void computeOn() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < DEAF.toNanos()) {
            Computation.run(10_000);
        }
        return null;
    }
}
