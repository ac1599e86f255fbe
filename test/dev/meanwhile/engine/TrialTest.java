package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.engine.CpuPool.Cost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrialTest {

    private final ArrayList<String> changed = new ArrayList<>();
    private final Trial trial = new Trial(changed::add);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void release() {
        release.countDown();
    }

    private static Cost cost(int millis, int cpuMillis) {
        return new Cost(Duration.ofMillis(millis).toNanos(), Duration.ofMillis(cpuMillis).toNanos());
    }

    private Thread start(Callable<?> work) {
        return Thread.ofPlatform().daemon().start(new FutureTask<>(trial.watched("type", work)));
    }

    private void lookUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TestEngine.SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).isNegative();
            trial.look(System.nanoTime());
        }
    }

    @Test
    void passesWhatEndsSoonOrHasWaited() {
        trial.ran("short", cost(3, 3));
        trial.ran("waiting", cost(1_000, 50));
        trial.ran("hog", cost(1_000, 900));
        assertThat(changed).containsExactly("short", "waiting");
        assertThat(trial.isTried("short")).isFalse();
        assertThat(trial.isTried("hog")).isTrue();
        assertThat(cost(3, 3).computed()).isFalse();
        assertThat(cost(1_000, 50).computed()).isFalse();
        assertThat(cost(1_000, 900).computed()).isTrue();
    }

    @Test
    void passesWhatIsSeenToWait() {
        start(() -> {
            release.await();
            return null;
        });
        lookUntil(() -> !trial.isTried("type"));
        assertThat(changed).containsExactly("type");
    }

    @Test
    void neverPassesWhatWaitsWithAMonitor() throws Exception {
        Thread thread = start(() -> {
            synchronized (changed) {
                release.await();
            }
            return null;
        });
        lookUntil(() -> Holders.isWaiting(thread));
        trial.look(System.nanoTime());
        release.countDown();
        thread.join();
        trial.ran("type", cost(1_000, 1));
        assertThat(trial.isTried("type")).isTrue();
        assertThat(changed).isEmpty();
    }
}
