package dev.meanwhile.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingTest {

    enum Color { RED, GREEN }

    record Point(int x, int y) { }

    record All(boolean flag, byte small, long big, double real, BigInteger integer, BigDecimal decimal, String text, Color color,
               UUID id, Instant at, Duration time, LocalDate day, URI uri, List<Point> points, Map<String, Integer> sizes, int[] array,
               Object any, JsonElement json, Optional<Point> maybe, Point point) { }

    private static final String ALL = "{\"flag\":true,\"small\":-128,\"big\":9007199254740993,\"real\":1.5,"
            + "\"integer\":123456789012345678901,"
            + "\"decimal\":1.10,\"text\":\"<&>\",\"color\":\"GREEN\",\"id\":\"01a209fe-7a56-7d40-a384-56841ec7c870\","
            + "\"at\":\"2026-01-01T00:00:00Z\",\"time\":\"PT1M30S\",\"day\":\"2026-02-28\",\"uri\":\"http://a/b\","
            + "\"points\":[{\"x\":1,\"y\":2}],"
            + "\"sizes\":{\"a\":1},\"array\":[1,2],\"any\":{\"n\":9007199254740993},\"json\":[null],"
            + "\"maybe\":null,\"point\":{\"x\":3,\"y\":4}}";

    @Test
    void writesWhatItReads() {
        All all = Binding.read(ALL, All.class);
        assertThat(all.points()).containsExactly(new Point(1, 2));
        assertThat(all.maybe()).isEmpty();
        assertThat(Binding.write(all)).isEqualTo(ALL);
    }

    @Test
    void readsDurationsAsPeopleWriteThem() {
        assertThat(Binding.read("\"1h30m\"", Duration.class)).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void mayLeaveOutOnlyWhatIsOptional() {
        record Named(Optional<String> name, String text) { }
        assertThat(Binding.read("{\"text\":\"t\"}", Named.class).text()).isEqualTo("t");
        assertThatThrownBy(() -> Binding.read("{\"name\":\"n\"}", Named.class)).isInstanceOfSatisfying(InvalidInputException.class,
                invalid -> assertThat(invalid.errors()).containsExactly(new InputError("/text", "is required")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "\"flag\":true|\"flag\":\"true\"|/flag|must be true or false, was \"true\"",
            "\"small\":-128|\"small\":128|/small|must be an integer of type byte, was 128",
            "\"big\":9007199254740993|\"big\":1e400|/big|must be an integer of type long, was 1e400",
            "\"big\":9007199254740993|\"big\":1.5|/big|must be an integer of type long, was 1.5",
            "\"big\":9007199254740993|\"big\":\"1\"|/big|must be an integer of type long, was \"1\"",
            "\"integer\":123456789012345678901|\"integer\":1e999999999|/integer|must be an integer, was 1e999999999",
            "\"real\":1.5|\"real\":\"1.5\"|/real|must be a number, was \"1.5\"",
            "\"text\":\"<&>\"|\"text\":1|/text|must be a string, was 1",
            "\"color\":\"GREEN\"|\"color\":\"green\"|/color|must be one of \"RED\", \"GREEN\", was \"green\"",
            "\"points\":[{\"x\":1,\"y\":2}]|\"points\":[{\"x\":1,\"y\":2},3]|/points/1|must be an object, was 3",
            "\"points\":[{\"x\":1,\"y\":2}]|\"points\":{}|/points|must be an array, was {}",
            "\"sizes\":{\"a\":1}|\"sizes\":{\"a/~\":null}|/sizes/a~1~0|must be an integer from -2147483648 to 2147483647, was null",
            "\"array\":[1,2]|\"array\":[1,true]|/array/1|must be an integer from -2147483648 to 2147483647, was true",
            "\"point\":{\"x\":3,\"y\":4}|\"point\":null|/point|must not be null",
            "\"maybe\":null|\"maybe\":{\"x\":1}|/maybe/y|is required"})
    void pointsAtWhatDoesNotFit(String right, String wrong, String pointer, String detail) {
        assertThat(ALL).contains(right);
        assertThatThrownBy(() -> Binding.read(ALL.replace(right, wrong), All.class)).isInstanceOfSatisfying(InvalidInputException.class,
                invalid -> assertThat(invalid.errors()).containsExactly(new InputError(pointer, detail)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"\"id\":\"01a209fe-7a56-7d40-a384-56841ec7c870\"|\"id\":\"x\"|/id",
            "\"at\":\"2026-01-01T00:00:00Z\"|\"at\":17|/at", "\"time\":\"PT1M30S\"|\"time\":\"soon\"|/time",
            "\"day\":\"2026-02-28\"|\"day\":\"2026-02-30\"|/day"})
    void pointsAtWhatCanNotBeRead(String right, String wrong, String pointer) {
        assertThatThrownBy(() -> Binding.read(ALL.replace(right, wrong), All.class)).isInstanceOfSatisfying(InvalidInputException.class,
                invalid -> assertThat(invalid.errors()).singleElement().extracting(InputError::pointer).isEqualTo(pointer));
    }

    @Test
    void passesOnWhatARecordSaysOfItself() {
        record Positive(int n) {
            Positive {
                if (n <= 0) {
                    throw new IllegalArgumentException("n must be positive, was " + n);
                }
            }
        }
        assertThatThrownBy(() -> Binding.read("{\"n\":-1}", Positive.class)).isInstanceOfSatisfying(InvalidInputException.class,
                invalid -> assertThat(invalid.errors()).containsExactly(new InputError("", "is refused: n must be positive, was -1")));
    }

    @Test
    void takesNullForNothing() {
        assertThat(Binding.read("null", Void.class)).isNull();
        assertThatThrownBy(() -> Binding.read("1", Void.class)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Binding.read("null", Point.class)).isInstanceOf(InvalidInputException.class);
        assertThat(Binding.write(null)).isEqualTo("null");
    }

    /** A class of the JDK is to Gson what a class of a module is that is not opened. */
    @Test
    void saysAtOnceWhichClassIsNotOpen() {
        assertThatThrownBy(() -> new JavaWork<>(Random.class, (input, context) -> null))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("opens java.util to");
    }
}
