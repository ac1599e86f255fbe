package dev.meanwhile.http;

import com.google.gson.JsonObject;
import dev.meanwhile.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A listener as it is on the wire: by HTTP/1.0, so that what it reads is the stream itself, in no chunks, and ends when
 * the connection does. Gives up after 30 s.
 */
final class EventClient implements AutoCloseable {

    /** An event; the id is the one that counted then, whether or not the event had it itself. */
    record Event(String name, String id, JsonObject data) {

        long number() {
            return Long.parseLong(id);
        }

        String state() {
            return data.get("state").getAsString();
        }
    }

    private final Socket socket = new Socket();
    private final InputStream in;

    final int status;
    final List<String> head = new ArrayList<>();

    /** What the first {@code id:} said, and the last. */
    String firstId;
    String lastId;
    /** What {@code retry:} said, in order. */
    final List<String> retries = new ArrayList<>();
    int comments;

    private EventClient(InetSocketAddress address, String path, String lastEventId) throws IOException {
        // Small, so that who does not read soon keeps the other end from writing.
        socket.setReceiveBufferSize(4_096);
        socket.connect(address, 30_000);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream());
        String id = lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
        socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n" + id + "\r\n").getBytes(StandardCharsets.US_ASCII));
        status = Integer.parseInt(readLine().substring(9, 12));
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            head.add(line.toLowerCase(java.util.Locale.ROOT));
        }
    }

    /** Connects; the header of the response has arrived when this returns. */
    static EventClient open(InetSocketAddress address, String path) throws IOException {
        return new EventClient(address, path, null);
    }

    static EventClient open(InetSocketAddress address, String path, String lastEventId) throws IOException {
        return new EventClient(address, path, lastEventId);
    }

    /** Reads the next event; null at the end of the stream. */
    Event next() throws IOException {
        String name = "message";
        var data = new StringBuilder();
        while (true) {
            String line;
            try {
                line = readLine();
            } catch (EOFException end) {
                return null;
            }
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return new Event(name, lastId, Json.parse(data.toString()).getAsJsonObject());
                }
                name = "message";
            } else if (line.startsWith(":")) {
                comments++;
            } else {
                String value = line.substring(line.indexOf(": ") + 2);
                switch (line.substring(0, line.indexOf(':'))) {
                    case "event" -> name = value;
                    case "data" -> data.append(value);
                    case "id" -> {
                        firstId = firstId == null ? value : firstId;
                        lastId = value;
                    }
                    case "retry" -> retries.add(value);
                    default -> throw new IOException("not a field: " + line);
                }
            }
        }
    }

    /** Reads the next event that is not about the start lag. */
    Event nextButLag() throws IOException {
        Event event = next();
        while (event != null && event.name().equals("lag")) {
            event = next();
        }
        return event;
    }

    /** Reads until the stream ends. */
    List<Event> rest() throws IOException {
        var rest = new ArrayList<Event>();
        for (Event event = next(); event != null; event = next()) {
            rest.add(event);
        }
        return rest;
    }

    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Goes away so that the other end sees the connection reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
