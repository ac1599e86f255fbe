package dev.meanwhile;

import dev.meanwhile.work.Binding;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What a route answers. Immutable. */
public final class Response {

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;

    private Response(int status, String contentType, byte[] body, Map<String, String> headers) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status must be from 200 to 599, was " + status);
        }
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = headers;
    }

    /**
     * Returns a response with a value as JSON.
     *
     * @param status the status, from 200 to 599
     * @param value  what to write: a record, a map, a list, or any value Gson knows; may be null
     * @return the response
     */
    public static Response json(int status, Object value) {
        return of(status, "application/json", (Binding.write(value) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns a response with a text.
     *
     * @param status the status, from 200 to 599
     * @param text   what to say
     * @return the response
     */
    public static Response text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns a response with bytes of any type.
     *
     * @param status      the status, from 200 to 599
     * @param contentType the type of the bytes, such as {@code image/png}
     * @param bytes       the body; not to be changed afterwards
     * @return the response
     */
    public static Response of(int status, String contentType, byte[] bytes) {
        Objects.requireNonNull(contentType, "contentType == null");
        return new Response(status, contentType, Objects.requireNonNull(bytes, "bytes == null"), Map.of());
    }

    /**
     * Returns a response without a body.
     *
     * @param status the status, from 200 to 599; 204 if there is nothing to say
     * @return the response
     */
    public static Response empty(int status) {
        return new Response(status, null, new byte[0], Map.of());
    }

    /**
     * Returns this response with a header field.
     *
     * @param name  the field's name
     * @param value its value, without line ends
     * @return the response
     */
    public Response header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, contentType, body, more);
    }

    int status() {
        return status;
    }

    /** Returns the type of the body, or null without one. */
    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }
}
