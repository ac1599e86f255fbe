package dev.meanwhile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.meanwhile.http.RawHttp;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeanwhileTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    record Resize(String path, int width, Optional<String> format) { }

    record Line(String product, int count) { }

    record Order(String customer, List<Line> lines) {
        Order {
            if (lines.isEmpty()) {
                throw new IllegalArgumentException("an order needs a line");
            }
        }
    }

    private final Meanwhile app = new Meanwhile().inMemory().port(0).grace(Duration.ZERO);
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final CountDownLatch done = new CountDownLatch(1);

    @AfterEach
    void close() {
        app.close();
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), app.uri().getPort());
    }

    private RawHttp.Response post(String path, String json) throws IOException {
        return RawHttp.exchange(address(), head(path, json) + json);
    }

    private static String head(String path, String json) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n";
    }

    @Test
    void runsTypedJobs() throws Exception {
        app.job("resize", Resize.class, (resize, context) -> List.of(resize.path(), resize.width(), resize.format().orElse("png"))).start();
        JobHandle job = app.submit("resize", new Resize("a.jpg", 200, Optional.empty()));
        assertThat(job.await(SOON).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat((Object) job.result(List.class)).isEqualTo(List.of("a.jpg", 200L, "png"));
        assertThat(app.find(job.id()).job().request().input()).isEqualTo("{\"path\":\"a.jpg\",\"width\":200,\"format\":null}");
        assertThat(app.find(UUID.randomUUID())).isNull();
    }

    @Test
    void leavesRemoteJobsToTheirWorkers() throws Exception {
        app.remoteJob("far", TypeOptions.DEFAULT).start();
        JobHandle job = app.submit("far", new Line("x", 1));
        JsonObject grant = post("/v1/work/lease", "{\"types\":[\"far\"]}").json();
        assertThat(grant.getAsJsonObject("job").get("id").getAsString()).isEqualTo(job.id().toString());
        assertThat(post("/v1/work/" + grant.get("lease").getAsString() + "/succeed", "{\"result\":7}").status()).isEqualTo(200);
        assertThat((Object) job.result(Integer.class)).isEqualTo(7);
    }

    @Test
    void refusesAPlacementForRemoteJobs() {
        assertThatThrownBy(() -> app.remoteJob("far", TypeOptions.DEFAULT.withPlacement(Placement.CPU)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("placement");
    }

    @Test
    void refusesAnInputThatDoesNotFitItsRecord() throws Exception {
        app.job("resize", Resize.class, (resize, context) -> null).start();
        assertThatThrownBy(() -> app.submit("resize", new Line("x", 1))).isInstanceOf(InvalidInputException.class);
        var response = post("/v1/jobs", "{\"type\":\"resize\",\"input\":{\"path\":7,\"widht\":3}}");
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.json().get("errors")).hasToString(
                "[{\"pointer\":\"/input/widht\",\"detail\":\"is not known; known: path, width, format\"},"
                + "{\"pointer\":\"/input/path\",\"detail\":\"must be a string, was 7\"},"
                + "{\"pointer\":\"/input/width\",\"detail\":\"is required\"}]");
    }

    @Test
    void cancelsThroughTheHandle() throws Exception {
        var running = new CountDownLatch(1);
        app.job("long", Void.class, (nothing, context) -> {
            running.countDown();
            new CountDownLatch(1).await();
            return null;
        }).start();
        JobHandle job = app.submit("long", null);
        running.await();
        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThatThrownBy(() -> job.result(String.class)).isInstanceOf(IllegalStateException.class).hasMessageContaining("RUNNING");
        assertThat(job.cancel()).isTrue();
        assertThat(job.await(SOON).state()).isEqualTo(JobState.CANCELLED);
        JobHandle later = app.submit("long", null, JobOptions.NONE.withDelay(Duration.ofHours(1)));
        assertThat(later.cancel()).isTrue();
        assertThat(later.state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void runsTasksInOrderAfterTheResponseHasBeenSent() throws Exception {
        var release = new CountDownLatch(1);
        app.post("/orders", (request, background) -> {
            Order order = request.body(Order.class);
            background.addTask("wait", () -> release.await());
            background.addTask(ran::add, order.customer());
            background.addTask((String a, Integer b) -> ran.add(a + b), "two", 2);
            background.addTask("last", done::countDown);
            return Response.json(202, order).header("X-Test", "yes");
        }).start();
        var response = post("/orders", "{\"customer\":\"Kim\",\"lines\":[{\"product\":\"tea\",\"count\":2}]}");
        assertThat(response.status()).isEqualTo(202);
        assertThat(response.header("X-Test")).isEqualTo("yes");
        assertThat(ran).isEmpty();
        release.countDown();
        done.await();
        assertThat(ran).containsExactly("Kim", "two2");
    }

    @Test
    void runsTheNextTaskAlthoughOneThrows() throws Exception {
        var failing = new AtomicReference<BackgroundTask>();
        app.post("/", (request, background) -> {
            failing.set(background.addTask("broken", () -> {
                throw new StackOverflowError("deep");
            }));
            background.addTask("next", done::countDown);
            return Response.empty(204);
        }).start();
        assertThat(post("/", "1").status()).isEqualTo(204);
        done.await();
        assertThat(failing.get().state()).isEqualTo(JobState.FAILED);
        assertThat(failing.get().error()).hasMessage("deep");
        assertThat(failing.get().name()).isEqualTo("broken");
        assertThat(failing.get().id().version()).isEqualTo(7);
    }

    @Test
    void runsTasksAlthoughTheClientHasGone() throws Exception {
        var arrived = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        app.post("/", (request, background) -> {
            arrived.countDown();
            gone.await();
            background.addTask("still", done::countDown);
            return Response.of(200, "application/octet-stream", new byte[16 << 20]);
        }).start();
        var connection = RawHttp.connect(address());
        connection.send(head("/", "1") + "1");
        arrived.await();
        connection.reset();
        gone.countDown();
        done.await();
    }

    @Test
    void runsNoTasksOfAHandlerThatThrows() throws Exception {
        var dropped = new AtomicReference<BackgroundTask>();
        app.post("/", (request, background) -> {
            dropped.set(background.addTask("never", () -> ran.add("ran")));
            throw new IllegalStateException("secret");
        }).start();
        var response = post("/", "1");
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.text()).doesNotContain("secret").doesNotContain("IllegalState");
        assertThat(response.json().has("id")).isTrue();
        assertThat(dropped.get().state()).isEqualTo(JobState.CANCELLED);
        assertThat(ran).isEmpty();
    }

    @Test
    void takesNoTaskAfterTheAnswer() throws Exception {
        var kept = new AtomicReference<BackgroundTasks>();
        app.post("/", (request, background) -> {
            kept.set(background);
            background.addTask("last", done::countDown);
            return Response.empty(204);
        }).start();
        post("/", "1");
        done.await();
        assertThatThrownBy(() -> kept.get().addTask("late", () -> ran.add("late"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void answers422ForABodyThatDoesNotFit() throws Exception {
        app.post("/orders", (request, background) -> Response.json(200, request.body(Order.class))).start();
        JsonObject problem = post("/orders", "{\"customer\":null,\"lines\":[{\"product\":\"tea\",\"count\":2.5},{}],\"x\":1}").json();
        assertThat(problem.get("errors")).hasToString("[{\"pointer\":\"/x\",\"detail\":\"is not known; known: customer, lines\"},"
                + "{\"pointer\":\"/customer\",\"detail\":\"must not be null\"},"
                + "{\"pointer\":\"/lines/0/count\",\"detail\":\"must be an integer from -2147483648 to 2147483647, was 2.5\"},"
                + "{\"pointer\":\"/lines/1/product\",\"detail\":\"is required\"},"
                + "{\"pointer\":\"/lines/1/count\",\"detail\":\"is required\"}]");
        assertThat(post("/orders", "{\"customer\":\"Kim\",\"lines\":[]}").json().get("errors"))
                .hasToString("[{\"pointer\":\"\",\"detail\":\"is refused: an order needs a line\"}]");
        assertThat(post("/orders", "{").status()).isEqualTo(400);
    }

    @Test
    void givesARouteWhatWasAsked() throws Exception {
        app.get("/orders/{id}", (request, background) -> Response.text(200, request.method() + " " + request.path() + " "
                + request.parameter("id") + " " + request.query("q") + " " + request.header("x-y") + " " + request.query("none"))).start();
        var response = RawHttp.exchange(address(),
                "GET /orders/a%20b?q=%31 HTTP/1.1\r\nHost: localhost\r\nX-Y: z\r\nConnection: close\r\n\r\n");
        assertThat(response.text()).isEqualTo("GET /orders/a%20b a b 1 z null");
    }

    @Test
    void submitsFromARoute() throws Exception {
        app.job("echo", String.class, (text, context) -> text)
                .post("/", (request, background) -> Response.json(202, app.submit("echo", request.text()).id())).start();
        var response = post("/", "\"hi\"");
        UUID id = UUID.fromString(response.text().strip().replace("\"", ""));
        Job job = app.find(id).await(SOON);
        assertThat(job.status().result()).isEqualTo("\"\\\"hi\\\"\"");
    }

    @Test
    void letsTasksFinishWithinTheGrace() throws Exception {
        try (var patient = new Meanwhile().inMemory().port(0).grace(SOON)) {
            var started = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            patient.post("/", (request, background) -> {
                background.addTask("slow", () -> {
                    started.countDown();
                    release.await();
                    ran.add("finished");
                });
                return Response.empty(204);
            }).start();
            RawHttp.exchange(new InetSocketAddress(InetAddress.getLoopbackAddress(), patient.uri().getPort()), head("/", "1") + "1");
            started.await();
            Thread closing = Thread.ofPlatform().start(patient::close);
            release.countDown();
            closing.join();
            assertThat(ran).containsExactly("finished");
        }
    }

    @Test
    void isSetUpOnlyBeforeTheStart() {
        assertThatThrownBy(() -> app.submit("echo", 1)).isInstanceOf(IllegalStateException.class);
        app.start();
        assertThatThrownBy(() -> app.port(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> app.job("late", Object.class, (input, context) -> null)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(app::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void makesJobsByScheduleAndShowsIt() throws Exception {
        app.job("note", String.class, (note, context) -> {
            ran.add(note);
            done.countDown();
            return null;
        }).schedule(Schedule.of("yearly", "@yearly", ZoneId.of("UTC"), "note").withInput("\"again\"")).start();
        assertThat(post("/v1/schedules/yearly/run", "{}").status()).isEqualTo(202);
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).containsExactly("again");
    }

    @Test
    void startsWithNoScheduleThatCanNotRun() {
        app.schedule(Schedule.of("a", "@yearly", ZoneId.of("UTC"), "none"));
        assertThatThrownBy(app::start).isInstanceOf(InvalidInputException.class).hasMessageContaining("\"none\" is not a known type");
    }

    @Test
    void saysWhichAddressItCanNotListenOn() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            app.port(taken.getLocalPort());
            assertThatThrownBy(app::start).isInstanceOf(UncheckedIOException.class).hasMessageContaining("" + taken.getLocalPort());
        }
    }

    @Test
    void refusesTwoRoutesOfOnePath() {
        app.get("/a", (request, background) -> Response.empty(204)).get("/a", (request, background) -> Response.empty(204));
        long before = threads("timetable");
        assertThatThrownBy(app::start).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("/a");
        // It ends by itself once it is told to, which start() has done by then.
        while (threads("timetable") > before) {
            Thread.onSpinWait();
        }
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(name)).count();
    }
}
