package dev.meanwhile.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void percentileIsTheNearestRank() {
        var shuffled = IntStream.rangeClosed(1, 200).mapToObj(LatenciesTest::answered).collect(Collectors.toList());
        Collections.shuffle(shuffled);
        var latencies = new Latencies(shuffled);
        assertThat(latencies.median()).isEqualTo(answered(100));
        assertThat(latencies.percentile(99)).isEqualTo(answered(198));
        assertThat(latencies.percentile(99.1)).isEqualTo(answered(199));
        assertThat(latencies.percentile(0.1)).isEqualTo(answered(1));
        assertThat(latencies.percentile(100)).isEqualTo(answered(200));
        assertThat(latencies.worst()).isEqualTo(answered(200));
        assertThat(latencies.count()).isEqualTo(200);
    }

    @Test
    void oneCallIsEveryPercentile() {
        var latencies = new Latencies(List.of(answered(7)));
        assertThat(List.of(latencies.percentile(1), latencies.median(), latencies.worst())).containsOnly(answered(7));
    }

    @Test
    void whatWasNotAnsweredCountsWithTheTimeItWaited() {
        var latencies = new Latencies(List.of(unanswered(3000), answered(1), unanswered(2980), answered(2)));
        assertThat(latencies.median()).isEqualTo(answered(2));
        assertThat(latencies.percentile(75)).isEqualTo(unanswered(2980));
        assertThat(latencies.worst()).isEqualTo(unanswered(3000));
        assertThat(latencies.unanswered()).isEqualTo(2);
    }

    @Test
    void ofTwoThatWaitedAsLongTheUnansweredOneIsWorse() {
        assertThat(new Latencies(List.of(unanswered(5), answered(5))).worst()).isEqualTo(unanswered(5));
    }

    @Test
    void thereIsNoPercentileOfNothing() {
        assertThatThrownBy(() -> new Latencies(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static Latency answered(int millis) {
        return new Latency(Duration.ofMillis(millis), true);
    }

    private static Latency unanswered(int millis) {
        return new Latency(Duration.ofMillis(millis), false);
    }
}
