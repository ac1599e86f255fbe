package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The JDK's server logs on the thread in question: whoever listens to that log can have it fail. */
class DispatchingTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Logger logger = Logger.getLogger("com.sun.net.httpserver");
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicReference<Thread> failed = new AtomicReference<>();
    private Filter filterBefore;
    private Level levelBefore;

    @BeforeEach
    void listen() {
        filterBefore = logger.getFilter();
        levelBefore = logger.getLevel();
        logger.setLevel(Level.ALL);
        logger.setFilter(line -> {
            if (Thread.currentThread().getName().equals("HTTP-Dispatcher") && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                failed.set(Thread.currentThread());
                throw new OutOfMemoryError("for once");
            }
            return false;
        });
    }

    @AfterEach
    void leave() {
        logger.setFilter(filterBefore);
        logger.setLevel(levelBefore);
    }

    @Test
    void goesOnAcceptingAfterAnError() throws Exception {
        try (var door = OpenDoor.with(new Router().fallback(exchange -> exchange.send(200)))) {
            // Several, since each of them makes the thread fail while it makes up for the one before.
            for (int i = 0; i < 3; i++) {
                failures.set(1);
                assertThat(door.exchange(GET).status()).isEqualTo(200);
                assertThat(door.told("dispatcher_failed").get("error")).isInstanceOf(OutOfMemoryError.class);
            }
            assertThat(door.exchange(GET).status()).isEqualTo(200);
        }
    }

    @Test
    void endsWithItsServer() throws Exception {
        var door = OpenDoor.with(new Router().fallback(exchange -> exchange.send(200)));
        failures.set(1);
        assertThat(door.exchange(GET).status()).isEqualTo(200);
        door.told("dispatcher_failed");
        door.close();
        assertThat(failed.get().join(Duration.ofSeconds(30))).isTrue();
    }
}
