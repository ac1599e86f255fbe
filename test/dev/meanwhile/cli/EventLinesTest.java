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
import java.util.concurrent.CountDownLatch;
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
        try (var lines = EventLines.to(out, EventFormat.JSON); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 1000).forEach(i -> threads.execute(() -> lines.accept(event(i))));
        }
        assertThat(writes).hasSize(1000).allMatch(line -> line.startsWith("{\"time\":") && line.indexOf('\n') == line.length() - 1);
    }

    @Test
    void writesUtf8() {
        var bytes = new ByteArrayOutputStream();
        var event = new Event(Instant.EPOCH, Event.Level.INFO, "greeted", "name", "Zoë");
        try (var lines = EventLines.to(new PrintStream(bytes), EventFormat.JSON)) {
            lines.accept(event);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("Zoë");
    }

    @Test
    void waitsForNobodyWhoDoesNotRead() throws Exception {
        var stuck = new CountDownLatch(1);
        var read = new CountDownLatch(1);
        var out = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                stuck.countDown();
                awaitUninterruptibly(read);
                writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
        });
        try (var lines = EventLines.to(out, EventFormat.TEXT)) {
            lines.accept(event(0));
            stuck.await();
            IntStream.rangeClosed(1, 10_007).forEach(i -> lines.accept(event(i)));
            read.countDown();
        }
        assertThat(writes).hasSize(10_002);
        assertThat(writes.get(0)).contains("number=0 ");
        assertThat(writes.get(1)).contains("WARN event=log_lines_left_out count=7");
        assertThat(writes.get(10_001)).contains("number=10000 ");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static Event event(int number) {
        return new Event(Instant.EPOCH, Event.Level.INFO, "counted", "number", number, "padding", "x".repeat(200));
    }
}
