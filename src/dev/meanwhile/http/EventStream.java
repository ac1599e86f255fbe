package dev.meanwhile.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A response of Server-Sent Events, as the HTML standard has them (9.2). What is added is sent when flushed; no text that
 * is given can become a field or an event of its own.
 *
 * <p>Confined to the thread that handles the request.
 */
final class EventStream implements AutoCloseable {

    private static final String TYPE = "text/event-stream; charset=utf-8";
    /** How many characters are gathered before they are sent, even if there are more to come. */
    private static final int FULL = 1 << 15;

    private final OutputStream out;
    private final StringBuilder pending = new StringBuilder(1_024);

    EventStream(OutputStream out) {
        this.out = out;
    }

    /** Begins the response: its header has been sent when this returns. To HEAD nothing follows. */
    static EventStream begin(Exchange exchange) throws IOException {
        // For proxies in between: neither to hold events back, nor to keep the connection for another request.
        exchange.set("X-Accel-Buffering", "no").set("Connection", "close");
        return new EventStream(exchange.stream(200, TYPE));
    }

    /** Adds an event; {@code id} may be null. */
    void event(String name, String id, String data) {
        field("event", name);
        if (id != null) {
            field("id", id);
        }
        // A line end within a field would begin the next one.
        data.lines().forEach(line -> field("data", line));
        pending.append('\n');
    }

    /** Says where the client is, so that it can go on from there, without an event. */
    void id(String id) {
        field("id", id);
        pending.append('\n');
    }

    /** Says how long to wait before coming back when the connection is lost. */
    void retry(Duration delay) {
        pending.append("retry: ").append(delay.toMillis()).append("\n\n");
    }

    /** Adds what keeps the connection open, and shows whether it still is. */
    void comment() {
        pending.append(":\n\n");
    }

    /** Returns whether it is time to flush. */
    boolean isFull() {
        return pending.length() >= FULL;
    }

    /** Sends what was added. */
    void flush() throws IOException {
        if (!pending.isEmpty()) {
            out.write(pending.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            pending.setLength(0);
        }
    }

    private void field(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n' || c == '\r' || c == 0) {
                throw new IllegalArgumentException("a field of an event has no line ends: " + name);
            }
        }
        pending.append(name).append(": ").append(value).append('\n');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
