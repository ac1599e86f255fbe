package dev.meanwhile.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private static final RetryPolicy EXACT = new RetryPolicy(10, Duration.ofSeconds(1), 2, Duration.ofSeconds(20), 0);

    @Test
    void doublesByDefaultConfiguration() {
        var policy = RetryPolicy.NONE.withAttempts(20).withJitter(0);
        assertThat(IntStream.rangeClosed(1, 12).mapToObj(n -> policy.delayAfter(n, new Random(1)).toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 600L, 600L);
    }

    @Test
    void changesOneMemberAtATime() {
        assertThat(RetryPolicy.NONE.withAttempts(5).withBackoff(Duration.ofSeconds(3)).withFactor(1.5).withCap(Duration.ofHours(1))
                .withJitter(0.5)).isEqualTo(new RetryPolicy(5, Duration.ofSeconds(3), 1.5, Duration.ofHours(1), 0.5));
    }

    @Test
    void doublesUpToTheCap() {
        assertThat(IntStream.rangeClosed(1, 7).mapToObj(n -> EXACT.delayAfter(n, new Random(1)).toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 20L, 20L);
    }

    @Test
    void staysWithinItsJitter() {
        var spread = new RetryPolicy(10, Duration.ofSeconds(10), 1, Duration.ofMinutes(1), 0.2);
        var random = new Random(7);
        var delays = IntStream.range(0, 10_000).mapToLong(i -> spread.delayAfter(1, random).toMillis()).summaryStatistics();
        assertThat(delays.getMin()).isBetween(8_000L, 8_050L);
        assertThat(delays.getMax()).isBetween(11_950L, 12_000L);
        assertThat(delays.getAverage()).isBetween(9_950.0, 10_050.0);
    }

    @Test
    void neverOverflows() {
        var steep = new RetryPolicy(1000, Duration.ofDays(1), 100, Durations.MAX, 1);
        assertThat(steep.delayAfter(1000, new Random(3))).isBetween(Duration.ZERO, Durations.MAX);
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertThatThrownBy(() -> EXACT.withAttempts(0)).hasMessage("attempts must be from 1 to 1000, was 0");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(-1), 2, Duration.ZERO, 0)).hasMessageContaining("backoff");
        assertThatThrownBy(() -> EXACT.withBackoff(Durations.MAX.plusMillis(1))).hasMessageContaining("backoff must be from 0s to 36500d");
        assertThatThrownBy(() -> EXACT.withCap(Durations.MAX.plusMillis(1))).hasMessageContaining("cap must be from 0s to 36500d");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, Double.NaN, Duration.ZERO, 0)).hasMessageContaining("factor");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, 1.1)).hasMessageContaining("jitter");
    }
}
