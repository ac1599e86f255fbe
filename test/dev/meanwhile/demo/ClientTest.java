package dev.meanwhile.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client beside servers that answer all, nothing, or with a refusal. */
class ClientTest {

    private static final Load LOAD = new Load(new Load.Batch(3, Duration.ZERO), new Load.Batch(2, Duration.ZERO),
            new Load.Batch(1, Duration.ZERO), Duration.ofMillis(60), Duration.ofMillis(20), Duration.ofMillis(200));

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.close();
    }

    @Test
    void everyCallOfThePlanIsMadeOnce() throws Exception {
        var measured = run(200);
        assertThat(asked).isEqualTo(Map.of("/livez", 10, "/v1/run/slow", 3, "/v1/run/cpu", 2, "/v1/run/hog", 1));
        assertThat(measured.heartbeats().count()).isEqualTo(10);
        assertThat(measured.answers().count()).isEqualTo(6);
        assertThat(measured.heartbeats().percentile(1).answered()).isTrue();
        assertThat(measured.heartbeats().percentile(1).time()).isPositive().isLessThan(LOAD.time());
    }

    @Test
    void heartbeatsBehindOneThatIsNotAnsweredAreLateToo() throws Exception {
        var heartbeats = run(0).heartbeats();
        assertThat(heartbeats.unanswered()).isEqualTo(10);
        // Each from when it was to be sent until the end: 20 ms, 40 ms and so on.
        assertThat(heartbeats.percentile(10).time()).isEqualTo(Duration.ofMillis(20));
        assertThat(heartbeats.median().time()).isEqualTo(Duration.ofMillis(100));
        assertThat(heartbeats.worst().time()).isEqualTo(LOAD.time());
    }

    @Test
    void aRefusalIsNoAnswer() throws Exception {
        var measured = run(503);
        assertThat(measured.heartbeats().unanswered()).isEqualTo(10);
        assertThat(measured.answers().unanswered()).isEqualTo(6);
    }

    /** Runs beside a server that answers with a status, or never if that is 0. */
    private Client.Measured run(int status) throws IOException, InterruptedException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.merge(exchange.getRequestURI().getPath(), 1, Integer::sum);
            try (exchange) {
                if (status == 0) {
                    end.await();
                }
                exchange.sendResponseHeaders(status == 0 ? 200 : status, -1);
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        });
        server.start();
        try (var client = new Client(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))) {
            return client.run(LOAD);
        }
    }
}
