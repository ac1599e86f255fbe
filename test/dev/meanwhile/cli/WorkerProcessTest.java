package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import dev.meanwhile.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers of the jar, which is killed under them. */
@EnabledIf("dev.meanwhile.cli.ServerProcess#isPossible")
@DisabledOnOs(OS.WINDOWS)
class WorkerProcessTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("meanwhile.json"), "{\"listen\": \"127.0.0.1:0\", \"types\": {\"far\": {\"remote\": true}}}");
    }

    private ServerProcess start() throws IOException {
        return new ServerProcess(folder, Map.of());
    }

    private static JsonObject ask(String url, String body) throws Exception {
        return Json.parse(ServerProcess.ask(url, body).body()).getAsJsonObject();
    }

    private static void kill(ServerProcess server) throws Exception {
        server.signal("KILL");
        assertThat(server.awaitExit()).isEqualTo(128 + 9);
    }

    /** Leases a new job for that long, and kills the server; returns what the worker was given. */
    private JsonObject leasedAndKilled(String length) throws Exception {
        try (ServerProcess server = start()) {
            String url = ServerProcess.url(server.awaitBlock());
            ask(url + "/v1/jobs", "{\"type\":\"far\"}");
            JsonObject grant = ask(url + "/v1/work/lease", "{\"types\":[\"far\"],\"for\":\"" + length + "\"}");
            kill(server);
            return grant;
        }
    }

    @Test
    void takesTheAnswerOfAWorkerThoughTheServerWasKilledMeanwhile() throws Exception {
        JsonObject grant = leasedAndKilled("1h");
        try (ServerProcess server = start()) {
            String url = ServerProcess.url(server.awaitBlock());
            JsonObject job = ask(url + "/v1/work/" + grant.get("lease").getAsString() + "/succeed", "{\"result\":7}");
            assertThat(job.get("id")).isEqualTo(grant.getAsJsonObject("job").get("id"));
            assertThat(job.get("state").getAsString()).isEqualTo("succeeded");
            assertThat(job.get("crashes").getAsInt()).isZero();
        }
    }

    @Test
    void putsTheJobBackWhoseLeaseRanOutWhileTheServerWasDead() throws Exception {
        JsonObject grant = leasedAndKilled("1s");
        Instant until = Instant.parse(grant.get("until").getAsString());
        while (!Instant.now().isAfter(until)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        try (ServerProcess server = start()) {
            String url = ServerProcess.url(server.awaitBlock());
            JsonObject job = ask(url + grant.getAsJsonObject("job").get("self").getAsString(), null);
            assertThat(job.get("state").getAsString()).isEqualTo("queued");
            assertThat(job.get("crashes").getAsInt()).isEqualTo(1);
            String late = url + "/v1/work/" + grant.get("lease").getAsString() + "/succeed";
            assertThat(ServerProcess.ask(late, "{\"result\":7}").statusCode()).isEqualTo(409);
            JsonObject second = ask(url + "/v1/work/lease", "{\"types\":[\"far\"]}");
            assertThat(ServerProcess.ask(late, "{\"result\":7}").statusCode()).isEqualTo(409);
            assertThat(second.getAsJsonObject("job").getAsJsonObject("lease").get("number").getAsInt()).isEqualTo(2);
        }
    }

    @Test
    void letsTheWorkerOfTheReadmeWork() throws Exception {
        for (String program : List.of("bash", "curl", "jq")) {
            assumeTrue(Programs.exist(program, null, System.getenv("PATH")),
                    program + " is not installed: the README's worker can not run");
        }
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf("```bash\n") + "```bash\n".length();
        Path script = Files.writeString(folder.resolve("worker.sh"), readme.substring(begin, readme.indexOf("```\n", begin)));
        try (ServerProcess server = start()) {
            String url = ServerProcess.url(server.awaitBlock());
            Process worker = new ProcessBuilder("bash", script.toString(), url, "far", "jq", "-c", ".a + 1").inheritIO()
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            try {
                JsonObject done = finished(url, "{\"a\":41}");
                assertThat(done.get("state").getAsString()).isEqualTo("succeeded");
                assertThat(done.get("result").getAsInt()).isEqualTo(42);
                JsonObject failed = finished(url, "{\"a\":[]}");
                assertThat(failed.get("state").getAsString()).isEqualTo("failed");
                String said = failed.getAsJsonObject("error").get("message").getAsString();
                assertThat(said).startsWith("exit 5: jq: error");
                assertThat("exit 5: " + ServerProcess.ask(url + failed.get("self").getAsString() + "/log", null).body()).isEqualTo(said);
            } finally {
                worker.descendants().forEach(ProcessHandle::destroyForcibly);
                worker.destroyForcibly();
            }
        }
    }

    private static JsonObject finished(String url, String input) throws Exception {
        String job = ask(url + "/v1/run/far", input).get("self").getAsString();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        JsonObject now = ask(url + job, null);
        while (now.get("finishedAt").isJsonNull()) {
            assertThat(System.nanoTime() - deadline).as("the job finishes").isNegative();
            now = ask(url + job, null);
        }
        return now;
    }
}
