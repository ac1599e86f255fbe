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
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, Double.NaN, Duration.ZERO, 0)).hasMessageContaining("factor");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, 1.1)).hasMessageContaining("jitter");
    }
}
