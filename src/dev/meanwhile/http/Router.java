package dev.meanwhile.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the handler of a request by method and path. The path decides first, a literal segment before a parameter; then
 * the method. Paths match whole, segment by segment, each segment decoded once, after the split.
 *
 * <p>Built by one thread; once a door has been opened with it, it never changes and any thread may use it.
 */
public final class Router implements Handler {

    private static final int MAX_SEGMENTS = 64;

    private final Node root = new Node();
    // Paths without parameters, found with one look.
    private final Map<String, Node> literals = new HashMap<>();
    private final List<String> routes = new ArrayList<>();
    // Paths without parameters that need no token.
    private final Set<String> open = new HashSet<>();
    private Handler fallback = exchange -> {
        throw ProblemException.of(Problem.NOT_FOUND, "nothing is at " + exchange.path());
    };
    private boolean frozen;

    /** Where a path ends or goes on. */
    private static final class Node {
        final Map<String, Node> children = new HashMap<>();
        Node parameter;
        final Map<String, Route> methods = new TreeMap<>();
        String allow = "";
    }

    private record Route(String template, List<String> parameters, Handler handler) { }

    /**
     * Adds a route.
     *
     * @param method   in capitals
     * @param template a path such as {@code /v1/jobs/{id}}; a segment in braces matches any one that is not empty
     * @throws IllegalArgumentException if there is such a route already, or the template is not one
     */
    public Router add(String method, String template, Handler handler) {
        checkNotFrozen();
        if (!template.startsWith("/")) {
            throw new IllegalArgumentException("not a path: " + template);
        }
        Node node = root;
        var parameters = new ArrayList<String>();
        for (String segment : template.substring(1).split("/", -1)) {
            if (segment.startsWith("{") && segment.endsWith("}") && segment.length() > 2) {
                String name = segment.substring(1, segment.length() - 1);
                if (parameters.contains(name)) {
                    throw new IllegalArgumentException("two parameters " + name + " in " + template);
                }
                parameters.add(name);
                node.parameter = node.parameter == null ? new Node() : node.parameter;
                node = node.parameter;
            } else {
                node = node.children.computeIfAbsent(segment, ignored -> new Node());
            }
        }
        var route = new Route(template, List.copyOf(parameters), handler);
        Route present = node.methods.putIfAbsent(method, route);
        if (present != null) {
            throw new IllegalArgumentException(
                    "two routes for " + method + ": " + present.template() + " and " + template);
        }
        node.allow = allow(node);
        if (parameters.isEmpty()) {
            literals.put(template, node);
        }
        routes.add(method + " " + template);
        return this;
    }

    /** Lets everybody ask for {@code path}, with or without the token: for what is the same for all and holds no secret. */
    Router open(String path) {
        checkNotFrozen();
        open.add(path);
        return this;
    }

    boolean isOpen(String path) {
        return open.contains(path);
    }

    /** Returns whether there is a route at {@code template}, of any method. */
    boolean has(String template) {
        return routes.stream().anyMatch(route -> route.substring(route.indexOf(' ') + 1).equals(template));
    }

    /** Sets what handles a path that no route has; without it, such a path is answered with 404. */
    Router fallback(Handler handler) {
        checkNotFrozen();
        fallback = handler;
        return this;
    }

    /** Returns the routes in the order added, each as {@code GET /v1/jobs/{id}}. */
    List<String> routes() {
        return Collections.unmodifiableList(routes);
    }

    /** Hands the exchange to the handler of its route. */
    @Override
    public void handle(Exchange exchange) throws Exception {
        String path = exchange.path();
        if (path.equals("*")) {
            exchange.send(204);
            return;
        }
        Node node = literals.get(path);
        if (node != null) {
            dispatch(node, exchange, new String[0]);
            return;
        }
        String[] segments = segments(path);
        String[] values = new String[segments.length];
        node = find(root, segments, 0, values, 0);
        if (node == null) {
            fallback.handle(exchange);
        } else {
            dispatch(node, exchange, values);
        }
    }

    /** Ends the building: from now on any thread may use it. */
    void freeze() {
        frozen = true;
    }

    private void checkNotFrozen() {
        if (frozen) {
            throw new IllegalStateException("the router is in use already");
        }
    }

    /** Returns where the segments from {@code index} on lead, or null; notes the values of parameters on the way. */
    private static Node find(Node node, String[] segments, int index, String[] values, int count) {
        if (index == segments.length) {
            return node.methods.isEmpty() ? null : node;
        }
        String segment = segments[index];
        Node child = node.children.get(segment);
        Node end = child == null ? null : find(child, segments, index + 1, values, count);
        if (end == null && node.parameter != null && !segment.isEmpty()) {
            values[count] = segment;
            end = find(node.parameter, segments, index + 1, values, count + 1);
        }
        return end;
    }

    private static void dispatch(Node node, Exchange exchange, String[] values) throws Exception {
        String method = exchange.method();
        Route route = node.methods.get(method);
        if (route == null && method.equals("HEAD")) {
            route = node.methods.get("GET");
        }
        if (route != null) {
            exchange.parameters(route.parameters(), values);
            route.handler().handle(exchange);
        } else if (method.equals("OPTIONS")) {
            sendOptions(node, exchange);
        } else {
            throw ProblemException.of(Problem.METHOD_NOT_ALLOWED, exchange.path() + " does not have the method " + method
                    + ", only " + node.allow).header("Allow", node.allow);
        }
    }

    private static void sendOptions(Node node, Exchange exchange) throws IOException {
        exchange.set("Allow", node.allow).send(204);
    }

    private static String allow(Node node) {
        var methods = new TreeSet<>(node.methods.keySet());
        methods.add("OPTIONS");
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }

    private static String[] segments(String path) {
        int count = 0;
        for (int slash = 0; slash >= 0; slash = path.indexOf('/', slash + 1)) {
            count++;
        }
        // No route is as deep, and the search need not recur as deep either.
        String[] segments = new String[Math.min(count, MAX_SEGMENTS)];
        int start = 1;
        for (int i = 0; i < segments.length; i++) {
            int slash = path.indexOf('/', start);
            segments[i] = Percent.decodeSegment(path.substring(start, slash < 0 ? path.length() : slash));
            start = slash + 1;
        }
        return segments;
    }
}
