package dev.meanwhile.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.Meanwhile;
import dev.meanwhile.job.TypeOptions;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs that print much, fast, or from beyond their end. */
class OutputPipeTest {

    @TempDir
    Path folder;

    private Attempt start(String script) {
        var spec = new CommandSpec(List.of("sh", "-c", script), folder, Map.of());
        return Attempt.start(new CommandWork(spec, folder, () -> null), "null");
    }

    private Attempt startAndAwaitLine(String script) throws InterruptedException {
        var attempt = start(script);
        assertThat(attempt.context.firstLine.await(10, TimeUnit.SECONDS)).isTrue();
        return attempt;
    }

    private static ProcessHandle firstLineAsProcess(Attempt attempt) {
        return ProcessHandle.of(Long.parseLong(attempt.context.lines.getFirst())).orElseThrow();
    }

    @Test
    void keepsAllLinesWhenAProgramOpensItsOutputsAgain() throws Exception {
        var attempt = start("echo a > /dev/stderr; echo b > /dev/stderr; echo c > /dev/stdout; echo d; echo e > /dev/stdout; exit 1");
        assertThat(attempt.failure(CommandFailedException.class)).hasMessage("exit code 1: a\nb");
        assertThat(attempt.context.lines).containsExactlyInAnyOrder("a", "b", "c", "d", "e").containsSubsequence("c", "d", "e");
    }

    @Test
    void losesNothingWhenManyProgramsEndRightAfterTheirLastWord() throws Exception {
        List<String> expected = IntStream.rangeClosed(1, 5000).mapToObj(Integer::toString).toList();
        for (int i = 0; i < 200; i++) {
            var attempt = start("seq 1 5000");
            attempt.result();
            assertThat(attempt.context.lines).as("run " + i).isEqualTo(expected);
        }
    }

    @Test
    void losesNothingOfTheLastPipefulOfBothOutputs() throws Exception {
        // Sixteen at once, so that readers are late and the JDK is often the one to read what is left.
        for (int round = 0; round < 5; round++) {
            var attempts = Stream.generate(() -> start("seq 1 12000 >&2 & seq 1 12000; wait; printf end")).limit(16).toList();
            for (Attempt attempt : attempts) {
                attempt.result();
                assertThat(attempt.context.count).hasValue(24_001);
            }
        }
    }

    @Test
    void takesAFloodInLessMemoryThanItHas() throws Exception {
        Process server = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx32m",
                "-cp", System.getProperty("java.class.path"), Flood.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(server.getInputStream()).asString(StandardCharsets.UTF_8).isEqualToIgnoringNewLines("25000000");
    }

    /** Runs in a virtual machine of its own, whose heap would not hold the 50 MB. */
    static final class Flood {
        public static void main(String[] args) throws Exception {
            var spec = new CommandSpec(List.of("sh", "-c", "yes | head -c 50000000"), null, Map.of());
            var attempt = Attempt.start(new CommandWork(spec, Path.of(args[0]), () -> null), "null");
            attempt.result();
            System.out.println(attempt.context.count);
        }
    }

    @Test
    void readsNothingWhenNothingIsThere() throws Exception {
        var pipe = new OutputPipe(new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("would have to wait");
            }
        }, line -> { });
        assertThat(pipe.read()).isFalse();
        pipe.readRest();
    }

    @Test
    void stopsAnEndlessFloodWhenItIsInterrupted() throws Exception {
        var attempt = startAndAwaitLine("exec yes");
        attempt.interrupt();
        attempt.failure(InterruptedException.class);
    }

    @Test
    void stopsAnEndlessFloodWhenItsTimeIsUp() throws Exception {
        var work = new CommandWork(new CommandSpec(List.of("yes"), folder, Map.of()), folder, () -> null);
        try (var app = new Meanwhile().inMemory().port(0).grace(Duration.ZERO)) {
            var halfASecond = TypeOptions.DEFAULT.withTimeout(Duration.ofMillis(500));
            app.job("flood", Integer.class, halfASecond, (input, context) -> work.run("null", context));
            var job = app.start().submit("flood", 0);
            assertThat(job.await(Duration.ofSeconds(30)).status().error().type()).isEqualTo("timeout");
        }
    }

    @Test
    void holdsNoCarrierWhileManyProgramsSayNothing() throws Exception {
        var attempts = Stream.generate(() -> start("echo up; exec sleep 1000")).limit(30).toList();
        for (Attempt attempt : attempts) {
            assertThat(attempt.context.firstLine.await(30, TimeUnit.SECONDS)).isTrue();
        }
        var ran = new CountDownLatch(1);
        Thread.startVirtualThread(ran::countDown);
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        attempts.forEach(Attempt::interrupt);
        for (Attempt attempt : attempts) {
            attempt.failure(InterruptedException.class);
        }
    }

    @Test
    void hearsTheLastWordsOfAProgramThatIsStopped() throws Exception {
        // More than a pipe holds: without a reader, it could not end by itself.
        var attempt = startAndAwaitLine("""
                trap 'i=0; while [ $i -lt 100000 ]; do echo $i; i=$((i+1)); done; exit' TERM
                echo up
                while :; do :; done
                """);
        attempt.interrupt();
        attempt.failure(InterruptedException.class);
        assertThat(attempt.context.count).hasValue(100_001);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void endsWithItsProgramWhenADaemonKeepsThePipe() throws Exception {
        // Without the variables and its parent, the sleep is beyond the tree.
        var attempt = startAndAwaitLine("env -i sh -c 'echo $$; : > up; exec sleep 1000' & until [ -e up ]; do sleep 0.02; done");
        ProcessHandle daemon = firstLineAsProcess(attempt);
        try {
            assertThat(attempt.result()).isEqualTo("{\"exitCode\":0}");
            assertThat(daemon.isAlive()).isTrue();
        } finally {
            daemon.destroyForcibly();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void endsWithItsProgramWhenADaemonFloodsThePipe() throws Exception {
        var attempt = startAndAwaitLine("env -i sh -c 'echo $$; : > up; exec yes' & until [ -e up ]; do sleep 0.02; done");
        ProcessHandle daemon = firstLineAsProcess(attempt);
        try {
            assertThat(attempt.result()).isEqualTo("{\"exitCode\":0}");
        } finally {
            daemon.destroyForcibly();
        }
    }
}
