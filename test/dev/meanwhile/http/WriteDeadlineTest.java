package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.event.EventLog;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WriteDeadlineTest {

    private static final byte[] LARGE = new byte[1 << 20];

    private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
    private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

    private HttpDoor open(Handler handler, Duration deadline) throws IOException {
        var settings = new DoorSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100, 100, Set.of(), null, false);
        var door = HttpDoor.open(settings, new Router().add("GET", "/", handler), EventLog.NONE, deadline);
        door.start();
        return door;
    }

    /** Writes until that fails. */
    private void fill(Exchange exchange) throws IOException {
        try {
            OutputStream out = exchange.stream(200, "text/plain");
            while (true) {
                out.write(LARGE);
            }
        } catch (IOException expected) {
            interrupted.complete(Thread.currentThread().isInterrupted());
            failed.complete(expected);
            throw expected;
        }
    }

    private static Socket request(HttpDoor door) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(door.address());
        socket.setSoTimeout(30_000);
        String request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void endsAStreamWhoseClientDoesNotRead() throws Exception {
        HttpDoor door = open(this::fill, Duration.ofMillis(200));
        try (var silent = request(door)) {
            assertThat(failed.get(30, TimeUnit.SECONDS)).hasMessageContaining("taken nothing");
            assertThat(interrupted.get()).as("the interrupt was for the write alone").isFalse();
            while (door.inFlight() > 0) {
                Thread.onSpinWait();
            }
            assertThat(new String(silent.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .as("the response is cut off, not ended").doesNotEndWith("\r\n0\r\n\r\n");
        } finally {
            door.close(Duration.ZERO);
        }
    }

    @Test
    void letsAClientReadAsSlowlyAsItLikes() throws Exception {
        var deadline = Duration.ofSeconds(1);
        HttpDoor door = open(exchange -> {
            try (OutputStream out = exchange.stream(200, "text/plain")) {
                out.write(new byte[32 << 20]);
            }
        }, deadline);
        try (var slow = request(door)) {
            long start = System.nanoTime();
            long read = 0;
            var never = new CountDownLatch(1);
            // One write, for longer than the deadline, of which something is taken all the time.
            while (System.nanoTime() - start < 3 * deadline.toNanos()) {
                read += slow.getInputStream().readNBytes(16 << 10).length;
                assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
            }
            assertThat(read).isLessThan(32 << 20);
            String rest = new String(slow.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(read + rest.length()).isGreaterThan(32 << 20);
            assertThat(rest).endsWith("\r\n0\r\n\r\n");
        } finally {
            door.close(Duration.ZERO);
        }
    }

    @Test
    void looksAfterNobodyWhoIsGone() throws Exception {
        var deadline = new WriteDeadline(Duration.ofMillis(1));
        WriteDeadline.Writer writer = deadline.writer();
        writer.begins();
        writer.ends();
        writer.close();
        while (deadline.isWatching()) {
            Thread.onSpinWait();
        }
        try (var next = deadline.writer()) {
            assertThat(deadline.isWatching()).isTrue();
            next.begins();
            assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);
            assertThatThrownBy(next::ends).isInstanceOf(IOException.class);
        }
    }
}
