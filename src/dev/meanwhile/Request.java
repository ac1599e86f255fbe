package dev.meanwhile;

import dev.meanwhile.http.Exchange;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.work.Binding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a route was asked. For the thread that handles the request, until it returns. */
public final class Request {

    private final Exchange exchange;

    Request(Exchange exchange) {
        this.exchange = exchange;
    }

    /**
     * Returns the method.
     *
     * @return such as {@code POST}
     */
    public String method() {
        return exchange.method();
    }

    /**
     * Returns the path as it was sent.
     *
     * @return such as {@code /orders/17}, still percent-encoded
     */
    public String path() {
        return exchange.path();
    }

    /**
     * Returns what stands in the path where the route has {@code {name}}.
     *
     * @param name the name in the route's path
     * @return the segment, decoded
     */
    public String parameter(String name) {
        return exchange.parameter(name);
    }

    /**
     * Returns a parameter of the query.
     *
     * @param name its name
     * @return its first value, decoded; null if the query does not have it
     */
    public String query(String name) {
        return exchange.query().first(name);
    }

    /**
     * Returns a header field.
     *
     * @param name its name, in any case
     * @return its first value, or null if the request does not have it
     */
    public String header(String name) {
        return exchange.header(name);
    }

    /**
     * Reads the body.
     *
     * @return its bytes
     * @throws IOException if the client stops sending; answered by closing the connection
     */
    public byte[] body() throws IOException {
        return exchange.body();
    }

    /**
     * Reads the body as text in UTF-8.
     *
     * @return the text
     * @throws IOException if the client stops sending; answered by closing the connection
     */
    public String text() throws IOException {
        return new String(exchange.body(), StandardCharsets.UTF_8);
    }

    /**
     * Reads the body as JSON into a value. If {@code type} is a record, each of its components must be there and fit, unless
     * it is an {@code Optional}, and nothing else may be.
     *
     * @param <T>  the value's type
     * @param type the value's type
     * @return the value
     * @throws InvalidInputException if the body is JSON but does not fit; left to itself it becomes a 422 that says where.
     *                               What is not JSON at all is answered with 400 or 415 in the same way
     * @throws IOException           if the client stops sending; answered by closing the connection
     */
    public <T> T body(Class<T> type) throws IOException {
        return Binding.read(exchange.json(), type);
    }
}
