package dev.meanwhile.cli;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventFormat;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes each event as one line, with one write, in the order they were told. A thread of its own does that: if nobody reads
 * what is written, as in a terminal that was stopped, nothing but the log stands still. Then 10,000 lines wait, further ones are
 * left out, and a line says how many those were. Safe for use by any thread.
 */
final class EventLines implements Consumer<Event>, AutoCloseable {

    private static final int MOST = 10_000;
    /** How long the last lines are waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final byte[] END = {};

    private final EventFormat format;
    private final PrintStream out;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST);
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread writer = Thread.ofPlatform().name("log").daemon().unstarted(this::write);

    private EventLines(EventFormat format, PrintStream out) {
        this.format = format;
        this.out = out;
    }

    static EventLines to(PrintStream out, EventFormat format) {
        var lines = new EventLines(format, out);
        lines.writer.start();
        return lines;
    }

    @Override
    public void accept(Event event) {
        if (!waiting.offer(line(event))) {
            leftOut.incrementAndGet();
        }
    }

    private byte[] line(Event event) {
        return (format.line(event) + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    }

    private void write() {
        while (true) {
            try {
                byte[] line = waiting.take();
                if (line == END) {
                    return;
                }
                write(line);
                long lost = leftOut.getAndSet(0);
                if (lost > 0) {
                    write(line(new Event(Instant.now(), Event.Level.WARN, "log_lines_left_out", "count", lost)));
                }
            } catch (Throwable passing) {
                // Memory is used up, say: one line is missing then, but not all that follow.
                leftOut.incrementAndGet();
            }
        }
    }

    private void write(byte[] line) {
        out.write(line, 0, line.length);
        out.flush();
    }

    /** Writes what waits, as far as somebody reads it, and nothing that is told after that. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            if (waiting.offer(END, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                writer.join(PATIENCE);
            }
        } catch (InterruptedException hurry) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
