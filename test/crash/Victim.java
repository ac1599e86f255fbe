package crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server as a process, which is ended sooner or later, one way or the other. */
final class Victim implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 180;
    private static final String CONFIGURATION = "meanwhile.json";
    private static final String LOG = "server.log";

    private final Process process;
    private final Path folder;
    private final long began = System.nanoTime();
    /** Completed with when the start block was there, or with null when the process ended without one. */
    private final CompletableFuture<Long> up = new CompletableFuture<>();

    private Victim(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Writes the configuration of a server that is to run in {@code folder}. */
    static void configure(Path folder, Options options, int receiver) throws IOException {
        String url = "http://127.0.0.1:" + receiver;
        String path = "/${input.number}/${input.failures}/${input.millis}/${input.after:-none}";
        String http = "{\"url\": \"" + url + path + "\", \"body\": \"${input}\"}";
        String retry = "{\"attempts\": %d, \"backoff\": \"50ms\", \"factor\": 1, \"jitter\": 0}";
        Files.writeString(folder.resolve(CONFIGURATION), """
                {
                  "grace": "500ms",
                  "logLevel": "warn",
                  "fsync": "%s",
                  // By their number and nothing else: 3,000 bytes are more than such a job takes.
                  "keep": {"count": %d},
                  "maxBytes": %d,
                  "types": {
                    "nap": {"command": ["sleep", "0.2"]},
                    "stubborn": {"command": ["sh", "-c", "trap '' TERM; sleep 0.8"]},
                    "deliver": {"http": %s, "retry": %s},
                    "hopeless": {"http": %s, "retry": %s},
                    "once": {"http": %s},
                    "echo": {"command": ["sed", "s/^/::result /"]},
                    "tick": {"http": {"url": "%s/tick"}}
                  },
                  "schedules": %s
                }
                """.formatted(options.fsync(), options.keep(), options.keep() * 3_000L + (16 << 20), http, retry.formatted(Rules.ATTEMPTS),
                http, retry.formatted(Rules.HOPELESS_ATTEMPTS), http, url, Timekeeper.declared()));
    }

    /** Starts a server in a folder that was configured. */
    static Victim start(Path folder, int port, String heap) throws IOException {
        // Without the second compiler: it would take half the processor for all of so short a life, and half of what is submitted.
        var builder = new ProcessBuilder(System.getProperty("meanwhile.java"), "-Xmx" + heap, "-XX:TieredStopAtLevel=1",
                "-jar", System.getProperty("meanwhile.jar"), "--listen", "127.0.0.1:" + port,
                "--data", folder.resolve("data").toString(), "--config", folder.resolve(CONFIGURATION).toString())
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve(LOG).toFile()));
        // What is set where this runs is not what it is about.
        builder.environment().keySet().removeIf(name -> name.startsWith("MEANWHILE_") || name.equals("JAVA_TOOL_OPTIONS"));
        var victim = new Victim(builder.start(), folder);
        Thread.ofPlatform().daemon().name("victim-output").start(victim::read);
        return victim;
    }

    /** Returns where the server keeps its journal. */
    static Path journal(Path folder) {
        return folder.resolve("data").resolve("journal");
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("  try ")) {
                    up.complete(System.nanoTime());
                }
            }
        } catch (IOException | UncheckedIOException closed) {
            // It was killed while it wrote.
        }
        up.complete(null);
    }

    /**
     * Waits for the start block.
     *
     * @return how long it took to come, in nanoseconds
     * @throws IOException if it does not come
     */
    long awaitUp() throws IOException, InterruptedException {
        try {
            Long at = up.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (at != null) {
                return at - began;
            }
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            throw new IOException("the server ended as it started, with " + process.exitValue() + "; it said: " + lastWords(folder));
        } catch (TimeoutException | ExecutionException late) {
            throw new IOException("the server has not started within " + PATIENCE_SECONDS + " s; it said: " + lastWords(folder), late);
        }
    }

    /** Returns how long the server has been up, in nanoseconds; 0 if it is not yet. */
    long uptime() {
        Long at = up.getNow(null);
        return at == null ? 0 : System.nanoTime() - at;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    /** Sends SIGTERM, and waits no longer than {@code millis} for what comes of it. */
    boolean terminate(long millis) throws InterruptedException {
        process.destroy();
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Returns the exit code of a process that has ended. */
    int exitCode() {
        return process.exitValue();
    }

    /** Returns all errors the servers in a folder have told of. */
    static List<String> errors(Path folder) throws IOException {
        try (var lines = Files.lines(folder.resolve(LOG), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(" ERROR event=") || line.startsWith("Exception in thread")
                    || line.contains("OutOfMemoryError") || line.startsWith("# ")).toList();
        }
    }

    /** Returns all lines with that text in what the servers in a folder have told. */
    static List<String> lines(Path folder, String text) throws IOException {
        try (var lines = Files.lines(folder.resolve(LOG), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(text)).toList();
        }
    }

    static String lastWords(Path folder) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(LOG), StandardCharsets.ISO_8859_1);
        return String.join("\n    ", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
