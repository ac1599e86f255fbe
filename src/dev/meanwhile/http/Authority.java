package dev.meanwhile.http;

import java.net.InetAddress;
import java.util.Locale;

/**
 * A host and port, as in the field Host and in origins.
 *
 * @param host lower case, without a dot at the end; an IPv6 address keeps its brackets
 * @param port 0 when none is written
 */
record Authority(String host, int port) {

    /**
     * Parses {@code host[:port]}.
     *
     * @throws IllegalArgumentException if it is not of that form; user names are not
     */
    static Authority parse(String text) {
        int end = text.startsWith("[") ? endOfAddress(text) : endOfName(text);
        return new Authority(canonical(text.substring(0, end)), port(text, end));
    }

    /** Returns the authority of an address, with no port. */
    static Authority of(InetAddress address) {
        String text = address.getHostAddress();
        if (text.indexOf(':') < 0) {
            return new Authority(text, 0);
        }
        int zone = text.indexOf('%');
        return new Authority("[" + (zone < 0 ? text : text.substring(0, zone)) + "]", 0);
    }

    /** Returns the port, or {@code otherwise} when none is written. */
    int portOr(int otherwise) {
        return port == 0 ? otherwise : port;
    }

    private static String canonical(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static int endOfAddress(String text) {
        int close = text.indexOf(']');
        if (close < 0) {
            throw new IllegalArgumentException("no ] in " + text);
        }
        for (int i = 1; i < close; i++) {
            char c = text.charAt(i);
            if (c != ':' && c != '.' && Character.digit(c, 16) < 0) {
                throw new IllegalArgumentException("not an IPv6 address: " + text);
            }
        }
        return close + 1;
    }

    private static int endOfName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i;
            }
            // RFC 3986, reg-name: unreserved, sub-delims and escapes.
            boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z';
            if (!plain && "-._~%!$&'()*+,;=".indexOf(c) < 0) {
                throw new IllegalArgumentException("not a host name: " + text);
            }
        }
        return text.length();
    }

    private static int port(String text, int colon) {
        if (colon == text.length() || colon + 1 == text.length() && text.charAt(colon) == ':') {
            return 0;
        }
        int port = 0;
        for (int i = colon + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || port > 65_535) {
                throw new IllegalArgumentException("not a port: " + text);
            }
            port = port * 10 + (c - '0');
        }
        if (text.charAt(colon) != ':' || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + text);
        }
        return port;
    }
}
