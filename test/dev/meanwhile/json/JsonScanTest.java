package dev.meanwhile.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonScanTest {

    private static final List<String> TEXTS = List.of("", "a", "\"", "\\", "\\\"", "}", "],{", "\n\t\r\b\f", "\u0000\u001f", "null", "true",
            "\u2028\u2029", "\u00e4\u20ac", "\ud83d\ude00", "\\u0041", "a\\", "'<>&=");

    private final Random random = new Random(1);

    private JsonElement element(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> JsonNull.INSTANCE;
            case 1 -> new JsonPrimitive(random.nextBoolean());
            case 2 -> new JsonPrimitive(random.nextLong() / (1L << random.nextInt(7, 63)));
            case 3 -> new JsonPrimitive(random.nextGaussian() * Math.pow(10, random.nextInt(-300, 300)));
            case 4 -> new JsonPrimitive(text());
            case 5 -> {
                var array = new JsonArray();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(element(depth - 1));
                }
                yield array;
            }
            default -> {
                var object = new JsonObject();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.add(text(), element(depth - 1));
                }
                yield object;
            }
        };
    }

    private String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(TEXTS.get(random.nextInt(TEXTS.size())));
        }
        return text.toString();
    }

    /** Reads what is expected to be there. */
    private void scan(JsonScan scan, JsonElement expected) {
        switch (expected) {
            case JsonObject object when random.nextInt(4) > 0 -> {
                scan.open('{');
                for (var member : object.entrySet()) {
                    assertThat(scan.more('}')).isTrue();
                    assertThat(scan.name()).isEqualTo(member.getKey());
                    scan(scan, member.getValue());
                }
                assertThat(scan.more('}')).isFalse();
            }
            case JsonArray array when random.nextInt(4) > 0 -> {
                scan.open('[');
                for (JsonElement one : array) {
                    assertThat(scan.more(']')).isTrue();
                    scan(scan, one);
                }
                assertThat(scan.more(']')).isFalse();
            }
            case JsonPrimitive value when value.isString() -> assertThat(scan.string()).isEqualTo(value.getAsString());
            case JsonPrimitive value when value.isBoolean() -> assertThat(scan.truth()).isEqualTo(value.getAsBoolean());
            case JsonPrimitive value when value.getAsNumber() instanceof Long number && random.nextBoolean() ->
                    assertThat(scan.number()).isEqualTo(number);
            case JsonPrimitive value when value.isNumber() -> assertThat(scan.real()).isEqualTo(value.getAsDouble());
            case JsonNull absent when random.nextBoolean() -> assertThat(scan.string()).isNull();
            default -> assertThat(scan.raw()).isEqualTo(Json.text(expected));
        }
    }

    @Test
    void readsWhatGsonWrites() {
        for (int i = 0; i < 5_000; i++) {
            JsonElement element = element(4);
            String text = Json.text(element);
            var scan = new JsonScan("before" + text + ",", 6);
            scan(scan, element);
            assertThat(scan.more('}')).as(text).isTrue();
            assertThat(new JsonScan(text, 0).raw()).isEqualTo(text);
        }
    }

    @Test
    void complainsOrEndsWhateverItIsGiven() {
        for (int i = 0; i < 5_000; i++) {
            String text = Json.text(element(3));
            String cut = text.substring(0, random.nextInt(text.length() + 1));
            var scan = new JsonScan(cut, 0);
            try {
                switch (i % 5) {
                    case 0 -> scan.raw();
                    case 1 -> scan.string();
                    case 2 -> scan.number();
                    case 3 -> scan.real();
                    default -> scan.open('{').more('}');
                }
            } catch (JsonException complaint) {
                assertThat(complaint.column()).isBetween(1, cut.length() + 1);
            }
        }
    }

    @Test
    void refusesNumbersThatAreNone() {
        for (String text : List.of("", "-", "x", "\"1\"", "123456789012345678", "9999999999999999999")) {
            assertThatThrownBy(() -> new JsonScan(text, 0).number()).isInstanceOf(JsonException.class);
        }
        assertThat(new JsonScan("-12345678901234567", 0).number()).isEqualTo(-12345678901234567L);
        assertThatThrownBy(() -> new JsonScan("\"x\"", 0).real()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> new JsonScan("truth", 0).truth()).isInstanceOf(JsonException.class);
    }
}
