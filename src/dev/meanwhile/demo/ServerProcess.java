package dev.meanwhile.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A contender's process, seen from the one that started it: a heap, a scheduler and a count of threads of its own. Used by
 * one thread. It is ended by {@link #close}, and if that is not reached by a hook, or by the end of its input.
 */
final class ServerProcess implements AutoCloseable {

    /** The word with which the program is started as a contender; nobody types it. */
    static final String WORD = "demo-server";

    /** Small and the same for all; compiled once, so that the first seconds are not spent on compiling better. */
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final int TAIL = 10;

    private final Process process;
    private final BufferedReader out;
    private final PrintStream in;
    private final Thread hook;
    /** The last lines of what it said otherwise; filled by the listener, and read when that has ended. */
    private final Queue<String> said = new ArrayDeque<>();
    private final Thread listener;
    private final URI uri;

    private ServerProcess(Process process) throws IOException, InterruptedException {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.hook = new Thread(process::destroyForcibly, "demo-end");
        this.listener = Thread.ofPlatform().daemon().name("demo-stderr").start(this::listen);
        boolean started = false;
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            uri = URI.create(answer());
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /**
     * Starts a contender, and returns when it listens.
     *
     * @param main      the program's main class, which starts a {@link ServerMain} if it is called by that {@link #WORD}
     * @param arguments the further ones of {@link ServerMain}
     */
    static ServerProcess start(Class<?> main, Contender contender, List<String> arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(contender.options());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), WORD, contender.word()));
        command.addAll(arguments);
        return new ServerProcess(new ProcessBuilder(command).start());
    }

    private void listen() {
        try (var err = process.errorReader(StandardCharsets.UTF_8)) {
            err.lines().forEach(line -> {
                said.add(line);
                if (said.size() > TAIL) {
                    said.remove();
                }
            });
        } catch (IOException | UncheckedIOException ended) {
            // It was ended while it said something.
        }
    }

    private String answer() throws IOException, InterruptedException {
        String line = out.readLine();
        if (line == null) {
            process.destroyForcibly();
            listener.join();
            throw new IOException("a server of the demo has ended by itself:\n" + String.join("\n", said));
        }
        return line;
    }

    URI uri() {
        return uri;
    }

    Report report() throws IOException, InterruptedException {
        in.println("report");
        return Report.parse(answer());
    }

    /** Ends the process, and waits until it is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shutdown) {
            // The hook does what has just been done.
        }
    }
}
