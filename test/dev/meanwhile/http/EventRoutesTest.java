package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stream of all jobs. */
class EventRoutesTest {

    private static final Duration NEVER = Duration.ofDays(1);
    private static final EventRoutes.Pace SILENT = new EventRoutes.Pace(NEVER, NEVER);

    private final CountDownLatch release = new CountDownLatch(1);
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private TestServer test;

    @BeforeEach
    void start() throws IOException {
        test = server(SILENT);
    }

    private TestServer server(EventRoutes.Pace pace) throws IOException {
        var log = new EventLog(InstantSource.system(), Event.Level.INFO, event -> told.add(event.name()));
        return new TestServer(ServerSettings.DEFAULT, log, pace).type("noop", (input, context) -> "{\"secret\":1}")
                .type("held", (input, context) -> {
                    release.await();
                    return "1";
                })
                .type("talkative", (input, context) -> {
                    for (int i = 0; i < 20_000; i++) {
                        context.progress(0.5, "x".repeat(1_000));
                    }
                    return "1";
                }).start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        test.close();
    }

    private EventClient listen(String... lastEventId) throws IOException {
        return EventClient.open(test.server.address(), "/v1/events", lastEventId.length == 0 ? null : lastEventId[0]);
    }

    private UUID submit(String type) {
        return test.server.engine().submit(type, "{\"secret\":1}", JobOptions.NONE).job().id();
    }

    /** Runs a job, and waits for it; that makes three changes. */
    private UUID run() throws InterruptedException {
        UUID id = submit("noop");
        assertThat(test.server.engine().await(id, Duration.ofSeconds(30)).state()).isEqualTo(JobState.SUCCEEDED);
        return id;
    }

    private int open() throws IOException {
        String text = test.get("/metrics").text();
        String line = text.lines().filter(each -> each.startsWith("meanwhile_streams_open{kind=\"events\"}")).findFirst().orElseThrow();
        return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
    }

    private void awaitOpen(int count) throws Exception {
        Await.until(count + " streams are open", () -> open() == count);
    }

    @Test
    void headersArriveBeforeTheFirstEvent() throws Exception {
        // Nothing happens on this server: what arrives, arrives by itself.
        try (var client = listen()) {
            assertThat(client.status).isEqualTo(200);
            assertThat(client.head).contains("content-type: text/event-stream; charset=utf-8", "cache-control: no-store",
                    "x-accel-buffering: no", "connection: close");
        }
    }

    @Test
    void tellsEveryChangeOfEveryJobByNumbersThatIncreaseByOne() throws Exception {
        try (var client = listen()) {
            UUID first = run();
            UUID second = run();
            var events = new ArrayList<EventClient.Event>();
            for (int i = 0; i < 6; i++) {
                events.add(client.next());
            }
            assertThat(client.retries).containsExactly("2000");
            assertThat(events).extracting(EventClient.Event::name).containsOnly("job");
            assertThat(events).extracting(EventClient.Event::state)
                    .containsExactly("queued", "running", "succeeded", "queued", "running", "succeeded");
            assertThat(events).extracting(event -> event.data().get("id").getAsString())
                    .containsExactly(first + "", first + "", first + "", second + "", second + "", second + "");
            long number = events.getFirst().number();
            assertThat(events).extracting(EventClient.Event::number).containsExactlyElementsOf(
                    LongStream.range(number, number + 6).boxed().toList());
        }
    }

    @Test
    void anEventIsTheJobWithoutInputAndResult() throws Exception {
        try (var client = listen()) {
            UUID id = run();
            client.next();
            client.next();
            var job = client.next().data();
            var whole = TestServer.json(test.get("/v1/jobs/" + id));
            assertThat(whole.keySet()).contains("input", "result");
            whole.remove("input");
            whole.remove("result");
            assertThat(job).isEqualTo(whole);
        }
    }

    @Test
    void lastEventIdReplays() throws Exception {
        String seen;
        try (var client = listen()) {
            run();
            client.next();
            seen = client.next().id();
        }
        run();
        try (var again = listen(seen); var byQuery = EventClient.open(test.server.address(), "/v1/events?last_event_id=" + seen)) {
            for (var client : List.of(again, byQuery)) {
                for (int i = 1; i <= 4; i++) {
                    assertThat(client.next().number()).isEqualTo(Long.parseLong(seen) + i);
                }
            }
        }
    }

    @Test
    void whoIsCutOffBeforeTheFirstEventMissesNothingEither() throws Exception {
        String begun;
        try (var client = listen()) {
            run();
            long first = client.next().number();
            begun = client.firstId;
            assertThat(begun).isEqualTo("" + (first - 1));
        }
        try (var client = listen(begun)) {
            assertThat(client.next().state()).isEqualTo("queued");
        }
    }

    @Test
    void theHeaderThatABrowserSendsBeatsTheQueryItBeganWith() throws Exception {
        run();
        String last;
        try (var client = listen("0")) {
            last = client.next().id();
        }
        try (var client = EventClient.open(test.server.address(), "/v1/events?last_event_id=1", last)) {
            run();
            assertThat(client.next().number()).isEqualTo(Long.parseLong(last) + 1);
        }
    }

    @Test
    void tooOldIdGetsAGap() throws Exception {
        run();
        for (String foreign : new String[] {"1", "nonsense", "99999999999999999", "17.20.3"}) {
            try (var client = listen(foreign)) {
                var gap = client.next();
                assertThat(gap.name()).isEqualTo("gap");
                assertThat(gap.data().get("lost").isJsonNull()).isTrue();
                run();
                assertThat(client.next().number()).as("goes on from there").isEqualTo(gap.number() + 1);
            }
        }
    }

    @Test
    void slowReaderGetsAGapNotOom() throws Exception {
        try (var client = listen()) {
            UUID id = submit("talkative");
            // Far more than the buffers of both ends hold, which nobody empties meanwhile.
            assertThat(test.server.engine().await(id, Duration.ofSeconds(60)).state()).isEqualTo(JobState.SUCCEEDED);
            long last = 0;
            long lost = 0;
            EventClient.Event event;
            do {
                event = client.next();
                last = last == 0 ? Long.parseLong(client.firstId) : last;
                long count = event.name().equals("gap") ? event.data().get("lost").getAsLong() : 0;
                assertThat(event.number()).isEqualTo(last + (count == 0 ? 1 : count));
                lost += count;
                last = event.number();
            } while (event.name().equals("gap") || !event.state().equals("succeeded"));
            assertThat(lost).isPositive();
        }
    }

    @Test
    void subscriberRemovedAfterDisconnect() throws Exception {
        try (var fast = server(new EventRoutes.Pace(Duration.ofMillis(20), NEVER))) {
            test.close();
            test = fast;
            var resets = listen();
            var closes = listen();
            awaitOpen(2);
            resets.reset();
            closes.close();
            awaitOpen(0);
        }
    }

    @Test
    void saysThatItIsStillThere() throws Exception {
        try (var fast = server(new EventRoutes.Pace(Duration.ofMillis(5), Duration.ofMillis(50)))) {
            test.close();
            test = fast;
            try (var client = listen()) {
                var lag = client.next();
                assertThat(lag.name()).isEqualTo("lag");
                assertThat(lag.data().keySet()).containsExactly("lastMillis", "worstMillis");
                String begun = lag.id();
                client.next();
                assertThat(client.next().id()).as("the lag has no number").isEqualTo(begun);
                assertThat(client.comments).isPositive();
                run();
                assertThat(client.nextButLag().number()).isEqualTo(Long.parseLong(begun) + 1);
            }
        }
    }

    @Test
    void stopEndsStreams() throws Exception {
        UUID held = submit("held");
        try (var all = listen(); var one = EventClient.open(test.server.address(), "/v1/jobs/" + held + "/events")) {
            assertThat(one.next().name()).isEqualTo("job");
            Thread stopping = Thread.ofVirtual().start(() -> test.server.stop(Duration.ZERO));
            assertThat(all.rest()).as("what the stop does to the job is told first").extracting(EventClient.Event::state)
                    .endsWith("queued");
            assertThat(one.rest()).extracting(EventClient.Event::state).endsWith("queued");
            stopping.join();
            assertThat(told).doesNotContain("requests_abandoned");
        }
    }

    @Test
    void refusesMoreThanMayListen() throws Exception {
        var streams = new OpenStreams(2);
        var router = new Router();
        new EventRoutes(test.server.engine(), streams, SILENT).addTo(router);
        try (var door = OpenDoor.with(router)) {
            var first = EventClient.open(door.address(), "/v1/events");
            try (var second = EventClient.open(door.address(), "/v1/jobs/" + submit("held") + "/events")) {
                assertThat(second.status).isEqualTo(200);
                var refused = door.get("GET /v1/events");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.problem()).isEqualTo("too-busy");
                assertThat(refused.header("Retry-After")).isEqualTo("5");
                first.close();
                Await.until("the first has left", () -> {
                    // What is sent to it finds out.
                    run();
                    return streams.count(OpenStreams.Kind.EVENTS) == 0;
                });
                try (var third = EventClient.open(door.address(), "/v1/events")) {
                    assertThat(third.status).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void answersHeadWithTheHeaderAlone() throws Exception {
        UUID held = submit("held");
        for (String path : new String[] {"/v1/events", "/v1/jobs/" + held + "/events"}) {
            var head = test.send("HEAD", path);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo("text/event-stream; charset=utf-8");
            assertThat(test.send("POST", path).header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
            assertThat(test.get(path + "?type=noop").status()).isEqualTo(400);
        }
        awaitOpen(0);
    }

    @Test
    void comesInChunksToWhoSpeaksHttp11() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(test.server.url() + "/v1/events")).build();
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<java.io.InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.headers().firstValue("Transfer-Encoding")).contains("chunked");
            run();
            try (var reader = new java.io.BufferedReader(new java.io.InputStreamReader(response.body()))) {
                String line = reader.readLine();
                while (!line.contains("\"state\":\"succeeded\"")) {
                    line = reader.readLine();
                }
                assertThat(reader.readLine()).isEmpty();
            }
            client.shutdownNow();
        }
    }

    @Test
    void manyListenersHearTheSame() throws Exception {
        var clients = new ArrayList<EventClient>();
        try {
            for (int i = 0; i < 50; i++) {
                clients.add(listen());
            }
            UUID id = run();
            var heard = new Semaphore(0);
            for (var client : clients) {
                Thread.ofVirtual().start(() -> {
                    try {
                        for (String state : List.of("queued", "running", "succeeded")) {
                            var event = client.next();
                            if (event.state().equals(state) && event.data().get("id").getAsString().equals(id.toString())) {
                                heard.release();
                            }
                        }
                    } catch (IOException failed) {
                        throw new AssertionError(failed);
                    }
                });
            }
            assertThat(heard.tryAcquire(150, 30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }
}
