package dev.meanwhile.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;

/** The body of one request: read at most once, and never more of it than the limit. Confined to one thread. */
final class RequestBody {

    private static final byte[] NONE = new byte[0];

    // Up to this a declared length is believed and allocated at once; a longer body must arrive before it takes memory.
    private static final int BELIEVED = 16 * 1024;

    private static final int MAX_DISCARDED = 4 << 20;

    private final HttpExchange http;
    private final RequestFields fields;
    private final int limit;
    // Null until read or discarded.
    private byte[] bytes;
    private boolean broken;

    RequestBody(HttpExchange http, RequestFields fields, int limit) {
        this.http = http;
        this.fields = fields;
        this.limit = limit;
    }

    boolean isPresent() {
        String declared = fields.first("Content-length");
        return declared == null ? isChunked() : !declared.equals("0");
    }

    byte[] bytes() throws IOException {
        if (bytes == null) {
            bytes = isPresent() ? read() : NONE;
        }
        return bytes;
    }

    /** Returns whether there is a body of which nobody has all. */
    boolean isUnread() {
        return bytes == null && isPresent();
    }

    /**
     * Reads what is left and forgets it: a client that sees its connection reset while it sends may never see the answer.
     * Of a longer rest than {@value #MAX_DISCARDED} bytes it reads no more; the connection then closes after the response.
     */
    void discard() throws IOException {
        if (isUnread()) {
            bytes = NONE;
            InputStream in = http.getRequestBody();
            byte[] forgotten = new byte[8192];
            // Read, not skipped: what is skipped is not counted by the JDK 21's server, which then waits for it to come again.
            for (long count = 0; count < MAX_DISCARDED;) {
                int read = in.read(forgotten);
                if (read < 0) {
                    break;
                }
                count += read;
            }
            in.close();
        }
    }

    /** Returns whether the connection failed before all of the body was there. */
    boolean isBroken() {
        return broken;
    }

    private byte[] read() throws IOException {
        try {
            return isChunked() ? readChunks() : readDeclared();
        } catch (IndexOutOfBoundsException overflow) {
            // The JDK's server keeps the size of a chunk in an int and does not look whether it fits.
            throw ProblemException.of(Problem.MALFORMED_REQUEST, "a chunk of the body has no valid size").closing();
        } catch (IOException failed) {
            broken = true;
            throw failed;
        }
    }

    private byte[] readDeclared() throws IOException {
        // The guard has seen that it is a number of at most 18 digits.
        long declared = Long.parseLong(fields.first("Content-length"));
        if (declared > limit) {
            throw tooLarge();
        }
        InputStream in = http.getRequestBody();
        if (declared > BELIEVED) {
            return in.readNBytes(limit);
        }
        byte[] all = new byte[(int) declared];
        in.readNBytes(all, 0, all.length);
        // The end as well: else the server looks for more when the response has been sent, with a buffer of 2 KB made for that.
        in.read();
        return all;
    }

    private byte[] readChunks() throws IOException {
        byte[] all = http.getRequestBody().readNBytes(limit + 1);
        if (all.length > limit) {
            throw tooLarge();
        }
        return all;
    }

    private boolean isChunked() {
        return fields.has("Transfer-encoding");
    }

    private ProblemException tooLarge() {
        // Closing, because what is left of the body may be longer than anybody wants to read.
        return ProblemException.of(Problem.TOO_LARGE, "the body is longer than " + limit + " bytes").closing();
    }
}
