package dev.meanwhile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is killed under a long job, and the next one goes on with it from where it was. */
class CheckpointProcessTest {

    private static final int ROWS = 2_000;

    @TempDir
    private Path folder;
    private Process process;
    private BufferedReader out;
    /** The lines of the process so far. */
    private final List<String> said = new ArrayList<>();

    private void start(String... todo) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-cp", System.getProperty("java.class.path"), ImportServer.class.getName(), folder.resolve("data").toString()));
        command.addAll(List.of(todo));
        process = new ProcessBuilder(command).redirectError(folder.resolve("err.txt").toFile()).start();
        out = process.inputReader();
        said.clear();
    }

    /** Returns what the first line that begins with {@code start} goes on with. */
    private String awaitLine(String start) throws IOException {
        for (int i = 0;; i++) {
            String line = i < said.size() ? said.get(i) : out.readLine();
            if (line == null) {
                throw new AssertionError("no line " + start + ": " + Files.readString(folder.resolve("err.txt")));
            }
            if (i == said.size()) {
                said.add(line);
            }
            if (line.startsWith(start)) {
                return line.substring(start.length());
            }
        }
    }

    private void kill() throws InterruptedException {
        // SIGKILL where there are signals.
        process.destroyForcibly().waitFor();
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
    }

    @Test
    void goesOnFromItsCheckpointAfterAKill() throws Exception {
        Path rows = folder.resolve("rows.txt");
        start(String.valueOf(ROWS), rows.toString());
        String id = awaitLine("id ");
        awaitLine("row 49");
        kill();

        start();
        int from = Integer.parseInt(awaitLine("from "));
        assertThat(from).as("where the second process goes on").isBetween(50, ROWS - 1);
        awaitLine("row " + (from + 30));
        kill();

        start();
        int last = Integer.parseInt(awaitLine("from "));
        assertThat(last).as("where the third process goes on").isBetween(from + 31, ROWS);
        JsonObject job = finished(awaitLine("url ") + "/v1/jobs/" + id);
        assertThat(job.get("state").getAsString()).isEqualTo("succeeded");
        assertThat(job.get("result").getAsInt()).isEqualTo(last);
        assertThat(job.get("attempt").getAsInt()).isEqualTo(1);
        assertThat(job.get("crashes").getAsInt()).isEqualTo(2);
        // At a kill one row may have been written, and that not have been recorded.
        List<Integer> written = Files.readAllLines(rows).stream().map(Integer::valueOf).toList();
        assertThat(new HashSet<>(written)).containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS).boxed().toList());
        assertThat(written).hasSizeBetween(ROWS, ROWS + 2);
    }

    private static JsonObject finished(String url) throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(90)).header("Prefer", "wait=60").build();
            return JsonParser.parseString(client.send(request, HttpResponse.BodyHandlers.ofString()).body()).getAsJsonObject();
        }
    }
}
