package dev.meanwhile.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatterBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "12345678901234567890", "1.10", "1e400", "\"a/<b>&'\"", "[]", "{\"a\":[1,{\"b\":null}]}"})
    void keepsWhatItReads(String text) {
        assertThat(Json.text(Json.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"``|1|1", "{|1|2", "{\"a\":1,}|1|9", "[1,]|1|5", "{'a':1}|1|3", "1 2|1|4",
            "NaN|1|1", "nulL|1|1", "01|1|1", "\"\u0001\"|1|2", "`{\n \"a\" 1}`|2|7", "`// no\n1`|1|2", "`[1,\n2,\nx]`|3|1"})
    void saysWhereItCeasesToBeJson(String text, int line, int column) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOfSatisfying(JsonException.class, malformed -> {
            assertThat(malformed.line()).isEqualTo(line);
            assertThat(malformed.column()).isEqualTo(column);
            assertThat(malformed.getMessage()).isNotBlank().doesNotContain("JsonReader").doesNotContain("http");
        });
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xc3, '"'})).isInstanceOf(JsonException.class)
                .hasMessage("not well-formed UTF-8");
        assertThat(Json.parse("\"\ufffd\"".getBytes(StandardCharsets.UTF_8)).getAsString()).isEqualTo("\ufffd");
        assertThat(Json.parse("\"\u00e9\"".getBytes(StandardCharsets.UTF_8)).getAsString()).isEqualTo("\u00e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2026-12-31T23:59:59.999999999Z", "2000-02-29T01:02:03.004Z",
            "0999-01-01T00:00:00.05Z"})
    void writesTimesWithMilliseconds(Instant time) {
        assertThat(Json.time(time)).isEqualTo(new DateTimeFormatterBuilder().appendInstant(3).toFormatter().format(time));
    }
}
