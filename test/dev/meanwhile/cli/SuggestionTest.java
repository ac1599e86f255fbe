package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    private static final List<String> KNOWN = List.of("listen", "log", "logLevel", "maxQueued", "timeout", "types");

    @ParameterizedTest
    @CsvSource({
        "lisen, listen", "Listen, listen", "tiemout, timeout", "max_queued, maxQueued", "log-level, logLevel", "type, types", "lg, log",
    })
    void findsTheNearestWord(String word, String nearest) {
        assertThat(Suggestion.of(word, KNOWN)).isEqualTo("; did you mean " + nearest + "?");
    }

    @ParameterizedTest
    @CsvSource({"port", "queues", "''", "x"})
    void findsNothingWhereNothingIsNear(String word) {
        assertThat(Suggestion.of(word, KNOWN)).isEmpty();
    }

    @Test
    void countsASwapAsOne() {
        assertThat(Suggestion.distance("ab", "ba")).isEqualTo(1);
        assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void isNotSlowedDownByAVeryLongWord() {
        assertThat(Suggestion.of("x".repeat(1_000_000), KNOWN)).isEmpty();
    }
}
