package dev.meanwhile.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "1d, P1D", "1h30m, PT1H30M", "PT30S, PT30S", "0, PT0S", "0s, PT0S",
            "1d2h3m4s5ms, PT26H3M4.005S", "90m, PT1H30M", "36500d, P36500D"})
    void readsWhatPeopleWrite(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "5", "30 s", "soon", "1.5s", "-5s", "30m1h", "1s1s",
            "s", "1w", "P", "PT", "1H", "99999999999999s", "+5s", "5s "})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"").hasMessageContaining("30s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"36501d", "PT-1S", "P9999999D", "PT9223372036854775807S"})
    void refusesWhatIsOutOfRange(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be from 0s to 36500d, was \"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"250ms", "30s", "1h30m", "1d", "1d2h3m4s5ms", "0s"})
    void writesWhatItReads(String text) {
        assertThat(Durations.format(Durations.parse(text))).isEqualTo(text);
    }

    @Test
    void keepsNull() {
        assertThat(Durations.format(null)).isNull();
    }
}
