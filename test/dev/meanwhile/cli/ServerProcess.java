package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The jar as a process of its own, in a folder of its own; gone when it is closed. */
final class ServerProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    /** What a stream ends with; no line of the program is like it. */
    private static final String END = "\0";

    private final Process process;
    private final BlockingQueue<String> out;
    private final BlockingQueue<String> err;

    ServerProcess(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        this(folder, environment, List.of(System.getProperty("meanwhile.java"), "-jar", System.getProperty("meanwhile.jar")), arguments);
    }

    /** Starts what stands for {@code java -jar meanwhile.jar} in {@code start}. */
    ServerProcess(Path folder, Map<String, String> environment, List<String> start, String... arguments) throws IOException {
        var command = new ArrayList<>(start);
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        // What is set where the tests run is not what they are about.
        builder.environment().keySet().removeIf(name -> name.startsWith(Setting.PREFIX) || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        process = builder.start();
        out = lines(process.getInputStream());
        err = lines(process.getErrorStream());
    }

    static boolean isPossible() {
        return System.getProperty("meanwhile.jar") != null && System.getProperty("meanwhile.java") != null;
    }

    private static BlockingQueue<String> lines(InputStream stream) {
        var lines = new LinkedBlockingQueue<String>();
        Thread.ofPlatform().daemon().start(() -> {
            try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException closed) {
                // The process was destroyed; what it said until then is there.
            }
            lines.add(END);
        });
        return lines;
    }

    /** Returns the start block, up to the line that begins with "try". */
    List<String> awaitBlock() throws InterruptedException {
        return awaitLine(out, "  try ");
    }

    /** Returns the lines of stderr up to one with {@code part} in it. */
    List<String> awaitEvent(String part) throws InterruptedException {
        return awaitLine(err, part);
    }

    private static List<String> awaitLine(BlockingQueue<String> stream, String part) throws InterruptedException {
        var lines = new ArrayList<String>();
        while (lines.isEmpty() || !lines.getLast().contains(part)) {
            String line = stream.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(line).as("line with \"%s\" after %s", part, lines).isNotNull().isNotEqualTo(END);
            lines.add(line);
        }
        return lines;
    }

    /** Returns the address in a start block. */
    static String url(List<String> block) {
        String address = "  address ";
        return block.stream().filter(line -> line.startsWith(address)).findFirst().orElseThrow().substring(address.length()).strip();
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
        return process.exitValue();
    }

    /** Returns the rest of stdout, after the process has ended. */
    List<String> restOfOut() throws InterruptedException {
        return rest(out);
    }

    /** Returns the rest of stderr, after the process has ended. */
    List<String> restOfErr() throws InterruptedException {
        return rest(err);
    }

    private static List<String> rest(BlockingQueue<String> stream) throws InterruptedException {
        var lines = new ArrayList<String>();
        String line = stream.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (; line != null && !line.equals(END); line = stream.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            lines.add(line);
        }
        return lines;
    }

    /** Sends a signal, such as {@code INT}. */
    void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
        assertThat(kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    /** Sends a request; a body makes it a POST. */
    static HttpResponse<String> ask(String url, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json");
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
    }
}
