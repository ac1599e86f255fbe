package dev.meanwhile.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A contender in a process of its own, as {@link ServerProcess} starts it. Prints where it listens, then a {@link Report} for
 * each line it reads. Its input ends when the process that started it does, in whatever way, and so it never outlives that.
 */
final class ServerMain {

    private ServerMain() { }

    /** Returns the arguments, after the contender's name, that give it these {@link Tasks}. */
    static List<String> arguments(Duration slow, long cpu, long hog) {
        return List.of(slow.toString(), Long.toString(cpu), Long.toString(hog));
    }

    /** Serves until nobody listens any more. */
    static void run(List<String> arguments, PrintStream out) throws IOException {
        var tasks = new Tasks(Duration.parse(arguments.get(1)), Long.parseLong(arguments.get(2)), Long.parseLong(arguments.get(3)));
        // Once in vain, for what it has to load: later there may be little time for that.
        Report.ofThisProcess(0);
        out.println(Catalogue.contender(arguments.getFirst()).orElseThrow().start(tasks));
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (in.readLine() != null) {
                out.println(Report.ofThisProcess(tasks.done()).line());
            }
        }
    }
}
