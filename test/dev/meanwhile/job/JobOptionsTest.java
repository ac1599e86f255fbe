package dev.meanwhile.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class JobOptionsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TOO_LONG = Durations.MAX.plusMillis(1);

    private static void assertRefused(String pointer, String detail, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(InvalidInputException.class, invalid ->
                assertThat(invalid.errors()).containsExactly(new InputError(pointer, detail)));
    }

    @Test
    void refusesWhatIsOutOfRangeWithAPointerToIt() {
        String range = "must be from 0s to 36500d";
        assertRefused("/delay", range, () -> JobOptions.NONE.withDelay(Duration.ofMillis(-1)));
        assertRefused("/delay", range, () -> JobOptions.NONE.withDelay(TOO_LONG));
        assertRefused("/timeout", range, () -> JobOptions.NONE.withTimeout(TOO_LONG));
        assertRefused("/expires", range, () -> JobOptions.NONE.withExpires(TOO_LONG));
        String times = "must be from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z";
        assertRefused("/runAt", times, () -> JobOptions.NONE.withRunAt(Instant.EPOCH.minusMillis(1)));
        assertRefused("/runAt", times, () -> JobOptions.NONE.withRunAt(Instant.parse("9999-12-31T23:59:59.9991Z")));
        assertRefused("/expires", times, () -> JobOptions.NONE.withExpires(Instant.parse("+10000-01-01T00:00:00Z")));
        assertRefused("/concurrencyKey", "must have 1 to 255 characters", () -> JobOptions.NONE.withConcurrencyKey("c".repeat(256)));
        assertRefused("/queue", "must be 1 to 100 letters, digits, '.', '_', '-', beginning with a letter or digit",
                () -> JobOptions.NONE.withQueue("-q"));
        List<UUID> many = IntStream.rangeClosed(0, 10_000).mapToObj(i -> new UUID(1, i)).toList();
        assertRefused("/after", "must be at most 10000, were 10001", () -> JobOptions.NONE.withAfter(many, AfterFailure.RUN));
        assertRefused("/after/1", "is there twice",
                () -> JobOptions.NONE.withAfter(List.of(many.getFirst(), many.getFirst()), AfterFailure.RUN));
    }

    @Test
    void startsAfterADelayOrAtATimeWhicheverWasSaidLast() {
        assertThat(JobOptions.NONE.withDelay(Duration.ofSeconds(1)).withRunAt(NOW).start()).isEqualTo(new When.At(NOW));
        assertThat(JobOptions.NONE.withRunAt(NOW).withDelay(Duration.ofSeconds(1)).start())
                .isEqualTo(new When.In(Duration.ofSeconds(1)));
        assertThat(JobOptions.NONE.withDelay(Duration.ZERO)).isEqualTo(JobOptions.NONE);
    }

    @Test
    void isDueInWholeMillisecondsAndNeverEarly() {
        assertThat(new When.At(NOW.plusNanos(1)).time()).isEqualTo(NOW.plusMillis(1));
        assertThat(new When.At(NOW).from(NOW.minusSeconds(1))).isEqualTo(NOW);
        assertThat(new When.At(NOW).from(NOW.plusSeconds(1))).isEqualTo(NOW.plusSeconds(1));
        assertThat(new When.In(Duration.ofNanos(1_500_000)).from(NOW)).isEqualTo(NOW.plusMillis(2));
        assertThat(When.NOW.from(NOW)).isEqualTo(NOW);
    }

    @Test
    void changesOneOfThoseThatFewAskForAtATime() {
        UUID first = new UUID(1, 2);
        var options = JobOptions.NONE.withKey("k").withExpires(Duration.ofHours(1)).withRetry(RetryPolicy.NONE.withAttempts(5))
                .withOnDuplicate(OnDuplicate.REJECT).withQueue("q").withConcurrencyKey("c").withAfter(List.of(first), AfterFailure.RUN);
        assertThat(options.key()).isEqualTo("k");
        assertThat(options.more()).isEqualTo(new MoreOptions(new When.In(Duration.ofHours(1)), RetryPolicy.NONE.withAttempts(5),
                OnDuplicate.REJECT, "q", "c", List.of(first), AfterFailure.RUN));
        assertThat(options.withPriority(3).withTags("t").withTimeout(Duration.ZERO).withRerunAfterCrash(false).more())
                .isSameAs(options.more());
    }
}
