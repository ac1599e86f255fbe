package crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Where deliveries go: {@code /<number>/<failures>/<milliseconds>}. Counts the requests of each, and answers them after a
 * while, the first few of those that ask for it with failure.
 */
final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Executions executions;
    private final Findings findings;

    Receiver(Executions executions, Findings findings) throws IOException {
        this.executions = executions;
        this.findings = findings;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/");
            UUID id = UUID.fromString(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            int count = executions.count(Long.parseLong(path[1]), id);
            if (count < 0) {
                findings.violation("a submission was made two jobs", id, "delivery " + path[1]);
            }
            exchange.getRequestBody().readAllBytes();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(path[3])));
            exchange.sendResponseHeaders(count > Integer.parseInt(path[2]) ? 204 : 503, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
