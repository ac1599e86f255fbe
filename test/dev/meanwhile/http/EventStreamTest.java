package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EventStream stream = new EventStream(out);

    private String sent() throws IOException {
        stream.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesWhatTheStandardSays() throws IOException {
        stream.retry(Duration.ofSeconds(2));
        stream.id("16");
        stream.event("job", "17", "{\"é\":1}");
        stream.event("lag", null, "{}");
        stream.comment();
        assertThat(out.size()).as("nothing is sent before it is flushed").isZero();
        assertThat(sent()).isEqualTo("""
                retry: 2000

                id: 16

                event: job
                id: 17
                data: {"é":1}

                event: lag
                data: {}

                :

                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\ntwo", "one\r\ntwo", "one\rtwo"})
    void splitsDataAtItsLineEnds(String data) throws IOException {
        stream.event("log", "1", data);
        assertThat(sent()).isEqualTo("event: log\nid: 1\ndata: one\ndata: two\n\n");
    }

    @Test
    void dataCanNotBecomeAnEvent() throws IOException {
        stream.event("log", "1", "x\n\nevent: job\nid: 99\ndata: y\n\n");
        assertThat(sent()).doesNotContain("\nevent: job", "\nid: 99").contains("data: event: job\n", "data: id: 99\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\0b", "\n"})
    void refusesLineEndsInIdAndName(String bad) {
        assertThatThrownBy(() -> stream.event("job", bad, "{}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> stream.event(bad, "1", "{}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> stream.id(bad)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1795671352634999", "17.20.3", "17.end"})
    void readsTheIdsItWrites(String id) {
        EventId read = EventId.of(id);
        assertThat(read.sequence()).isEqualTo(Long.parseLong(id.replaceAll("\\..*", "")));
        assertThat(EventId.of(read.toString())).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.", "1.2", "1.x.3", "1.end.2", "9999999999999999999999", "17.1.99999999999", " 17", "17\u0661"})
    void takesOtherIdsForThoseOfAnotherServer(String id) {
        assertThat(EventId.of(id).sequence()).isNegative();
    }
}
