package dev.meanwhile.http;

import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * Refuses what is not HTTP/1.1 as RFC 9110 and 9112 have it and the JDK's server lets through all the same. Runs before
 * anything reads the body; what it refuses closes the connection, since nobody knows where the next request begins.
 *
 * <p>No state; safe for use by any thread.
 */
final class Guard {

    /** The longest path and query. */
    static final int MAX_TARGET = 8 * 1024;

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    /**
     * Checks the request line and the header.
     *
     * @return where the request goes
     * @throws ProblemException which closes the connection
     */
    Target check(HttpExchange http, RequestFields fields) {
        try {
            boolean http10 = checkVersion(http.getProtocol());
            checkCharacters(fields);
            checkFraming(fields, http10);
            checkMethod(http.getRequestMethod());
            Target target = target(http, fields, http10);
            checkExpectation(fields);
            return target;
        } catch (ProblemException refused) {
            throw refused.closing();
        }
    }

    /** Returns whether the version is 1.0 rather than 1.1. */
    private static boolean checkVersion(String version) {
        return switch (version) {
            case "HTTP/1.1" -> false;
            case "HTTP/1.0" -> true;
            default -> throw isVersion(version)
                    ? ProblemException.of(Problem.HTTP_VERSION, version + " is not supported, only HTTP/1.1 and HTTP/1.0")
                    : malformed("the request line does not end in HTTP/1.1 or HTTP/1.0");
        };
    }

    private static boolean isVersion(String version) {
        return version.length() == 8 && version.startsWith("HTTP/") && isDigit(version.charAt(5))
                && version.charAt(6) == '.' && isDigit(version.charAt(7));
    }

    private static void checkCharacters(RequestFields fields) {
        for (List<String> values : fields.values()) {
            values.forEach(Guard::checkCharacters);
        }
    }

    private static void checkCharacters(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                throw malformed("a header field has a control character");
            }
        }
    }

    private static void checkFraming(RequestFields fields, boolean http10) {
        List<String> lengths = fields.all("Content-length");
        List<String> encodings = fields.all("Transfer-encoding");
        if (!encodings.isEmpty()) {
            if (!lengths.isEmpty()) {
                throw malformed("both Content-Length and Transfer-Encoding are given");
            }
            if (http10) {
                throw malformed("HTTP/1.0 has no Transfer-Encoding");
            }
            if (encodings.size() != 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
                throw malformed("Transfer-Encoding must be chunked");
            }
        } else if (!lengths.isEmpty() && (lengths.size() != 1 || !isLength(lengths.getFirst()))) {
            throw malformed("Content-Length must be given once, as a number");
        }
    }

    private static boolean isLength(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static void checkMethod(String method) {
        if (!METHODS.contains(method)) {
            throw ProblemException.of(Problem.NOT_IMPLEMENTED, "no resource here has a method " + method);
        }
    }

    private static void checkExpectation(RequestFields fields) {
        List<String> expectations = fields.all("Expect");
        if (!expectations.isEmpty()
                && (expectations.size() != 1 || !expectations.getFirst().equalsIgnoreCase("100-continue"))) {
            throw ProblemException.of(Problem.EXPECTATION_FAILED, "only 100-continue can be expected");
        }
    }

    private static Target target(HttpExchange http, RequestFields fields, boolean http10) {
        URI uri = http.getRequestURI();
        String text = uri.toString();
        checkTarget(text);
        Authority host = host(http, fields, http10);
        if (text.startsWith("/")) {
            // Not uri.getRawPath(): to that, the target //a/b is a host a with a path /b.
            int question = text.indexOf('?');
            return question < 0 ? new Target(host, text, "")
                    : new Target(host, text.substring(0, question), text.substring(question + 1));
        }
        if (text.equals("*")) {
            return new Target(host, text, "");
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getRawAuthority() == null) {
            throw malformed("the request target is neither a path nor an http URL");
        }
        // Absolute form, as proxies send it: its host then counts instead of the field Host (RFC 9112, 3.2.2).
        String query = uri.getRawQuery();
        return new Target(authority(uri.getRawAuthority()), uri.getRawPath(), query == null ? "" : query);
    }

    private static void checkTarget(String target) {
        if (target.length() > MAX_TARGET) {
            throw ProblemException.of(Problem.URI_TOO_LONG,
                    "the request target has " + target.length() + " characters; the limit is " + MAX_TARGET);
        }
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c > '~' || c == '#') {
                throw malformed("the request target has a character that is not allowed there");
            }
            if (c == '%' && (target.startsWith("00", i + 1) || target.regionMatches(true, i + 1, "0a", 0, 2)
                    || target.regionMatches(true, i + 1, "0d", 0, 2))) {
                throw malformed("the request target has an escaped line end or NUL");
            }
        }
    }

    private static Authority host(HttpExchange http, RequestFields fields, boolean http10) {
        List<String> hosts = fields.all("Host");
        if (hosts.isEmpty() && http10) {
            // Older than the field. Such a client named nobody, so it means the address it connected to.
            return Authority.of(http.getLocalAddress().getAddress());
        }
        if (hosts.size() != 1) {
            throw malformed("the field Host must be given once");
        }
        return authority(hosts.getFirst());
    }

    private static Authority authority(String text) {
        try {
            return Authority.parse(text);
        } catch (IllegalArgumentException bad) {
            throw malformed("the host is not well-formed: " + bad.getMessage());
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static ProblemException malformed(String detail) {
        return ProblemException.of(Problem.MALFORMED_REQUEST, detail);
    }
}
