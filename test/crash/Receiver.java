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
 * Where deliveries go: {@code /<number>/<failures>/<milliseconds>/<numbers of those that come first>}. Counts the requests of
 * each, and answers them after a while, the first few of those that ask for it with failure. To {@code /tick} go those that are
 * not counted.
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
        server.createContext("/tick", this::succeed);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/");
            UUID id = UUID.fromString(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            long number = Long.parseLong(path[1]);
            int count = executions.count(number, id);
            if (count < 0) {
                findings.violation("a submission was made two jobs", id, "delivery " + number);
            }
            checkOrder(id, number, path[4]);
            exchange.getRequestBody().readAllBytes();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(path[3])));
            boolean succeeds = count > Integer.parseInt(path[2]);
            if (succeeds) {
                // Before the answer: those that come after this one may begin at once.
                executions.answer(number);
            }
            exchange.sendResponseHeaders(succeeds ? 204 : 503, -1);
        }
    }

    private void checkOrder(UUID id, long number, String firsts) {
        for (String first : firsts.equals("none") ? new String[0] : firsts.split("\\.")) {
            if (!executions.isAnswered(Long.parseLong(first))) {
                findings.violation("ran before one that comes first had succeeded", id, "delivery " + number + " before " + first);
            }
        }
    }

    private void succeed(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
