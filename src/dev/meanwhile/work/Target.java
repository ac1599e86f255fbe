package dev.meanwhile.work;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Where a request goes.
 *
 * @param uri           http or https, with a host, without user-info or fragment
 * @param authorization the user-info as a header's value, or null if there was none
 */
record Target(URI uri, String authorization) {

    /** A segment that servers take for "here" or "up", so that a value of the input could leave its own place in a path. */
    private static final Pattern DOTS = Pattern.compile("(?i)(.*/)?(\\.|%2e){1,2}(/.*)?");

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if nothing can be sent there; the message says why, but not the URL, which may
     *                                  hold a password
     */
    static Target of(String url) {
        URI given;
        try {
            given = new URI(url);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("must be a URL: " + malformed.getReason() + " at column " + (malformed.getIndex() + 1));
        }
        String scheme = given.getScheme() == null ? "" : given.getScheme();
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            throw new IllegalArgumentException("must begin with http:// or https://");
        }
        if (given.getHost() == null) {
            throw new IllegalArgumentException("must have a host: letters, digits, '-' and '.', or an address");
        }
        if (given.getPort() == 0 || given.getPort() > 65_535) {
            throw new IllegalArgumentException("must have a port from 1 to 65535, or none");
        }
        if (given.getRawPath() != null && DOTS.matcher(given.getRawPath()).matches()) {
            throw new IllegalArgumentException("must not have a path with \".\" or \"..\" in it");
        }
        return new Target(bare(given), basic(given.getRawUserInfo()));
    }

    /** Returns the URL as it may be shown: without the query, which often holds a secret. */
    String shown() {
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?...");
    }

    /** Returns the host and the port, given or not. */
    String hostAndPort() {
        return uri.getHost() + ":" + port(uri);
    }

    boolean isSecure() {
        return uri.getScheme().equalsIgnoreCase("https");
    }

    boolean hasSameOriginAs(Target other) {
        return isSecure() == other.isSecure() && hostAndPort().equalsIgnoreCase(other.hostAndPort());
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static URI bare(URI given) {
        String path = given.getRawPath() == null || given.getRawPath().isEmpty() ? "/" : given.getRawPath();
        String query = given.getRawQuery() == null ? "" : "?" + given.getRawQuery();
        String port = given.getPort() < 0 ? "" : ":" + given.getPort();
        return URI.create(given.getScheme() + "://" + given.getHost() + port + path + query);
    }

    private static String basic(String userInfo) {
        if (userInfo == null) {
            return null;
        }
        // A plus is a plus here, unlike in a form.
        String decoded = URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(decoded.getBytes(StandardCharsets.UTF_8));
    }
}
