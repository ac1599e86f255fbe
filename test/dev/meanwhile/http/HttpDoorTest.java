package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventLog;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class HttpDoorTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    static Stream<Throwable> failures() {
        return Stream.of(new IllegalStateException("a secret"), new NoSuchFileException("a secret"), new AssertionError("a secret"),
                new OutOfMemoryError("a secret"), new StackOverflowError("a secret"), new InterruptedException("a secret"),
                new Exception("a secret"));
    }

    private static Handler throwing(Throwable failure) {
        return exchange -> {
            switch (failure) {
                case Error error -> throw error;
                case Exception exception -> throw exception;
                default -> throw new AssertionError(failure);
            }
        };
    }

    @ParameterizedTest
    @MethodSource("failures")
    void throwingHandlerGives500AndLogs(Throwable failure) throws Exception {
        try (var door = OpenDoor.with(new Router().fallback(throwing(failure))); var connection = door.connect()) {
            var response = connection.send(GET).read();
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.problem()).isEqualTo("internal");
            assertThat(response.text()).doesNotContain("a secret").doesNotContain("at dev.meanwhile");
            Event event = door.told("request_failed");
            assertThat(event.get("id")).isEqualTo(response.json().get("id").getAsString());
            assertThat(event.get("error")).isSameAs(failure);
            assertThat(event.level()).isEqualTo(Event.Level.ERROR);
            // Nothing is wrong with the connection.
            assertThat(connection.send(GET).read().status()).isEqualTo(500);
        }
    }

    @Test
    void handlerThatDoesNotRespondGives500() throws Exception {
        try (var door = OpenDoor.with(new Router().fallback(exchange -> { }))) {
            assertThat(door.get("GET /").status()).isEqualTo(500);
            assertThat(door.told("request_failed").get("error")).asString().contains("without a response");
        }
    }

    @Test
    void failureAfterTheResponseIsToldButNotSent() throws Exception {
        try (var door = OpenDoor.with(new Router().fallback(exchange -> {
            exchange.json(200, "{}");
            throw ProblemException.of(Problem.INVALID, "too late");
        }))) {
            assertThat(door.get("GET /").text()).isEqualTo("{}\n");
            assertThat(door.told("request_failed").get("error")).asString().contains("too late");
        }
    }

    @Test
    void stopIsPromptAfterAThrowingHandler() throws Exception {
        var door = OpenDoor.with(new Router().fallback(throwing(new AssertionError())));
        door.get("GET /");
        long began = System.nanoTime();
        door.door.close(Duration.ofSeconds(30));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void closingLetsRequestsInFlightEndAndRefusesOthers() throws Exception {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var door = OpenDoor.with(new Router().add("GET", "/", exchange -> exchange.send(200)).add("GET", "/slow", exchange -> {
            begun.countDown();
            release.await();
            exchange.send(200);
        }));
        try (var slow = door.connect(); var other = door.connect()) {
            slow.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
            other.send(GET).read();
            begun.await();
            var closed = new FutureTask<>(() -> door.door.close(Duration.ofSeconds(30)), true);
            Thread.ofPlatform().start(closed);
            RawHttp.Response refused = other.send(GET).read();
            while (refused.status() == 200) {
                // The closing thread has not got there yet.
                refused = other.send(GET).read();
            }
            assertThat(refused.problem()).isEqualTo("shutting-down");
            assertThat(refused.header("Retry-After")).isNotNull();
            assertThat(refused.header("Connection")).isEqualTo("close");
            assertThat(closed.isDone()).isFalse();
            release.countDown();
            assertThat(slow.read().status()).isEqualTo(200);
            assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(door.toldSoFar()).isEmpty();
        }
    }

    @Test
    void closingGivesUpOnHandlersButDoesNotInterruptThem() throws Exception {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();
        var door = OpenDoor.with(new Router().fallback(exchange -> {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException unwanted) {
                interrupted.set(true);
            }
            done.countDown();
            exchange.send(200);
        }));
        try (var connection = door.connect()) {
            connection.send(GET);
            begun.await();
            door.door.close(Duration.ofMillis(50));
            assertThat(connection.isClosed()).isTrue();
            assertThat(door.told("requests_abandoned").get("count")).isEqualTo(1);
            release.countDown();
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(interrupted).isFalse();
        }
    }

    @Test
    void tooManyRequestsAreRefusedButTheHeartbeatIsFelt() throws Exception {
        var begun = new CountDownLatch(7);
        var release = new CountDownLatch(1);
        var router = new Router().add("GET", "/livez", exchange -> exchange.send(200)).add("GET", "/", exchange -> {
            begun.countDown();
            release.await();
            exchange.send(200);
        });
        // Eight connections are seven slots.
        var settings = new DoorSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100, 8, Set.of(), null, false);
        var door = HttpDoor.open(settings, router, EventLog.NONE);
        door.start();
        var connections = new ArrayList<RawHttp>();
        try {
            for (int i = 0; i < 7; i++) {
                connections.add(RawHttp.connect(door.address()).send(GET));
            }
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            var refused = RawHttp.exchange(door.address(), GET);
            assertThat(refused.problem()).isEqualTo("too-busy");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(RawHttp.exchange(door.address(), "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n").status()).isEqualTo(200);
            release.countDown();
            for (var connection : connections) {
                assertThat(connection.read().status()).isEqualTo(200);
            }
            assertThat(RawHttp.exchange(door.address(), GET).status()).isEqualTo(200);
        } finally {
            for (var connection : connections) {
                connection.close();
            }
            door.close(Duration.ofSeconds(5));
        }
    }

    @Test
    void streamsDoNotTakeTheSlotsOfRequests() throws Exception {
        var release = new CountDownLatch(1);
        var streams = new OpenStreams(100);
        var router = new Router().add("GET", "/", exchange -> exchange.send(200))
                .add("GET", "/stream", exchange -> streams.stream(OpenStreams.Kind.LOG, exchange, () -> {
                    exchange.stream(200, "text/plain").flush();
                    release.await();
                }));
        // Eight connections are seven slots.
        var settings = new DoorSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100, 8, Set.of(), null, false);
        var door = HttpDoor.open(settings, router, EventLog.NONE);
        door.start();
        var connections = new ArrayList<RawHttp>();
        try {
            for (int i = 0; i < 20; i++) {
                connections.add(RawHttp.connect(door.address()).send(GET.replace("GET /", "GET /stream")));
                assertThat(connections.getLast().readHead().status()).isEqualTo(200);
            }
            assertThat(RawHttp.exchange(door.address(), GET).status()).isEqualTo(200);
        } finally {
            release.countDown();
            for (var connection : connections) {
                connection.close();
            }
            door.close(Duration.ofSeconds(5));
        }
    }

    @Test
    void keepAliveP50Under10ms() throws Exception {
        try (var door = OpenDoor.with(new Router().fallback(exchange -> exchange.json(200, "{\"status\":\"ok\"}")));
             var connection = door.connect()) {
            long[] nanos = new long[200];
            for (int i = 0; i < nanos.length; i++) {
                long began = System.nanoTime();
                connection.send(GET).read();
                nanos[i] = System.nanoTime() - began;
            }
            Arrays.sort(nanos);
            assertThat(Duration.ofNanos(nanos[nanos.length / 2])).isLessThan(Duration.ofMillis(10));
        }
    }

    @Test
    void tellsOfEveryRequestWhenAsked() throws Exception {
        try (var door = OpenDoor.logging(new Router().add("GET", "/a", exchange -> exchange.json(200, "{}")))) {
            door.get("GET /a?token=secret");
            Event event = door.told("request");
            assertThat(event.get("method")).isEqualTo("GET");
            assertThat(event.get("path")).isEqualTo("/a");
            assertThat(event.get("status")).isEqualTo(200);
            assertThat(event.get("bytes")).isEqualTo(3L);
            assertThat(event.get("ms")).isInstanceOf(Long.class);
            assertThat(event.get("remote")).isEqualTo("127.0.0.1");
            door.get("HEAD /a");
            assertThat(door.told("request").get("bytes")).isEqualTo(0L);
            door.exchange("GET /b HTTP/9.9\r\nHost: localhost\r\n\r\n");
            assertThat(door.told("request").get("status")).isEqualTo(505);
        }
    }

    @Test
    void handlersRunOnNamedVirtualThreads() throws Exception {
        var thread = new AtomicReference<Thread>();
        try (var door = OpenDoor.with(new Router().fallback(exchange -> {
            thread.set(Thread.currentThread());
            exchange.send(200);
        }))) {
            door.get("GET /");
            assertThat(thread.get().isVirtual()).isTrue();
            assertThat(thread.get().getName()).matches("http-\\d+");
        }
    }

    @Test
    void serverKeepsTheProcessAliveWhoeverStartsIt() throws Exception {
        var door = HttpDoor.open(OpenDoor.settings(null, Set.of(), false), new Router(), EventLog.NONE);
        try {
            Thread.ofVirtual().start(door::start).join();
            assertThat(Thread.getAllStackTraces().keySet()).filteredOn(thread -> thread.getName().equals("HTTP-Dispatcher"))
                    .isNotEmpty().noneMatch(Thread::isDaemon);
            assertThat(RawHttp.exchange(door.address(), GET).status()).isEqualTo(404);
        } finally {
            door.close(Duration.ZERO);
        }
    }

    @Test
    void closesTwiceAndWithoutEverHavingStarted() throws IOException {
        var door = HttpDoor.open(OpenDoor.settings(null, Set.of(), false), new Router(), EventLog.NONE);
        door.close(Duration.ofSeconds(30));
        door.close(Duration.ofSeconds(30));
        try (var next = OpenDoor.with(new Router())) {
            next.door.close(Duration.ZERO);
        }
    }

    @Test
    void addressInUseIsSaid() throws IOException {
        try (var door = OpenDoor.with(new Router())) {
            var taken = new DoorSettings(door.address(), 1_000, 100, Set.of(), null, false);
            assertThatThrownBy(() -> HttpDoor.open(taken, new Router(), EventLog.NONE)).isInstanceOf(BindException.class);
        }
    }

    @Test
    void warnsOfPinningBeforeJdk24() {
        var told = new ArrayList<String>();
        var events = new EventLog(InstantSource.system(), Event.Level.WARN, event -> told.add(event.name()));
        ServerProperties.warnOfPinning(24, events);
        assertThat(told).isEmpty();
        ServerProperties.warnOfPinning(21, events);
        assertThat(told).containsExactly("old_jdk");
    }

    @Test
    void setsWhatTheServerReadsOnce() throws IOException {
        try (var door = OpenDoor.with(new Router())) {
            assertThat(door.address().getPort()).isPositive();
            assertThat(System.getProperty("sun.net.httpserver.nodelay")).isNotNull();
            assertThat(System.getProperty("sun.net.httpserver.maxReqTime")).isNotNull();
            assertThat(System.getProperty("jdk.httpserver.maxConnections")).isNotNull();
        }
    }
}
