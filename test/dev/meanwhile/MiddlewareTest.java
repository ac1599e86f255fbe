package dev.meanwhile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Middleware;
import dev.meanwhile.job.Permanent;
import dev.meanwhile.job.RetryAfter;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MiddlewareTest {

    private static final TypeOptions RETRIED = TypeOptions.DEFAULT.withRetry(RetryPolicy.NONE.withAttempts(3));

    private final List<String> trace = new ArrayList<>();
    private final Meanwhile app = new Meanwhile();

    private Middleware tracing(String name) {
        return (context, next) -> {
            trace.add(name + " before " + context.type() + " " + context.attempt());
            try {
                return next.call();
            } finally {
                trace.add(name + " after");
            }
        };
    }

    @Test
    void nestsInTheOrderOfRegistrationWhereverTheTypeIsAdded() {
        app.middleware(tracing("outer"));
        app.job("work", Object.class, (input, context) -> trace.add("work"));
        app.middleware(tracing("inner"));
        try (var test = TestMeanwhile.start(app)) {
            JobHandle job = test.submit("work", null);
            test.runDue();
            assertThat(trace).containsExactly("outer before work 1", "inner before work 1", "work", "inner after", "outer after");
            assertThat(job.result(Boolean.class)).isTrue();
        }
    }

    @Test
    void changesTheResultOrKeepsTheHandlerFromBeingCalled() {
        app.middleware((context, next) -> context.type().equals("double") ? 2 * (Integer) next.call() : next.call());
        app.middleware((context, next) -> context.type().equals("cached") ? "from the cache" : next.call());
        app.job("double", Integer.class, (input, context) -> input + 1);
        app.job("cached", Object.class, (input, context) -> trace.add("called"));
        try (var test = TestMeanwhile.start(app)) {
            JobHandle doubled = test.submit("double", 17);
            JobHandle cached = test.submit("cached", null);
            test.runDue();
            assertThat(doubled.result(Integer.class)).isEqualTo(36);
            assertThat(cached.result(String.class)).isEqualTo("from the cache");
            assertThat(trace).isEmpty();
        }
    }

    @Test
    void failsTheAttemptWithWhatItThrows() {
        app.middleware((context, next) -> {
            switch (context.attempt()) {
                case 1 -> throw new IOException("not yet");
                case 2 -> throw new RetryAfter("in a while", Duration.ofHours(2));
                default -> throw new Permanent(new StackOverflowError("never"));
            }
        });
        app.job("work", Object.class, RETRIED.withRetry(RetryPolicy.NONE.withAttempts(9)), (input, context) -> trace.add("called"));
        try (var test = TestMeanwhile.start(app)) {
            JobHandle job = test.submit("work", null);
            test.runDue();
            assertThat(job.job().status().error().message()).isEqualTo("not yet");
            test.advance(Duration.ofSeconds(1)).runDue();
            assertThat(job.job().status().runAt()).isEqualTo(test.now().plus(Duration.ofHours(2)));
            test.advance(Duration.ofHours(2)).runDue();
            assertThat(job.state()).isEqualTo(JobState.FAILED);
            assertThat(job.job().status().attempt()).isEqualTo(3);
            assertThat(job.job().status().error().type()).isEqualTo(StackOverflowError.class.getName());
            assertThat(trace).isEmpty();
        }
    }

    @Test
    void seesAndReplacesWhatTheHandlerThrows() {
        app.middleware((context, next) -> {
            try {
                return next.call();
            } catch (IOException gone) {
                throw new Permanent(gone);
            }
        });
        app.job("work", Object.class, RETRIED, (input, context) -> {
            throw new IOException("no route");
        });
        try (var test = TestMeanwhile.start(app)) {
            JobHandle job = test.submit("work", null);
            test.runDue();
            assertThat(job.state()).isEqualTo(JobState.FAILED);
            assertThat(job.job().status().error().message()).isEqualTo("no route");
        }
    }

    @Test
    void isInterruptedWhenTheAttemptIsToldToStopAndSetsWhatIsBoundToTheThread() throws Exception {
        var user = new ThreadLocal<String>();
        var inside = new CountDownLatch(1);
        app.middleware((context, next) -> {
            user.set("Kim");
            Object result = next.call();
            inside.countDown();
            new CountDownLatch(1).await();
            return result;
        });
        app.job("work", Object.class, (input, context) -> trace.add(user.get()));
        try (var server = app.inMemory().port(0).start()) {
            JobHandle job = server.submit("work", null);
            inside.await();
            job.cancel();
            assertThat(job.await(Duration.ofSeconds(30)).state()).isEqualTo(JobState.CANCELLED);
            assertThat(trace).containsExactly("Kim");
            assertThatThrownBy(() -> server.middleware((context, next) -> null)).isInstanceOf(IllegalStateException.class);
        }
    }
}
