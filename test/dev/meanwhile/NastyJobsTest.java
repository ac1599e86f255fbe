package dev.meanwhile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.meanwhile.http.RawHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that do what no job should, in a real server with a small heap: it answers, reports them rightly, and runs the others. */
class NastyJobsTest {

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Process process;
    private BufferedReader out;
    private String url;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-Xss512k",
                "-cp", System.getProperty("java.class.path"), NastyServer.class.getName(), folder.toString())
                .redirectError(folder.resolve("err.txt").toFile()).start();
        out = process.inputReader();
        url = out.readLine();
        assertThat(url).startsWith("http://");
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
        client.close();
    }

    private HttpResponse<String> send(String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        for (int i = 1;; i++) {
            try {
                return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException dropped) {
                // Where memory is used up a request may get no answer; the server is well if the next one does.
                if (i == 5 || !process.isAlive()) {
                    throw new AssertionError("no answer to " + path + " from " + process + ", which wrote: "
                            + Files.readString(folder.resolve("err.txt")), dropped);
                }
            }
        }
    }

    private JsonObject run(String type, String input) throws IOException, InterruptedException {
        var response = send("/v1/run/" + type, input, "Prefer", "wait=50");
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    private String submit(String type) throws IOException, InterruptedException {
        return JsonParser.parseString(send("/v1/run/" + type, "{}").body()).getAsJsonObject().get("id").getAsString();
    }

    private JsonObject job(String id, String... headers) throws IOException, InterruptedException {
        return JsonParser.parseString(send("/v1/jobs/" + id, null, headers).body()).getAsJsonObject();
    }

    private void assertThatTheServerIsWell() throws IOException, InterruptedException {
        var threads = JsonParser.parseString(send("/threads", null).body()).getAsJsonArray().asList();
        assertThat(threads).extracting(JsonElement::getAsString)
                .contains("HTTP-Dispatcher", "watchdog", "timetable", "journal", "journal-cleaner");
        assertThat(send("/livez", null).statusCode()).isEqualTo(200);
        awaitReady();
        assertThat(run("good", "{}").get("state").getAsString()).isEqualTo("succeeded");
    }

    /** Where the cores are others' as well, virtual threads may start late for a moment. */
    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (var ready = send("/readyz", null); ready.statusCode() != 200; ready = send("/readyz", null)) {
            assertThat(System.nanoTime() - deadline).as("%s", ready.body()).isNegative();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "memory,      {},     failed,    java.lang.OutOfMemoryError",
        "crumbs,      {},     failed,    java.lang.OutOfMemoryError",
        "stack,       {},     failed,    java.lang.StackOverflowError",
        "threads,     100000, succeeded, ",
        "print,       {},     failed,    timeout",
        "interrupt,   {},     succeeded, ",
        "initialiser, {},     succeeded, ",
        "monitor,     {},     succeeded, ",
    })
    void goesOn(String type, String input, String state, String error) throws Exception {
        List<String> others = new ArrayList<>();
        if (type.equals("initialiser") || type.equals("monitor")) {
            // Each waits with a carrier of its own, where there is no other way.
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 8; i++) {
                others.add(submit(type));
            }
            assertThatTheServerIsWell();
        }
        if (type.equals("print")) {
            // Nobody but this reads it; and it could as well not be read at all.
            Thread.ofPlatform().daemon().start(() -> out.lines().forEach(line -> { }));
        }
        JsonObject job;
        var asker = new Asker(URI.create(url));
        try {
            job = run(type, input);
        } finally {
            asker.stop();
        }
        assertThat(job.get("state").getAsString()).as("%s", job).isEqualTo(state);
        if (error != null) {
            assertThat(job.get("error").getAsJsonObject().get("type").getAsString()).isEqualTo(error);
        }
        for (String other : others) {
            assertThat(job(other, "Prefer", "wait=50").get("state").getAsString()).isEqualTo(state);
        }
        assertThatTheServerIsWell();
    }

    @Test
    void reportsWhatCanNotBeStoppedAsStuckAndGoesOn() throws Exception {
        var jobs = new ArrayList<String>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors() + 2; i++) {
            jobs.add(submit("spin"));
        }
        String deadlock = submit("deadlock");
        // Twice ten seconds: those that wait for a place of the pool begin when those before them are stuck.
        for (String id : List.of(jobs.getFirst(), jobs.getLast(), deadlock)) {
            awaitStuck(id);
            assertThatTheServerIsWell();
        }
        assertThat(job(deadlock).get("state").getAsString()).isEqualTo("running");
        assertThat(send("/v1/jobs/" + deadlock + "/stack", null).body()).contains("at dev.meanwhile.NastyServer.lockBoth(");
        assertThat(send("/v1/jobs/" + jobs.getFirst() + "/stack", null).body()).contains("at dev.meanwhile.NastyServer.lambda$main$");
        assertThat(JsonParser.parseString(send("/v1/info", null).body()).getAsJsonObject().get("stuck").getAsInt())
                .isEqualTo(jobs.size() + 1);
    }

    /** Asks for the heartbeat on one connection after the other, so that the server has something to do while it can do little. */
    private static final class Asker {

        private final InetSocketAddress server;
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::ask);
        private volatile boolean stopped;

        Asker(URI url) {
            this.server = new InetSocketAddress(url.getHost(), url.getPort());
            thread.start();
        }

        private void ask() {
            while (!stopped) {
                try {
                    RawHttp.exchange(server, "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
                } catch (IOException noAnswer) {
                    // What matters is whether there is one afterwards.
                }
            }
        }

        void stop() {
            stopped = true;
        }
    }

    private void awaitStuck(String id) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!job(id, "Prefer", "wait=1").get("stuck").getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("%s", job(id)).isNegative();
        }
    }
}
