package dev.meanwhile.http;

/**
 * Answers requests. Must respond once, through the exchange, before it returns; may then go on working, since the client
 * has its answer. A {@link ProblemException} is sent as it is; anything else thrown is answered with 500 and told.
 */
@FunctionalInterface
public interface Handler {

    /** Answers one request, on the request's own virtual thread. */
    void handle(Exchange exchange) throws Exception;
}
