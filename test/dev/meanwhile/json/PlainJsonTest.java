package dev.meanwhile.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainJsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "[[],{}]", "{\"type\":\"noop\",\"input\":{\"order\":17}}",
            " { \"a\" :\t[ 1 ,\r\n-2.5 , true,false, null ] } ",
            "\"\"", "\"\u00e9 \u2028 \uffff\"", "0", "-1", "0.5", "19.99", "999999999999999999", "{\"\":1}",
            "{\"a\":1,\"b\":2,\"a\":{\"c\":3}}", "\"/\u007f\""})
    void readsWhatGsonReads(String text) {
        JsonElement plain = PlainJson.parse(text);
        assertThat(plain).isEqualTo(Json.parseAny(text));
        assertThat(Json.text(plain)).isEqualTo(Json.parseAny(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0", "1.50", "1e5", "1E400", "0.1e-7", "123456789012345678901234567890", "3.14159265358979323846",
            "\"a\\nb\"", "{\"\\u0061\":1}", "[\"\\ud83d\\ude00\"]", "\"\ud83d\ude00\""})
    void leavesToGsonWhatWouldNotStayAsItWasWritten(String text) {
        assertThat(PlainJson.parse(text)).isNull();
        assertThat(Json.parse(text)).isEqualTo(Json.parseAny(text));
        assertThat(Json.text(Json.parse(text))).isEqualTo(Json.parseAny(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "}", "[", "]", "{]", "[}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{1:2}", "{a:1}",
            "[1,]", "[,1]", "[1 2]", "1 2", "{} {}", "01", "-", "--1", "1-", "1.", ".5", "+1", "1.2.3", "1-2", "0x10", "NaN", "-Infinity",
            "tru", "truex", "True", "nul", "nullx", "\"", "\"a", "\"a\nb\"",
            "\"\u0000\"", "'a'", "// a\n1", "/**/1", "#\n1", "\ufeff1", "1\u00a0", "1\f",
            "{\"a\":1;\"b\":2}", "{\"a\"=1}", "[1;2]", "\"\ud83d\"", "\"\ude00\ud83d\""})
    void readsNothingThatGsonRefuses(String text) {
        assertThat(PlainJson.parse(text)).isNull();
    }

    @Test
    void leavesDeepNestingToGson() {
        assertThat(PlainJson.parse("[".repeat(64) + "]".repeat(64))).isNotNull();
        assertThat(PlainJson.parse("[".repeat(65) + "]".repeat(65))).isNull();
        assertThat(Json.parse("[".repeat(255) + "]".repeat(255))).isNotNull();
        assertThatThrownBy(() -> Json.parse("[".repeat(256) + "]".repeat(256))).isInstanceOf(JsonException.class);
    }

    @Test
    void agreesWithGsonOnAnyText() {
        var random = new Random(17);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            String text = text(random);
            JsonElement plain = PlainJson.parse(text);
            if (plain != null) {
                read++;
                // Throws if it is not JSON.
                JsonElement any = Json.parseAny(text);
                assertThat(plain).describedAs(text).isEqualTo(any);
                assertThat(Json.text(plain)).describedAs(text).isEqualTo(any.toString());
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }

    private static String text(Random random) {
        String[] parts = {"{", "}", "[", "]", ":", ",", "\"a\"", "\"b\"", "\"\"", "1", "-2", "0.5", "0", ".",
                "e", "true", "null", " ", "\n", "\\"};
        var text = new StringBuilder();
        for (int i = 1 + random.nextInt(7); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return random.nextBoolean() ? text.toString() : "[" + text + "]";
    }
}
