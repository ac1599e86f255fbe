package dev.meanwhile.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The one response of a request, and the only class that lets the JDK's server send anything: what that wants to be told
 * (0 for chunked, -1 for nothing, never a length for HEAD) is easy to get wrong, and leaks the connection when wrong.
 *
 * <p>Confined to the thread that handles the request.
 */
final class ResponseWriter {

    private static final Map<String, List<String>> DEFAULT_HEADERS = Map.of(
            "Cache-control", List.of("no-store"),
            "X-content-type-options", List.of("nosniff"),
            "Content-security-policy", List.of("default-src 'none'; frame-ancestors 'none'"));

    // What the JDK's server has said about the connection before any handler runs.
    private static final Set<String> CONNECTION_HEADERS = Set.of("Connection", "Keep-alive");

    private final HttpExchange http;
    private final RequestBody requestBody;
    private final WriteDeadline deadline;

    // 0 until the response begins.
    private int status;
    // Of the body, unless that is a stream.
    private long length;
    // Null unless the response is one.
    private ResponseStream stream;
    private boolean broken;

    ResponseWriter(HttpExchange http, RequestBody requestBody, WriteDeadline deadline) {
        this.http = http;
        this.requestBody = requestBody;
        this.deadline = deadline;
        http.getResponseHeaders().putAll(DEFAULT_HEADERS);
    }

    void set(String header, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("the value of " + header + " has a character that fields can not have");
            }
        }
        http.getResponseHeaders().put(header, List.of(value));
    }

    /** Forgets the header fields set so far. */
    void reset() {
        Headers headers = http.getResponseHeaders();
        headers.keySet().retainAll(CONNECTION_HEADERS);
        headers.putAll(DEFAULT_HEADERS);
    }

    void send(int code, byte[] content) throws IOException {
        begin(code);
        boolean bodiless = code == 204 || code == 304;
        try {
            if (isHead() && !bodiless) {
                set("Content-length", Integer.toString(content.length));
                sendHeaderOnly();
            } else if (bodiless || content.length == 0) {
                sendHeaderOnly();
            } else {
                http.sendResponseHeaders(code, content.length);
                // Not try-with-resources: closing after a failed write would hide that the connection is dead.
                OutputStream out = http.getResponseBody();
                out.write(content);
                length = content.length;
                if (requestBody.isUnread()) {
                    out.flush();
                    requestBody.discard();
                }
                out.close();
            }
        } catch (IOException failed) {
            broken = true;
            throw failed;
        } catch (IndexOutOfBoundsException badChunk) {
            // The server, draining an unread body whose chunk size overflows.
            broken = true;
            throw new IOException("malformed request body", badChunk);
        }
    }

    OutputStream stream(int code) throws IOException {
        begin(code);
        try {
            if (isHead()) {
                sendHeaderOnly();
                return OutputStream.nullOutputStream();
            }
            http.sendResponseHeaders(code, 0);
            stream = new ResponseStream(http.getResponseBody(), deadline.writer());
            // The header waits in a buffer otherwise, and the client for the header.
            stream.flush();
            return stream;
        } catch (IOException failed) {
            broken = true;
            throw failed;
        }
    }

    /** Ends what the handler left open. */
    void finish() throws IOException {
        if (stream != null && !stream.isBroken()) {
            stream.close();
        }
        if (isBroken()) {
            throw new IOException("the connection failed and the handler went on");
        }
    }

    /** Lets go of what it holds, however the response has ended. */
    void release() {
        if (stream != null) {
            stream.release();
        }
    }

    int status() {
        return status;
    }

    /** Returns how many bytes of body have been sent. */
    long sent() {
        return stream == null ? length : stream.written();
    }

    boolean isBroken() {
        return broken || stream != null && stream.isBroken();
    }

    /** Finishes the exchange: the next request of the connection may be under way when this returns. */
    private void sendHeaderOnly() throws IOException {
        // The server would drain the body itself, but hide a failure, and then never give back the connection's slot.
        requestBody.discard();
        http.sendResponseHeaders(status, -1);
    }

    private boolean isHead() {
        return http.getRequestMethod().equals("HEAD");
    }

    private void begin(int code) {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("not the status of a response: " + code);
        }
        if (status != 0) {
            throw new IllegalStateException("already responded with " + status + ", now " + code);
        }
        status = code;
    }
}
