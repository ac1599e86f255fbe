package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.event.EventLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
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
            Await.until("the request has ended", () -> door.inFlight() == 0);
            assertThat(new String(silent.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .as("the response is cut off, not ended").doesNotEndWith("\r\n0\r\n\r\n");
        } finally {
            door.close(Duration.ZERO);
        }
    }

    /** So that the deadline is about a little, and a client who reads slowly what is much is not cut off. */
    @Test
    void eachPieceOfALargeWriteHasTheDeadlineForItself() throws Exception {
        var pieces = new ArrayList<byte[]>();
        try (var writer = new WriteDeadline(Duration.ofDays(1)).writer()) {
            var stream = new ResponseStream(new OutputStream() {
                @Override
                public void write(int b) {
                    throw new AssertionError("byte by byte");
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    pieces.add(Arrays.copyOfRange(bytes, offset, offset + length));
                }
            }, writer);
            var text = new byte[100_000];
            new Random(1).nextBytes(text);
            stream.write(text, 10, text.length - 20);
            assertThat(pieces).allMatch(piece -> piece.length <= 8_192);
            var whole = new ByteArrayOutputStream();
            pieces.forEach(whole::writeBytes);
            assertThat(whole.toByteArray()).isEqualTo(Arrays.copyOfRange(text, 10, text.length - 10));
            assertThat(stream.written()).isEqualTo(text.length - 20);
        }
    }

    @Test
    void looksAfterNobodyWhoIsGone() throws Exception {
        var deadline = new WriteDeadline(Duration.ofMillis(1));
        WriteDeadline.Writer writer = deadline.writer();
        writer.begins();
        writer.ends();
        writer.close();
        Await.until("nobody watches", () -> !deadline.isWatching());
        try (var next = deadline.writer()) {
            assertThat(deadline.isWatching()).isTrue();
            next.begins();
            assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);
            assertThatThrownBy(next::ends).isInstanceOf(IOException.class);
        }
    }
}
