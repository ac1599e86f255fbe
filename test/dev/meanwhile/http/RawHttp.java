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
import java.util.Map;
import java.util.TreeMap;

/** One connection on which bytes are sent as they stand and responses are read as they come. Gives up after 10 s. */
public final class RawHttp implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects. */
    public static RawHttp connect(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.connect(address, TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawHttp(socket);
    }

    /** Sends one request on a connection of its own and returns the response; {@code request} begins with its method. */
    public static Response exchange(InetSocketAddress address, String request) throws IOException {
        try (var connection = connect(address)) {
            return connection.send(request).read(request.substring(0, Math.max(0, request.indexOf(' '))));
        }
    }

    /** Sends text in UTF-8. */
    public RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes. */
    public RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Reads the response to a request other than HEAD; an interim response is skipped. */
    public Response read() throws IOException {
        return read("GET");
    }

    /** Reads the response to a request of the given method. */
    public Response read(String method) throws IOException {
        Response head = readHead();
        return head.status() < 200 ? read(method) : new Response(head.status(), head.headers(), body(head, method));
    }

    /** Reads the status line and header of a response, and leaves its body to {@link #readLine} or {@link #readRest}. */
    public Response readHead() throws IOException {
        String statusLine = readLine();
        if (!statusLine.startsWith("HTTP/1.1 ")) {
            throw new IOException("not a status line: " + statusLine);
        }
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>()).add(line.substring(colon + 1).strip());
        }
        return new Response(Integer.parseInt(statusLine.substring(9, 12)), headers, new byte[0]);
    }

    /** Reads one line, without its end. */
    public String readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection closed after: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Reads until the other end closes the connection. */
    public byte[] readRest() throws IOException {
        return in.readAllBytes();
    }

    /** Waits until the other end closes or resets the connection; false if anything arrives instead, or nothing does. */
    public boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Says that nothing more will be sent. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes the connection so that the other end sees it reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private byte[] body(Response head, String method) throws IOException {
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return new byte[0];
        }
        if ("chunked".equalsIgnoreCase(head.header("Transfer-Encoding"))) {
            return chunks();
        }
        String length = head.header("Content-Length");
        if (length == null) {
            return readRest();
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length != Integer.parseInt(length)) {
            throw new EOFException("the connection closed after " + body.length + " of " + length + " bytes");
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(readLine(), 16);
            body.writeBytes(in.readNBytes(size));
            readLine();
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    /**
     * A response.
     *
     * @param status  its status
     * @param headers its header fields, by name whatever the case
     * @param body    its body
     */
    public record Response(int status, Map<String, List<String>> headers, byte[] body) {

        /** Returns the first value of a header field, or null. */
        public String header(String name) {
            return headers.containsKey(name) ? headers.get(name).getFirst() : null;
        }

        /** Returns the body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /**
         * Returns whether the JDK's server has refused the request without asking us. What it refuses differs between its updates:
         * 21.0.13 wants one Host and no control characters, and takes {@code //a} for no path; 25.0.3 lets all that through.
         */
        public boolean isOfTheJdk() {
            return status == 400 && text().startsWith("<h1>400 Bad Request</h1>") && "close".equals(header("Connection"));
        }

        /** Returns the body as a JSON object. */
        public JsonObject json() {
            return Json.parse(body).getAsJsonObject();
        }

        /** Returns the name of the problem in the body, such as {@code not-found}. */
        public String problem() {
            return json().get("type").getAsString().replace("/problems/", "");
        }
    }
}
