package dev.meanwhile.demo;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** Results as a contest might have had them. */
final class TestResults {

    static final Load LOAD = new Load(new Load.Batch(10, Duration.ofMillis(30)), new Load.Batch(9, Duration.ofMillis(2)),
            new Load.Batch(1, Duration.ofMillis(40)), Duration.ofMillis(100), Duration.ofMillis(20), Duration.ofSeconds(3));

    /** All that can go well. */
    static final Result GOOD = result(new VirtualThreads(), answered(1, 2, 3), answered(1, 4, 8), new Report(20, 12, 97_000_000, true));

    /** All that can go wrong. */
    static final Result BAD = result(new OneLoop(), unanswered(2990, 3000), unanswered(1480, 2980, 3000),
            new Report(3, 8, 60_400_000, false));

    private TestResults() { }

    static Result result(Contender contender, List<Latency> answers, List<Latency> heartbeats, Report report) {
        var measured = new Client.Measured(new Latencies(answers), new Latencies(heartbeats), Duration.ofNanos(1_234_567));
        return new Result(contender, LOAD, measured, report);
    }

    static List<Latency> answered(long... millis) {
        return LongStream.of(millis).mapToObj(each -> new Latency(Duration.ofMillis(each), true)).toList();
    }

    static List<Latency> unanswered(long... millis) {
        return LongStream.of(millis).mapToObj(each -> new Latency(Duration.ofMillis(each), false)).toList();
    }
}
