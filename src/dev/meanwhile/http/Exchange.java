package dev.meanwhile.http;

import com.google.gson.JsonElement;
import com.sun.net.httpserver.HttpExchange;
import dev.meanwhile.json.Json;
import dev.meanwhile.json.JsonException;
import dev.meanwhile.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * One request and its one response.
 *
 * <p>Every {@code send} has flushed the response and finished the exchange when it returns: what the thread does afterwards
 * delays nobody. Every response forbids caching, content sniffing and framing unless its handler sets those fields.
 *
 * <p>Confined to the thread that handles the request.
 */
public final class Exchange {

    private static final byte[] NO_BODY = new byte[0];

    private final HttpExchange http;
    private final RequestFields fields;
    private final RequestBody body;
    private final ResponseWriter response;

    // Set by the door when the guard has passed the request; null before.
    private Target target;

    // Set by the router: names and values of the path parameters, in pairs.
    private List<String> parameterNames = List.of();
    private String[] parameterValues = {};

    // Parsed when first asked for.
    private Query query;
    private Prefer prefer;

    // Of which it holds a permit while it counts among the requests that are worked on; null before and after.
    private Semaphore slots;

    Exchange(HttpExchange http, int maxBody, WriteDeadline deadline) {
        this.http = http;
        this.fields = new RequestFields(http.getRequestHeaders());
        this.body = new RequestBody(http, fields, maxBody);
        this.response = new ResponseWriter(http, body, deadline);
    }

    // The request

    /** Returns the method, in capitals. */
    public String method() {
        return http.getRequestMethod();
    }

    /** Returns the path as it came, still escaped. */
    public String path() {
        return target == null ? http.getRequestURI().toString() : target.path();
    }

    /** Returns a parameter of the path, decoded; its name is that in the template of the route. */
    public String parameter(String name) {
        int index = parameterNames.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("the route has no parameter " + name + ", only " + parameterNames);
        }
        return parameterValues[index];
    }

    /** Returns the parameters of the query. */
    public Query query() {
        if (query == null) {
            query = Query.parse(target.query());
        }
        return query;
    }

    /** Returns the first value of a header field, or null when the request does not have it. */
    public String header(String name) {
        return fields.first(name);
    }

    /** Returns all values of a header field; none when the request does not have it. */
    public List<String> headers(String name) {
        return fields.all(name);
    }

    /** Returns the field Content-Type as it came, or null. */
    public String contentType() {
        return header("Content-type");
    }

    /** Returns what the client would like. */
    public Prefer prefer() {
        if (prefer == null) {
            prefer = Prefer.parse(headers("Prefer"));
        }
        return prefer;
    }

    /** Returns the address and port of the other end of the connection, which may be a proxy. */
    public InetSocketAddress remote() {
        return http.getRemoteAddress();
    }

    /** Returns whether the request has a body. One of unknown length counts, though it may turn out to be empty. */
    public boolean hasBody() {
        return body.isPresent();
    }

    /**
     * Returns the body; empty when there is none. Read when first asked for.
     *
     * @throws ProblemException 413 if it is longer than the limit
     * @throws IOException      if the connection fails before all of it is there
     */
    public byte[] body() throws IOException {
        return body.bytes();
    }

    /**
     * Returns the body parsed as JSON.
     *
     * @throws ProblemException 415 if it is not declared as JSON, 400 if it is not JSON, 413 if it is too long
     */
    public JsonElement json() throws IOException {
        if (!MediaType.parse(contentType()).isJson()) {
            throw unsupportedMediaType();
        }
        try {
            return Json.parse(body());
        } catch (JsonException malformed) {
            throw ProblemException.of(Problem.BAD_JSON, "line " + malformed.line() + ", column " + malformed.column() + ": "
                    + malformed.getMessage()).with("line", malformed.line()).with("column", malformed.column());
        }
    }

    // The response

    /**
     * Sets a header field of the response; replaces one of that name.
     *
     * @throws IllegalArgumentException if the value has a line end, a control character, or one beyond Latin-1
     */
    public Exchange set(String header, String value) {
        response.set(header, value);
        return this;
    }

    /** Sends a response without a body. */
    public void send(int status) throws IOException {
        response.send(status, NO_BODY);
    }

    /** Sends a response; to HEAD its header only, with the length of the body. */
    public void send(int status, String contentType, byte[] content) throws IOException {
        response.set("Content-type", contentType);
        response.send(status, content);
    }

    /** Sends a JSON text, and a line end for those who read it in a terminal. */
    public void json(int status, String text) throws IOException {
        send(status, "application/json", line(text));
    }

    /** Sends a JSON text as {@link #json(int, String)} does. */
    void json(int status, JsonText text) throws IOException {
        send(status, "application/json", text.line());
    }

    private static byte[] line(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] line = Arrays.copyOf(utf8, utf8.length + 1);
        line[utf8.length] = '\n';
        return line;
    }

    /** Sends a refusal; header fields set so far are forgotten. */
    public void send(ProblemException refusal) throws IOException {
        response.reset();
        refusal.headers().forEach(response::set);
        send(refusal.problem().status(), "application/problem+json", line(refusal.json()));
    }

    /**
     * Begins a response of unknown length. Its header has been sent when this returns; what is written is sent when
     * flushed. The response ends when the stream is closed or the handler returns; if the handler throws, the connection
     * closes, so that the client can tell that something is missing. To HEAD nothing follows the header.
     */
    public OutputStream stream(int status, String contentType) throws IOException {
        response.set("Content-type", contentType);
        return response.stream(status);
    }

    /** Returns whether a response has begun. */
    public boolean responded() {
        return response.status() != 0;
    }

    /** Returns the status of the response; 0 while none has begun. */
    public int status() {
        return response.status();
    }

    // For the door, the gate and the router

    HttpExchange http() {
        return http;
    }

    RequestFields fields() {
        return fields;
    }

    /** Sets what the guard made of the request line; nothing about the request is to be asked before. */
    void target(Target checked) {
        target = checked;
    }

    /** Returns where the request goes, as it came. */
    Target target() {
        return target;
    }

    Authority authority() {
        return target.authority();
    }

    /** Returns the address the connection came in by. */
    InetAddress local() {
        return http.getLocalAddress().getAddress();
    }

    void parameters(List<String> names, String[] values) {
        parameterNames = names;
        parameterValues = values;
    }

    /** Takes a slot, among those for requests that are worked on; returns false if there is none. */
    boolean takeSlot(Semaphore free) {
        if (!free.tryAcquire()) {
            return false;
        }
        slots = free;
        return true;
    }

    /** Gives the slot back before it is done: for what may last for hours, and has a limit of its own. */
    void leaveSlot() {
        if (slots != null) {
            slots.release();
            slots = null;
        }
    }

    ProblemException unsupportedMediaType() {
        String type = contentType();
        return ProblemException.of(Problem.UNSUPPORTED_MEDIA_TYPE, (type == null ? "Content-Type is missing"
                : "Content-Type is " + type) + "; it must be application/json in UTF-8. With curl, add:"
                + " -H 'Content-Type: application/json'");
    }

    /** Returns how many bytes of body have been sent. */
    long sent() {
        return response.sent();
    }

    /** Returns whether the connection has failed, as opposed to anything the handler did. */
    boolean isBroken() {
        return body.isBroken() || response.isBroken();
    }

    /** Ends what the handler left open. */
    void finish() throws IOException {
        response.finish();
    }

    /** Lets go of what it holds, however it has ended. */
    void release() {
        response.release();
        leaveSlot();
    }
}
