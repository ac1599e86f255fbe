package bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A server in a process of its own, so that no two share a heap, a compiler or a scheduler. */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final PrintStream input;
    private final String url;

    private ServerProcess(Process process, BufferedReader output, String url) {
        this.process = process;
        this.output = output;
        this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.url = url;
    }

    /** Starts a main class of this package, and waits for the first line it prints, which is its address if it has one. */
    static ServerProcess start(Class<?> main, String... arguments) throws IOException {
        return start(List.of("-Xmx3g"), main, arguments);
    }

    /** Starts a main class with these flags for its JVM. */
    static ServerProcess start(List<String> flags, Class<?> main, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path")));
        command.addAll(flags);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        // What the server tells its log is not what is measured.
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader output = process.inputReader();
        String url = output.readLine();
        if (url == null) {
            throw new IOException(main.getSimpleName() + " did not start");
        }
        return new ServerProcess(process, output, url);
    }

    /** Writes a line to its input. */
    void say(String line) {
        input.println(line);
    }

    /** Writes an empty line to its input, and returns the number on the next line it prints. */
    double order() throws IOException {
        say("");
        return next();
    }

    /** Returns the number on the next line it prints. */
    double next() throws IOException {
        return Double.parseDouble(line());
    }

    /** Returns the last half of the numbers on the next lines: until then the compiler was at work. */
    double[] last(int count) throws IOException {
        var figures = new double[count];
        for (int i = 0; i < count; i++) {
            figures[i] = next();
        }
        return Arrays.copyOfRange(figures, count / 2, count);
    }

    /** Returns the next line it prints, or null when it has ended. */
    String line() throws IOException {
        return output.readLine();
    }

    String url() {
        return url;
    }

    /** Returns how much processor time it has used. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
