package dev.meanwhile.work;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One request to make.
 *
 * @param method          such as {@code POST}
 * @param target          where to
 * @param headers         the sender's own; they replace ours of the same name
 * @param body            JSON text; null sends none
 * @param followRedirects whether a redirect is followed, rather than a failure
 */
record Delivery(String method, Target target, Map<String, String> headers, String body, boolean followRedirects) {

    private static final List<String> SECRETS = List.of("Authorization", "Cookie", "Proxy-Authorization");

    /**
     * Checks a method.
     *
     * @throws IllegalArgumentException if no request can have it
     */
    static void checkMethod(String method) {
        try {
            HttpRequest.newBuilder().method(method, HttpRequest.BodyPublishers.noBody());
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("must be one such as POST, was \"" + method + "\"", refused);
        }
    }

    /**
     * Checks a header.
     *
     * @throws IllegalArgumentException if no request can have it, or it can not be set from here
     */
    static void checkHeader(String name, String value) {
        // What lies outside ASCII would leave as a question mark.
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\t')) {
            throw new IllegalArgumentException("must have ASCII characters only, and no line ends");
        }
        try {
            HttpRequest.newBuilder().header(name, value);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("can not be set", refused);
        }
    }

    /** Returns the request that a redirect to {@code next} asks for. What is secret stays with the origin it was meant for. */
    Delivery redirected(int status, Target next) {
        var kept = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        kept.putAll(headers);
        if (!next.hasSameOriginAs(target)) {
            kept.keySet().removeAll(SECRETS);
        }
        // As browsers do it: 303 means GET, and so do 301 and 302 for a POST.
        boolean get = status == 303 && !method.equals("HEAD") || (status == 301 || status == 302) && method.equals("POST");
        if (get) {
            kept.remove("Content-Type");
        }
        String authorization = next.hasSameOriginAs(target) && next.authorization() == null ? target.authorization() : next.authorization();
        return new Delivery(get ? "GET" : method, new Target(next.uri(), authorization), kept, get ? null : body, true);
    }
}
