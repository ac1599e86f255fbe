package dev.meanwhile.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executor;

/** What all contenders but Meanwhile have in common: the JDK's server and two routes. They differ in who runs what. */
final class SmallServer {

    private static final int BACKLOG = 1024;
    private static final String RUN = "/v1/run/";

    private SmallServer() { }

    /**
     * Starts a server.
     *
     * @param handlers runs the handler of each request; called by the server's own thread
     * @param workers  runs the task of a request; called by its handler, after the answer has been sent
     */
    static URI start(Executor handlers, Executor workers, Tasks tasks) throws IOException {
        // Read once, when the first server is made. Without the first, an answer may wait 40 ms for an acknowledgement; without the
        // second, all but 200 clients lose their connections.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(handlers);
        server.createContext("/livez", exchange -> answer(exchange, 200));
        server.createContext(RUN, exchange -> {
            var kind = Tasks.Kind.named(exchange.getRequestURI().getPath().substring(RUN.length()));
            answer(exchange, 202);
            workers.execute(() -> tasks.run(kind));
        });
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
        }
    }
}
