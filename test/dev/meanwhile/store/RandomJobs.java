package dev.meanwhile.store;

import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Lease;
import dev.meanwhile.job.MoreOptions;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.Progress;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.Transition;
import dev.meanwhile.job.When;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Jobs of which everything may be anything. */
final class RandomJobs {

    private static final List<String> TEXTS = List.of("", "a", "\"", "\\", "}", "]", "{\"", "\n", "\r\n", "\t", "\u0000",
            "\u007f", "\u2028", "\u00e4\u00df", "\u20ac", "\ud83d\ude00", "null", "x".repeat(300), "\"crc\":\"", ",\"id\":");
    private static final List<String> VALUES = List.of("null", "true", "-0.0", "1e400", "123456789012345678901234567890.5", "\"\"",
            "\"a\\\"}\\\\\"", "\"\\ud83d\\ude00\\n\"", "[]", "{}", "[1,[\"]\",{\"}\":\"[\"}],null]", "{\"\":{\"op\":\"add\"}}",
            "\"\ud83d\ude00\u20ac\"");

    private final RandomGenerator random;
    private long ids;

    RandomJobs(RandomGenerator random) {
        this.random = random;
    }

    private boolean maybe() {
        return random.nextBoolean();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(one(TEXTS));
        }
        return text.toString();
    }

    private Instant time() {
        return Instant.ofEpochMilli(maybe() ? random.nextLong(4_000_000_000_000L) : random.nextLong(-1_000_000, 1_000_000));
    }

    private Duration duration() {
        return Duration.ofMillis(maybe() ? 0 : random.nextLong(100_000_000));
    }

    private JobOptions options() {
        String[] tags = IntStream.range(0, random.nextInt(4)).mapToObj(i -> "t" + cut(text(), 90)).toArray(String[]::new);
        String key = maybe() ? null : "k" + cut(text(), 200);
        MoreOptions more = random.nextInt(3) == 0 ? MoreOptions.NONE.withRetry(RetryPolicy.NONE) : more();
        return new JobOptions(when(), duration(), random.nextInt(-100, 101), key, List.of(tags), maybe(), more);
    }

    private When when() {
        return maybe() ? new When.In(duration()) : new When.At(Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)));
    }

    /** Returns options as they are put down: what is done when a job is accepted is not among them. */
    private MoreOptions more() {
        List<UUID> after = maybe() ? List.of() : IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> new UUID(random.nextLong(), random.nextLong())).toList();
        return new MoreOptions(maybe() ? null : when(), retry(), OnDuplicate.RETURN, null, maybe() ? null : "c" + cut(text(), 200),
                after, maybe() ? AfterFailure.CANCEL : AfterFailure.RUN);
    }

    private Job.Origin origin() {
        return maybe() ? Job.Origin.NONE : new Job.Origin(maybe() ? null : id(), maybe() ? null : id());
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, text.codePointCount(0, length) == length ? length : length - 1);
    }

    private RetryPolicy retry() {
        return maybe() ? RetryPolicy.NONE
                : new RetryPolicy(random.nextInt(1, 1001), duration(), random.nextDouble(1, 100), duration(), random.nextDouble());
    }

    private JobError error() {
        return maybe() ? null : new JobError(text(), maybe() ? null : text(), maybe() ? null : text(), random.nextInt(), time());
    }

    private JobStatus status() {
        List<Transition> history = IntStream.range(0, random.nextInt(6))
                .mapToObj(i -> new Transition(one(List.of(JobState.values())), random.nextInt(), time(), error())).toList();
        Progress progress = maybe() ? null : new Progress(random.nextDouble(), maybe() ? null : text(), time());
        JobState state = one(List.of(JobState.values()));
        return new JobStatus(state, random.nextInt(), random.nextInt(), maybe(), maybe() ? null : time(), maybe() ? null : time(),
                state.isFinished() ? time() : null, progress, maybe() ? null : one(VALUES), error(), history, lease());
    }

    private Lease lease() {
        return maybe() ? null : new Lease(random.nextInt(), maybe() ? null : text(), text(), duration(), time());
    }

    UUID id() {
        return new UUID(0x0190_0000_0000_7000L + (++ids << 16), 0x8000_0000_0000_0000L + random.nextInt(1 << 20));
    }

    Job next() {
        String type = "t" + cut(text(), 50);
        var request = new Job.Request(type, maybe() ? type : "q" + cut(text(), 50), one(VALUES), options(), origin());
        Instant at = time();
        var accepted = JobStatus.accepted(at, request.options().start().from(at));
        return new Job(id(), request, at, random.nextInt(4) == 0 ? accepted : status());
    }

    /** Returns a plain job that waits. */
    Job plain(Instant at, boolean rerun) {
        var request = new Job.Request("noop", "noop", "{\"a\":\"" + "x".repeat(random.nextInt(200)) + "\"}",
                JobOptions.NONE.withTimeout(Duration.ZERO).withRetry(RetryPolicy.NONE).withRerunAfterCrash(rerun), Job.Origin.NONE);
        return new Job(id(), request, at, JobStatus.accepted(at, at));
    }
}
