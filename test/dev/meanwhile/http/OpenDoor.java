package dev.meanwhile.http;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A door on a free port of the loopback address, and what it told. */
final class OpenDoor implements AutoCloseable {

    static final int MAX_BODY = 100_000;
    private static final int MAX_CONNECTIONS = 4_096;

    final BlockingQueue<Event> told = new LinkedBlockingQueue<>();
    final HttpDoor door;

    private OpenDoor(DoorSettings settings, Router router) throws IOException {
        var events = new EventLog(InstantSource.system(), Event.Level.INFO, told::add);
        door = HttpDoor.open(settings, router, events);
        door.start();
    }

    static OpenDoor with(Router router) throws IOException {
        return with(router, null, Set.of());
    }

    static OpenDoor with(Router router, String token, Set<String> allowedHosts) throws IOException {
        return new OpenDoor(settings(token, allowedHosts, false), router);
    }

    static OpenDoor logging(Router router) throws IOException {
        return new OpenDoor(settings(null, Set.of(), true), router);
    }

    static DoorSettings settings(String token, Set<String> allowedHosts, boolean accessLog) {
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new DoorSettings(anyPort, MAX_BODY, MAX_CONNECTIONS, allowedHosts, token, accessLog);
    }

    InetSocketAddress address() {
        return door.address();
    }

    RawHttp connect() throws IOException {
        return RawHttp.connect(address());
    }

    RawHttp.Response exchange(String request) throws IOException {
        return RawHttp.exchange(address(), request);
    }

    /** Sends a request without header fields of its own. */
    RawHttp.Response get(String methodAndTarget) throws IOException {
        return exchange(methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** Waits for the next event of that name; fails when there is none. */
    Event told(String name) throws InterruptedException {
        while (true) {
            Event event = told.poll(10, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("never told: " + name);
            }
            if (event.name().equals(name)) {
                return event;
            }
        }
    }

    List<String> toldSoFar() {
        return told.stream().map(Event::name).filter(name -> !name.equals("old_jdk")).toList();
    }

    @Override
    public void close() {
        door.close(Duration.ofSeconds(5));
    }
}
