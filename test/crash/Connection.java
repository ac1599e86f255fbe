package crash;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** A kept-alive connection to the server, and as much of HTTP/1.1 as its answers need: cheap enough for thousands a second. */
final class Connection implements AutoCloseable {

    /** No request takes this long, on however busy a machine; one that does has been forgotten by the server. */
    private static final int PATIENCE_MILLIS = 90_000;
    private static final String JOBS = "/v1/jobs/";

    private final Socket socket;
    private final InputStream in;
    private final String host;
    private boolean closes;

    /** Connects. */
    Connection(int port) throws IOException {
        host = "Host: 127.0.0.1:" + port + "\r\n";
        socket = new Socket();
        boolean connected = false;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
            connected = true;
        } finally {
            if (!connected) {
                close();
            }
        }
    }

    Reply get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\n" + host + "\r\n");
    }

    /** Sends JSON; {@code headers} are header fields, each with its line end. */
    Reply post(String path, String headers, String body) throws IOException {
        return send("POST", path, headers, body);
    }

    Reply put(String path, String body) throws IOException {
        return send("PUT", path, "", body);
    }

    private Reply send(String method, String path, String headers, String body) throws IOException {
        // What is sent is ASCII, so its characters are its bytes.
        return send(method + " " + path + " HTTP/1.1\r\n" + host + headers + "Content-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    /** Returns whether the server has said that it closes this connection. */
    boolean isOver() {
        return closes;
    }

    private Reply send(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        String line = line();
        if (!line.startsWith("HTTP/1.1 ")) {
            throw new IOException("not a status line: " + line);
        }
        int status = Integer.parseInt(line, 9, 12, 10);
        int length = 0;
        UUID location = null;
        boolean replayed = false;
        for (line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Integer.parseInt(value);
                case "location" -> location = value.startsWith(JOBS) ? UUID.fromString(value.substring(JOBS.length())) : null;
                case "connection" -> closes = value.equalsIgnoreCase("close");
                case "idempotency-replayed" -> replayed = value.equals("true");
                case "transfer-encoding" -> throw new IOException("not expected: " + line);
                default -> { }
            }
        }
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new EOFException("the answer ends after " + content.length + " of " + length + " bytes");
        }
        return new Reply(status, location, replayed, content);
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the answer ends in its header");
            }
            line.append((char) c);
        }
        line.setLength(line.length() - 1);
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException broken) {
            // It is gone, which is all that was wanted.
        }
    }
}
