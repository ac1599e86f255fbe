package dev.meanwhile.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.RefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The open door: the JDK's HttpServer with one virtual thread for each request. It sees to it that no request ends without
 * a response or a closed connection, whatever its handler does, and that no handler can wear out the server.
 *
 * <p>{@code states: OPEN -> STARTED -> CLOSING -> CLOSED}; one thread moves it, any thread may ask.
 */
public final class HttpDoor {

    private static final int BACKLOG = 1024;
    /** How long a client may leave a stream unread when more can not be sent. */
    private static final Duration WRITE_DEADLINE = Duration.ofSeconds(30);

    private final HttpServer server;
    private final ExecutorService threads;
    private final DoorSettings settings;
    private final Guard guard = new Guard();
    private final Gate gate;
    private final Router router;
    private final EventLog events;

    // One for each request that a handler may be at work on. Fewer than connections, so that a request too many is told so
    // on a connection that could still be opened.
    private final Semaphore slots;

    private final WriteDeadline deadline;
    private final ResponseCounts responses = new ResponseCounts();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final CountDownLatch idle = new CountDownLatch(1);
    // Written before inFlight is read, and read after inFlight is written: closer and last request can not miss each other.
    private volatile boolean closing;

    private HttpDoor(HttpServer server, DoorSettings settings, Router router, EventLog events, Duration deadline) throws IOException {
        this.server = server;
        this.settings = settings;
        this.router = router;
        this.events = events;
        this.deadline = new WriteDeadline(deadline);
        this.gate = new Gate(settings, server.getAddress().getAddress(), router::isOpen);
        this.slots = new Semaphore(Math.max(1, settings.maxConnections() - settings.maxConnections() / 8));
        this.threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    }

    /**
     * Binds the address, without answering yet.
     *
     * @throws java.net.BindException if the address is in use or not of this machine
     */
    public static HttpDoor open(DoorSettings settings, Router router, EventLog events) throws IOException {
        return open(settings, router, events, WRITE_DEADLINE);
    }

    static HttpDoor open(DoorSettings settings, Router router, EventLog events, Duration deadline) throws IOException {
        ServerProperties.apply(settings);
        HttpServer server = HttpServer.create(settings.listen(), BACKLOG);
        boolean opened = false;
        try {
            router.freeze();
            var door = new HttpDoor(server, settings, router, events, deadline);
            // Exactly one: contexts match by prefix of the decoded path, which is no way to route.
            server.createContext("/", door::handle);
            server.setExecutor(door.threads);
            ServerProperties.warnOfPinning(Runtime.version().feature(), events);
            opened = true;
            return door;
        } finally {
            if (!opened) {
                server.stop(0);
            }
        }
    }

    /** Begins to answer requests. */
    public void start() {
        Dispatching.start(server, events);
    }

    /** Returns the address it is bound to, with the actual port. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Returns what is counted of the responses. */
    ResponseCounts responses() {
        return responses;
    }

    /** Returns how many requests have begun whose handlers have not returned. */
    int inFlight() {
        return inFlight.get();
    }

    /**
     * Stops answering. New requests are refused with 503; those in flight have {@code grace} to end, and lose their
     * connections then. Their threads are not interrupted. Must not be called by a handler. Calling it again is harmless.
     */
    public void close(Duration grace) {
        closing = true;
        try {
            if (inFlight.get() > 0 && !idle.await(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                events.warn("requests_abandoned", "count", inFlight.get());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdown();
    }

    /** The shell around every request: what gets out of here but an IOException leaks its connection. */
    private void handle(HttpExchange http) throws IOException {
        long began = System.nanoTime();
        inFlight.incrementAndGet();
        try {
            var exchange = new Exchange(http, settings.maxBody(), deadline);
            try {
                answer(exchange);
                exchange.finish();
            } finally {
                exchange.release();
                responses.add(exchange.status());
                if (settings.accessLog()) {
                    events.info("request", "method", exchange.method(), "path", exchange.path(),
                            "status", exchange.status(), "bytes", exchange.sent(),
                            "ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                            "remote", exchange.remote().getAddress().getHostAddress());
                }
            }
        } catch (IOException connectionFailed) {
            throw connectionFailed;
        } catch (Throwable fatal) {
            // Not even telling of a failure worked, as when memory or the stack is used up.
            throw new IOException(fatal);
        } finally {
            if (inFlight.decrementAndGet() == 0 && closing) {
                idle.countDown();
            }
        }
    }

    private void answer(Exchange exchange) throws IOException {
        try {
            admitOrRefuse(exchange);
        } catch (Throwable thrown) {
            if (thrown instanceof IOException failed && exchange.isBroken()) {
                events.debug("connection_failed", "method", exchange.method(), "path", exchange.path(),
                        "error", failed.toString());
                throw failed;
            }
            fail(exchange, thrown);
        }
    }

    private static void refuse(Exchange exchange, ProblemException refusal) throws IOException {
        if (exchange.responded()) {
            throw new IllegalStateException("refused after responding: " + refusal.getMessage(), refusal);
        }
        exchange.send(refusal);
    }

    private void admitOrRefuse(Exchange exchange) throws Exception {
        try {
            admit(exchange);
        } catch (ProblemException refusal) {
            refuse(exchange, refusal);
        } catch (RefusedException refused) {
            refuse(exchange, ProblemException.refused(refused));
        }
        if (!exchange.responded()) {
            throw new IllegalStateException("the handler returned without a response");
        }
    }

    private void admit(Exchange exchange) throws Exception {
        exchange.target(guard.check(exchange.http(), exchange.fields()));
        gate.check(exchange);
        if (closing) {
            throw ProblemException.of(Problem.SHUTTING_DOWN, "the server is shutting down").retryAfter(5).closing();
        }
        if (gate.isOpen(exchange.path())) {
            // A heartbeat must be felt most of all when the server is busy.
            router.handle(exchange);
            return;
        }
        if (!exchange.takeSlot(slots)) {
            throw ProblemException.of(Problem.TOO_BUSY, "the server is at work on as many requests as it takes at once")
                    .retryAfter(1);
        }
        router.handle(exchange);
    }

    /** Answers for a handler that did not: once in the log and once to the client, with the same id. */
    private void fail(Exchange exchange, Throwable thrown) throws IOException {
        String id = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
        events.error("request_failed", "id", id, "method", exchange.method(), "path", exchange.path(), "error", thrown);
        if (exchange.responded()) {
            throw new IOException("request " + id + " failed after its response had begun", thrown);
        }
        exchange.send(ProblemException.of(Problem.INTERNAL, "the server failed to answer; its log tells more about " + id)
                .with("id", id));
    }
}
