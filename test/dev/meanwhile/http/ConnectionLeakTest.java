package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes wrong once must not take a connection or a slot with it. Each way of going wrong is tried more often than there
 * are connections; then the server must still answer. In a process of its own, because the JDK's server learns how many
 * connections it may have only once in each.
 */
class ConnectionLeakTest {

    private static final int CONNECTIONS = 20;
    private static final byte[] LARGE = new byte[64 * 1024];

    private static final String GET = "GET /wrong HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String HALF = "POST /wrong HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf";

    /** What the client does after its request. */
    private enum Client { RESETS, ENDS_HALF_WAY, READS_HEAD }

    /** The ways of going wrong. */
    private enum Wrong {
        ERROR_BEFORE_RESPONSE(GET, Client.READS_HEAD, exchange -> {
            throw new AssertionError();
        }),
        ERROR_AFTER_RESPONSE(GET, Client.READS_HEAD, exchange -> {
            exchange.stream(200, "text/plain").flush();
            throw new StackOverflowError();
        }),
        NO_RESPONSE(GET, Client.READS_HEAD, exchange -> { }),
        BROKEN_RESPONSE(GET, Client.RESETS, exchange -> exchange.send(200, "text/plain", LARGE)),
        BROKEN_STREAM(GET, Client.RESETS, exchange -> fill(exchange)),
        BROKEN_STREAM_IGNORED(GET, Client.RESETS, exchange -> {
            try {
                fill(exchange);
            } catch (IOException ignored) {
                return;
            }
        }),
        HALF_A_BODY_READ(HALF, Client.ENDS_HALF_WAY, exchange -> exchange.send(200, "text/plain", exchange.body())),
        HALF_A_BODY_UNREAD(HALF, Client.ENDS_HALF_WAY, exchange -> exchange.send(200, "text/plain", LARGE)),
        HALF_A_BODY_AND_NO_CONTENT(HALF, Client.ENDS_HALF_WAY, exchange -> exchange.send(204)),
        HALF_A_BODY_REFUSED(HALF.replace("localhost", "evil.test"), Client.ENDS_HALF_WAY, exchange -> exchange.send(204)),
        BAD_CHUNK("POST /wrong HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n80000000\r\n", Client.ENDS_HALF_WAY,
                exchange -> exchange.send(200, "text/plain", LARGE));

        final String request;
        final Client client;
        final Handler handler;

        Wrong(String request, Client client, Handler handler) {
            this.request = request;
            this.client = client;
            this.handler = handler;
        }

        private static void fill(Exchange exchange) throws IOException {
            var out = exchange.stream(200, "text/plain");
            while (true) {
                out.write(LARGE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheServerWhole(Wrong wrong) throws Exception {
        var child = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1", "-ea",
                "-cp", System.getProperty("java.class.path"), ConnectionLeakTest.class.getName(), wrong.name())
                .redirectErrorStream(true).start();
        try {
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(said).isEqualTo("whole");
        } finally {
            child.destroyForcibly();
        }
    }

    /** The process of its own; the argument is the name of a way of going wrong. */
    public static void main(String... arguments) throws Exception {
        var wrong = Wrong.valueOf(arguments[0]);
        var begun = new Semaphore(0);
        var router = new Router().add("GET", "/", exchange -> exchange.send(200));
        for (String method : new String[] {"GET", "POST"}) {
            router.add(method, "/wrong", exchange -> {
                begun.release();
                wrong.handler.handle(exchange);
            });
        }
        var settings = new DoorSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), LARGE.length, CONNECTIONS, Set.of(),
                null, false);
        // What only the client did wrong is nothing to trouble the log with.
        var events = new EventLog(InstantSource.system(), Event.Level.ERROR, event -> {
            if (wrong.client != Client.READS_HEAD) {
                System.out.print(event.name() + " ");
            }
        });
        var door = HttpDoor.open(settings, router, events);
        door.start();
        try {
            for (int i = 0; i < CONNECTIONS * 2; i++) {
                try (var connection = RawHttp.connect(door.address()).send(wrong.request)) {
                    switch (wrong.client) {
                        case READS_HEAD -> connection.readHead();
                        case RESETS -> {
                            if (!begun.tryAcquire(10, TimeUnit.SECONDS)) {
                                throw new IOException("request " + i + " never reached its handler");
                            }
                            connection.reset();
                        }
                        case ENDS_HALF_WAY -> {
                            connection.shutdownOutput();
                            connection.isClosed();
                        }
                        default -> throw new AssertionError(wrong.client);
                    }
                }
                while (door.inFlight() > 0) {
                    Thread.onSpinWait();
                }
            }
            System.out.print(RawHttp.exchange(door.address(), GET.replace("wrong", "")).status() == 200 ? "whole" : "refuses");
        } catch (IOException leaked) {
            System.out.print("answers no more: " + leaked);
        } finally {
            door.close(Duration.ZERO);
        }
    }
}
