package dev.meanwhile.http;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a door is to be opened.
 *
 * @param listen         where to listen; port 0 is any free one
 * @param maxBody        the longest request body, in bytes
 * @param maxConnections how many connections at once; the JDK reads this once, so the first door of a process decides
 * @param allowedHosts   names the server answers to besides {@code localhost} and its addresses; a port with one is ignored
 * @param token          what clients must know, or null when everybody may ask
 * @param accessLog      whether to tell of every request
 */
public record DoorSettings(InetSocketAddress listen, int maxBody, int maxConnections, Set<String> allowedHosts,
        String token, boolean accessLog) {

    /**
     * Checks the settings and brings the host names into the form in which they are compared.
     *
     * @throws IllegalArgumentException if one can not be used; the message names it
     */
    public DoorSettings {
        if (maxBody < 1 || maxBody == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("maxBody is out of range: " + maxBody);
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections is not positive: " + maxConnections);
        }
        if (token != null && token.isBlank()) {
            throw new IllegalArgumentException("token is blank");
        }
        allowedHosts = allowedHosts.stream().map(DoorSettings::hostName).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the settings without the token, for logs. */
    @Override
    public String toString() {
        return "DoorSettings[listen=" + listen + ", maxBody=" + maxBody + ", maxConnections=" + maxConnections
                + ", allowedHosts=" + allowedHosts + ", token=" + (token == null ? "none" : "***")
                + ", accessLog=" + accessLog + "]";
    }

    private static String hostName(String text) {
        try {
            String host = Authority.parse(text.strip()).host();
            if (host.isEmpty()) {
                throw new IllegalArgumentException("it is empty");
            }
            return host;
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("allowedHosts has no host name: \"" + text + "\": " + bad.getMessage());
        }
    }
}
