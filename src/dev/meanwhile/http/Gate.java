package dev.meanwhile.http;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides who may ask. A server on one's own machine that runs commands must not be reachable from the web pages one
 * visits, so every request is checked, in this order, before anything else looks at it:
 *
 * <ol>
 * <li>The host name: an address of this machine, {@code localhost}, or a name the settings allow. A page that has its own
 *     name resolve to this machine (DNS rebinding) is of the same origin in the browser's eyes; only this stops it.
 * <li>The page, for requests that may change anything: Sec-Fetch-Site where the browser sends it; else Origin, which is all
 *     it sends to a plain-http host other than localhost. Programs send neither, and pass.
 * <li>The content type, for bodies from browsers: none that a page may send elsewhere without being allowed to first.
 * <li>The token, when there is one.
 * </ol>
 *
 * <p>Immutable; safe for use by any thread.
 */
final class Gate {

    private final Set<String> names = new HashSet<>();
    private final Set<InetAddress> addresses = new HashSet<>();
    private final boolean anyLoopback;
    private final boolean anyLocal;
    private final byte[] tokenDigest;
    private final Predicate<String> openPaths;

    /** Creates the gate of a door with these settings that is bound to {@code bound}; {@code openPaths} need no token. */
    Gate(DoorSettings settings, InetAddress bound, Predicate<String> openPaths) throws SocketException {
        this.openPaths = openPaths;
        anyLocal = bound.isAnyLocalAddress();
        anyLoopback = anyLocal || bound.isLoopbackAddress();
        names.add("localhost");
        names.addAll(settings.allowedHosts());
        if (anyLocal) {
            NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).forEach(addresses::add);
        } else {
            addresses.add(bound);
        }
        // So that the usual literals are found without parsing them.
        for (InetAddress address : addresses) {
            names.add(Authority.of(address).host());
        }
        tokenDigest = settings.token() == null ? null : digest(settings.token());
    }

    /**
     * Checks one request.
     *
     * @throws ProblemException if it may not pass
     */
    void check(Exchange exchange) {
        checkHost(exchange);
        checkPage(exchange);
        if (tokenDigest != null && !isOpen(exchange.path())) {
            checkToken(exchange);
        }
    }

    /** Whether everybody may ask for {@code path}, and at all times: health checks, what explains problems, the dashboard. */
    boolean isOpen(String path) {
        return path.equals("/livez") || path.equals("/readyz") || path.equals("/healthz") || path.startsWith("/problems/")
                || openPaths.test(path);
    }

    private void checkHost(Exchange exchange) {
        String host = exchange.authority().host();
        if (!names.contains(host) && !isOurAddress(host, exchange)) {
            throw ProblemException.of(Problem.WRONG_HOST, "this server does not answer to the host name \"" + host
                    + "\"; if it should, add the name to allowedHosts in the configuration or start with --allowed-hosts "
                    + host);
        }
    }

    private boolean isOurAddress(String host, Exchange exchange) {
        if (!isAddress(host)) {
            return false;
        }
        try {
            // No name service is asked: it is an address, and nothing else, already.
            InetAddress address = InetAddress.getByName(host);
            return addresses.contains(address)
                    || anyLoopback && address.isLoopbackAddress()
                    // Interfaces come and go after the start; the connection knows the address it came in by.
                    || anyLocal && address.equals(exchange.local());
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    private static void checkPage(Exchange exchange) {
        String origin = exchange.header("Origin");
        if ("null".equals(origin)) {
            throw crossSite("a page without an origin of its own (Origin: null)");
        }
        if (isSafe(exchange.method())) {
            return;
        }
        String site = exchange.header("Sec-fetch-site");
        String mode = exchange.header("Sec-fetch-mode");
        if (site == null && mode == null && origin == null) {
            return;
        }
        if (site != null) {
            if (!site.equals("same-origin") && !site.equals("none")) {
                throw crossSite("a page of another site (Sec-Fetch-Site: " + site + ")");
            }
        } else if (origin != null && !isOwn(origin, exchange.authority())) {
            throw crossSite("a page of another origin (Origin: " + origin + ")");
        }
        if ("no-cors".equals(mode)) {
            throw crossSite("a page that does not want to know the answer (Sec-Fetch-Mode: no-cors)");
        }
        if (exchange.hasBody() && MediaType.parse(exchange.contentType()).isSimple()) {
            throw exchange.unsupportedMediaType();
        }
    }

    private static boolean isSafe(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    /** Whether {@code origin} has the host and port the request was sent to. Behind a TLS proxy only the schemes differ. */
    private static boolean isOwn(String origin, Authority own) {
        int defaultPort;
        if (origin.startsWith("http://")) {
            defaultPort = 80;
        } else if (origin.startsWith("https://")) {
            defaultPort = 443;
        } else {
            return false;
        }
        try {
            Authority page = Authority.parse(origin.substring(origin.indexOf("//") + 2));
            return page.host().equals(own.host()) && page.portOr(defaultPort) == own.portOr(defaultPort);
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    private static ProblemException crossSite(String who) {
        return ProblemException.of(Problem.CROSS_SITE, "the request comes from " + who
                + "; only pages this server sent itself, and programs, may do this");
    }

    private void checkToken(Exchange exchange) {
        String credentials = exchange.header("Authorization");
        boolean bearer = credentials != null && credentials.regionMatches(true, 0, "Bearer ", 0, 7);
        // Digests of equal length: how long the comparison takes tells nothing of the token, not even its length.
        if (!bearer || !MessageDigest.isEqual(tokenDigest, digest(credentials.substring(7).strip()))) {
            throw ProblemException.of(Problem.UNAUTHORIZED, bearer ? "the token is not the one this server was started with"
                    : "send the token as Authorization: Bearer <token>")
                    .header("WWW-Authenticate", "Bearer realm=\"meanwhile\"");
        }
    }

    private static byte[] digest(String token) {
        return Sha256.of(token.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isAddress(String host) {
        if (host.startsWith("[")) {
            return true;
        }
        int parts = 1;
        int value = -1;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == '.' && value >= 0) {
                parts++;
                value = -1;
            } else if (c >= '0' && c <= '9' && value != 0) {
                value = Math.max(value, 0) * 10 + (c - '0');
            } else {
                return false;
            }
            if (value > 255) {
                return false;
            }
        }
        return parts == 4 && value >= 0;
    }
}
