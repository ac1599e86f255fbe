package dev.meanwhile.cli;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventFormat;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Writes each event as one line, with one write, and at once: lines of several threads never mix, and none is lost. */
final class EventLines implements Consumer<Event> {

    // Not a monitor: before JDK 24 a virtual thread that waits for one keeps its carrier.
    private final ReentrantLock lock = new ReentrantLock();
    private final EventFormat format;
    private final PrintStream out;

    EventLines(EventFormat format, PrintStream out) {
        this.format = format;
        this.out = out;
    }

    @Override
    public void accept(Event event) {
        byte[] line = (format.line(event) + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            out.write(line, 0, line.length);
            out.flush();
        } finally {
            lock.unlock();
        }
    }
}
