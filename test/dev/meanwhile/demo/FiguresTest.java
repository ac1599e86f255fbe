package dev.meanwhile.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 ms", "420000, 0.42 ms", "994999, 0.99 ms", "995001, 1.0 ms", "1000000, 1 ms",
        "8140000, 8.1 ms", "9949999, 9.9 ms", "9960000, 10 ms", "250000000, 250 ms", "998600000, 999 ms", "999600000, 1.00 s",
        "1000000000, 1 s", "2984000000, 2.98 s", "3000000000, 3 s", "30000000000, 30 s",
    })
    void timeHasThreeDigitsAndAUnit(long nanos, String expected) {
        assertThat(Figures.time(Duration.ofNanos(nanos))).isEqualTo(expected);
    }

    @Test
    void aPlusIsForWhatHadNotEnded() {
        assertThat(Figures.time(new Latency(Duration.ofMillis(2985), false))).isEqualTo("2.99 s+");
        assertThat(Figures.time(new Latency(Duration.ofMillis(2985), true))).isEqualTo("2.99 s");
    }

    @Test
    void sizesAndCountsAreDecimal() {
        assertThat(Figures.size(97_499_999)).isEqualTo("97 MB");
        assertThat(Figures.size(97_500_000)).isEqualTo("98 MB");
        assertThat(Figures.count(1_000_000)).isEqualTo("1,000,000");
    }
}
