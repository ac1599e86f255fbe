package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventFormat;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventLinesTest {

    private final List<String> writes = Collections.synchronizedList(new ArrayList<>());

    @Test
    void writesEachEventOfManyThreadsAsOneLineAtOnce() {
        var out = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {
                writes.add(String.valueOf((char) b));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
        });
        var lines = new EventLines(EventFormat.JSON, out);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 1000).forEach(i -> threads.execute(() -> lines.accept(event(i))));
        }
        assertThat(writes).hasSize(1000).allMatch(line -> line.startsWith("{\"time\":") && line.indexOf('\n') == line.length() - 1);
    }

    @Test
    void writesUtf8() {
        var bytes = new ByteArrayOutputStream();
        var event = new Event(Instant.EPOCH, Event.Level.INFO, "greeted", "name", "Zoë");
        new EventLines(EventFormat.JSON, new PrintStream(bytes)).accept(event);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("Zoë");
    }

    private static Event event(int number) {
        return new Event(Instant.EPOCH, Event.Level.INFO, "counted", "number", number, "padding", "x".repeat(200));
    }
}
