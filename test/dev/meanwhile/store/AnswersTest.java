package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AnswersTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void forgetsAnswersInTheOrderInWhichTheyWereGivenLast() {
        var answers = new Answers<String>(Duration.ofHours(24), 100_000, answer -> 256);
        answers.put("a", "first", START);
        answers.put("b", "second", START.plus(Duration.ofHours(1)));
        answers.put("a", "third", START.plus(Duration.ofHours(24)));
        assertThat(answers.expire(START.plus(Duration.ofHours(25)))).containsExactly("second");
        assertThat(answers.get("a", START.plus(Duration.ofHours(25)))).isEqualTo("third");
        assertThat(answers.expire(START.plus(Duration.ofHours(48)))).containsExactly("third");
    }
}
