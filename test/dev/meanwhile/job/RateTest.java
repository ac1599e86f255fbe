package dev.meanwhile.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

    @ParameterizedTest
    @CsvSource({"100/m, 100, MINUTES", "2.5/s, 2.5, SECONDS", "10/h, 10, HOURS", "1/d, 1, DAYS", "0.001/d, 0.001, DAYS",
            "1000000/s, 1000000, SECONDS", "007/m, 7, MINUTES"})
    void readsWhatPeopleWrite(String text, BigDecimal count, ChronoUnit unit) {
        assertThat(Rate.parse(text)).isEqualTo(new Rate(count, unit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "100", "/m", "100/", "100/w", "100/min", "100/M", "-1/m", "+1/m", "1e3/s", ".5/s", "5./s", "5,5/s",
            "100 / m", " 100/m", "100/m ", "100/m/m", "\u0661/s", "1000000000000/s"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Rate.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a rate such as \"100/m\", \"2.5/s\", \"10/h\" or \"1/d\", was \"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({"0/m, 0", "0.000/m, 0.000", "0.0001/s, 0.0001", "1000000.001/s, 1000000.001", "1000001/d, 1000001", "1.2345/s, 1.2345"})
    void refusesACountThatIsOutOfRange(String text, String was) {
        assertThatThrownBy(() -> Rate.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be from 0.001 to 1000000, with at most 3 decimals, was \"" + was + "\"");
    }

    @Test
    void refusesACountOfABillionDigitsInAFewWords() {
        assertThatThrownBy(() -> new Rate(new BigDecimal("1E+1000000000"), ChronoUnit.DAYS)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("was \"1E+1000000000\"");
    }

    @Test
    void refusesUnitsThatHaveNoLetter() {
        assertThatThrownBy(() -> new Rate(BigDecimal.ONE, ChronoUnit.WEEKS)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be in seconds, minutes, hours or days, was Weeks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100/m", "2.5/s", "10/h", "1/d", "1000000/s", "0.001/d"})
    void writesWhatItReads(String text) {
        assertThat(Rate.parse(text)).hasToString(text);
    }

    @Test
    void isTheSameWithMoreZeros() {
        assertThat(Rate.parse("2.50/s")).isEqualTo(Rate.parse("2.5/s")).hasToString("2.5/s");
        assertThat(Rate.parse("60/m")).isNotEqualTo(Rate.parse("1/s"));
    }
}
