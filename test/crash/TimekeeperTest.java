package crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that loses or doubles a tick is found out. */
class TimekeeperTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Findings findings = new Findings(new PrintStream(OutputStream.nullOutputStream()), Path.of("none"));
    private final List<String> told = new ArrayList<>();
    private final Timekeeper timekeeper = new Timekeeper(findings, () -> told);
    private HttpServer server;
    private Connection connection;

    /** Up to when what schedules have been handled, and the jobs there are. */
    private volatile Instant handled = START;
    private volatile int schedules = 60;
    private final List<String> jobs = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = answer(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        connection = new Connection(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        connection.close();
        server.stop(0);
    }

    private String answer(String path) {
        return switch (path) {
            case "/v1/schedules" -> IntStream.range(0, schedules)
                    .mapToObj(i -> "{\"name\":\"" + name(i) + "\",\"handledUntil\":\"" + handled + "\"}")
                    .collect(Collectors.joining(",", "{\"schedules\":[", "]}"));
            case "/v1/jobs" -> "{\"jobs\":[" + String.join(",", jobs) + "]}";
            default -> "{}";
        };
    }

    private static String name(int second) {
        return (second % 2 == 0 ? "declared-" : "put-") + second;
    }

    /** Makes the jobs of all ticks from then to then. */
    private void tick(Instant from, Instant to) {
        for (int second = 0; second < 60; second++) {
            for (Instant tick = Timekeeper.next(second, from); !tick.isAfter(to); tick = Timekeeper.next(second, tick)) {
                add(name(second), tick);
            }
        }
        handled = to;
    }

    private void add(String schedule, Instant tick) {
        jobs.add("{\"id\":\"" + UUID.randomUUID() + "\",\"key\":\"schedule/" + schedule + "/" + tick + "\"}");
    }

    @Test
    void isContentWithOneJobForEachTick() throws Exception {
        timekeeper.look(connection);
        tick(START, START.plusSeconds(150));
        add("declared-4", START.plusMillis(90_001));
        assertThat(timekeeper.look(connection)).hasSize(150);
        assertThat(timekeeper.look(connection)).isEmpty();
        assertThat(timekeeper.counts()).containsEntry("jobs made by ticks", 150L);
        assertThat(timekeeper.isHandled(START.plusSeconds(150))).isTrue();
        assertThat(timekeeper.isHandled(START.plusSeconds(151))).isFalse();
        assertThat(findings.violations()).isEmpty();
    }

    @Test
    void findsATickThatMadeNoJob() throws Exception {
        timekeeper.look(connection);
        tick(START, START.plusSeconds(150));
        jobs.remove(17);
        timekeeper.look(connection);
        assertThat(findings.violations()).containsOnlyKeys("a tick made no job");
    }

    @Test
    void isContentWithATickThatWasToldToBeLeftOut() throws Exception {
        timekeeper.look(connection);
        tick(START, START.plusSeconds(180));
        jobs.removeIf(job -> job.contains("put-7/" + START.plusSeconds(113)));
        told.add("... WARN event=ticks_missed schedule=put-7 first=2026-01-01T00:00:53.000Z last=2026-01-01T00:01:53.000Z count=2");
        timekeeper.look(connection);
        assertThat(findings.violations()).isEmpty();
        assertThat(timekeeper.counts()).containsEntry("  ticks left out, as was told", 1L);
    }

    @Test
    void findsATickThatMadeTwoJobs() throws Exception {
        timekeeper.look(connection);
        tick(START, START.plusSeconds(60));
        timekeeper.look(connection);
        add("put-7", START.plusSeconds(53));
        timekeeper.look(connection);
        assertThat(findings.violations()).containsOnlyKeys("a tick made two jobs");
    }

    @Test
    void findsAScheduleThatWentBack() throws Exception {
        timekeeper.look(connection);
        handled = START.minusSeconds(1);
        timekeeper.look(connection);
        assertThat(findings.violations()).containsOnlyKeys("a schedule went back");
    }

    @Test
    void findsAScheduleThatIsGone() throws Exception {
        timekeeper.look(connection);
        schedules = 59;
        timekeeper.look(connection);
        assertThat(findings.violations()).containsOnlyKeys("a schedule is gone");
    }
}
