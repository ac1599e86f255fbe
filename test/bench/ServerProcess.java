package bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, so that no two share a heap, a compiler or a scheduler. */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final String url;

    private ServerProcess(Process process, BufferedReader output, String url) {
        this.process = process;
        this.output = output;
        this.url = url;
    }

    /** Starts a main class of this package, and waits for the first line it prints, which is its address if it has one. */
    static ServerProcess start(Class<?> main, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(java, "-Xmx3g", "-cp", System.getProperty("java.class.path"), main.getName()));
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

    /** Sends it an empty line, and returns the number on the next line it prints. */
    double order() throws IOException {
        process.outputWriter().newLine();
        process.outputWriter().flush();
        return next();
    }

    /** Returns the number on the next line it prints. */
    double next() throws IOException {
        return Double.parseDouble(line());
    }

    /** Returns the next line it prints, or null when it has ended. */
    String line() throws IOException {
        return output.readLine();
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
