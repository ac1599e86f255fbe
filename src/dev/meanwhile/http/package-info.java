/**
 * The door: HTTP in front of the engine, on the JDK's own server.
 *
 * <p>The way of a request, each step in its own class:
 *
 * <pre>
 * HttpDoor   one virtual thread; counts it, bounds it, and sees that it ends in a response or a closed connection
 *   Guard    is it HTTP at all, as RFC 9110 and 9112 have it?           else 4xx or 5xx, and the connection closes
 *   Gate     may this host name, this web page, this client ask?       else 421, 403, 415, 401
 *   Router   which handler has this method and path?                   else 404, 405
 *   Handler  reads and answers through Exchange, which alone talks to the JDK's exchange
 * </pre>
 *
 * <p>Whatever refuses a request throws a {@link dev.meanwhile.http.ProblemException}; whatever else a handler throws is
 * answered with 500 and told once, with an id that both have.
 *
 * <p>What the JDK's server decides before any of this runs can not be mended here: a bare CR or LF as line end, folded
 * header lines and a control character at the end of a header value are accepted, valid chunk trailers close the
 * connection, headers over the limit close it without 431, and {@code OPTIONS *}, {@code //name} and a URL without a path are
 * answered with its own 404. On a hostile network put a reverse proxy in front.
 */
package dev.meanwhile.http;
