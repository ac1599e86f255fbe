package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StartLagTest {

    /** Close to where the clock's numbers wrap. */
    private long now = Long.MAX_VALUE - 1_000;
    private final StartLag lag = new StartLag(now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void started(long millis) {
        lag.started(Duration.ofMillis(millis).toNanos(), now);
    }

    @Test
    void knowsTheLastAndTheWorstOfAMinute() {
        started(3);
        pass(Duration.ofSeconds(1));
        started(80);
        pass(Duration.ofSeconds(58));
        started(1);
        assertThat(lag.figures().last()).isEqualTo(Duration.ofMillis(1));
        assertThat(lag.figures().worst()).isEqualTo(Duration.ofMillis(80));
        pass(Duration.ofSeconds(3));
        started(2);
        assertThat(lag.figures().worst()).isEqualTo(Duration.ofMillis(2));
    }

    @Test
    void forgetsAllAfterALongSleep() {
        started(80);
        pass(Duration.ofDays(3));
        started(1);
        assertThat(lag.figures().worst()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void countsEachOnceInItsBucket() {
        started(0);
        started(1);
        started(2);
        started(7_000);
        var figures = lag.figures();
        assertThat(figures.buckets().get(0)).isEqualTo(new StartLag.Bucket(Duration.ofMillis(1), 2));
        assertThat(figures.buckets().get(1)).isEqualTo(new StartLag.Bucket(Duration.ofMillis(2), 1));
        assertThat(figures.buckets().getLast()).isEqualTo(new StartLag.Bucket(null, 1));
        assertThat(figures.buckets().stream().mapToLong(StartLag.Bucket::count).sum()).isEqualTo(4);
        assertThat(figures.sum()).isEqualTo(Duration.ofMillis(7_003));
    }

    @Test
    void showsALagThatHasNotEnded() {
        lag.late(Duration.ofMillis(300).toNanos(), now);
        assertThat(lag.figures().last()).isEqualTo(Duration.ofMillis(300));
        assertThat(lag.figures().worst()).isEqualTo(Duration.ofMillis(300));
        assertThat(lag.figures().sum()).isZero();
    }
}
