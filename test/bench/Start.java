package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From the start of the process to the first 202, by the clock, with a data folder and without any configuration: the jar as it
 * stands, and the program with a launcher in front of it, which has a class-data archive from its first stop on.
 */
final class Start {

    private static final int ROUNDS = 9;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    /** Milliseconds until the first 202, and from the signal to the end. */
    private record Times(double start, double stop) { }

    private Start() { }

    static void measure() throws Exception {
        List<String> jar = List.of(System.getProperty("meanwhile.java"), "-jar", System.getProperty("meanwhile.jar"));
        List<String> program = List.of(System.getProperty("meanwhile.program"));
        var without = new double[ROUNDS];
        var with = new double[ROUNDS];
        try (var folder = new Folder()) {
            double making = run(program, folder).stop();
            double stop = 0;
            // The first round is only to have everything in the system's cache.
            for (int i = -1; i < ROUNDS; i++) {
                double jarTime = run(jar, folder).start();
                Times times = run(program, folder);
                if (i >= 0) {
                    without[i] = jarTime;
                    with[i] = times.start();
                    stop = Math.max(stop, times.stop());
                }
            }
            Figures.print("start to the first 202, java -jar", without, "ms");
            Figures.print("start to the first 202, with a class-data archive", with, "ms (below 500 ms is the aim)");
            Figures.print("with the archive", Figures.ratios(with, without), "of the time without");
            Figures.line("stop that writes the archive", making, "ms, once; else up to " + Figures.number(stop) + " ms");
        }
    }

    private static Times run(List<String> program, Folder folder) throws Exception {
        int port = freePort();
        var command = new ArrayList<>(program);
        command.addAll(List.of("--listen", "127.0.0.1:" + port));
        Path home = Path.of(folder.path()).toAbsolutePath();
        var builder = new ProcessBuilder(command).directory(home.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
        URI server = URI.create("http://127.0.0.1:" + port);
        byte[] request = Connection.post(server, "/v1/jobs", "{\"type\":\"sleep\",\"input\":{\"seconds\":0}}");
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            while (!accepts(server, request)) {
                if (!process.isAlive() || System.nanoTime() - start > PATIENCE) {
                    throw new IOException("the server did not start: " + command);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            double started = (System.nanoTime() - start) / 1e6;
            long stop = System.nanoTime();
            process.destroy();
            process.onExit().join();
            return new Times(started, (System.nanoTime() - stop) / 1e6);
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean accepts(URI server, byte[] request) {
        try (var connection = new Connection(server)) {
            return connection.exchange(request) == 202;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
