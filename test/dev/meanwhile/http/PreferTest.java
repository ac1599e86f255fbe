package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferTest {

    private static OptionalLong waitOf(String... lines) {
        return Prefer.parse(List.of(lines)).waitSeconds();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "wait=10                                    > 10",
        "wait=0                                     > 0",
        "wait=60                                    > 60",
        "wait=61                                    > 60",
        "wait=99999999999999999999999               > 60",
        "wait=007                                   > 7",
        "WAIT=10                                    > 10",
        "wait = 10                                  > 10",
        "wait=\"10\"                                > 10",
        "wait=10; foo=bar                           > 10",
        "wait=10;foo                                > 10",
        "respond-async, wait=10                     > 10",
        "respond-async,wait=10,handling=lenient     > 10",
        "wait=10, wait=20                           > 10",
        ", , wait=10                                > 10",
        "foo=\"a, wait=1\", wait=10                 > 10",
        "foo=\"a\\\", wait=1\", wait=10             > 10",
        "foo; wait=1, wait=10                       > 10",
        "foo=wait, waiting=1, wait=10               > 10",
    })
    void readsHowLongToWait(String line, long seconds) {
        assertThat(waitOf(line)).hasValue(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "wait", "wait=", "wait=\"\"", "wait=-1", "wait=+1", "wait=1.5", "wait=1s", "wait=abc, wait=10",
        "wait, wait=10", "wait;wait=10", "foo=\"wait=10", "foo=\"", "foo;wait=10", "return=minimal", "=10", "wait=\u0661"})
    void ignoresWhatItCanNotRead(String line) {
        assertThat(waitOf(line)).isEmpty();
    }

    @Test
    void takesAllLinesForOneList() {
        assertThat(waitOf("respond-async", "wait=10")).hasValue(10);
        assertThat(waitOf("wait=10", "wait=20")).hasValue(10);
        assertThat(waitOf()).isEmpty();
    }

    /** Each item was once sought to the end of the line, which took seconds for a header that is still let in. */
    @Test
    void readsALongListInOneGo() {
        assertThat(Prefer.parse(List.of(",".repeat(1_000_000) + "wait=5")).waitSeconds()).hasValue(5);
    }
}
