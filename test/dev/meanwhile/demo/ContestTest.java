package dev.meanwhile.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Contests of less than a second over real processes. */
class ContestTest {

    /** More than four seconds' work for one thread, and next to none for a thread each. */
    private static final Load LOAD = new Load(new Load.Batch(20, Duration.ofMillis(200)), new Load.Batch(4, Duration.ofMillis(1)),
            new Load.Batch(1, Duration.ofMillis(5)), Duration.ofMillis(100), Duration.ofMillis(20), Duration.ofMillis(700));

    private static final Load NEXT_TO_NOTHING = new Load(new Load.Batch(2, Duration.ofMillis(1)), new Load.Batch(1, Duration.ofMillis(1)),
            new Load.Batch(1, Duration.ofMillis(1)), Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(100));

    @Test
    void measuresEachInAProcessOfItsOwn() throws Exception {
        var contest = new Contest(Main.class, LOAD);
        Result loop = contest.run(new OneLoop());
        Result virtual = contest.run(new VirtualThreads());
        for (Result result : List.of(loop, virtual)) {
            assertThat(result.measured().heartbeats().count()).isEqualTo(35);
            assertThat(result.measured().answers().count()).isEqualTo(25);
            assertThat(result.report().threads()).isPositive();
            assertThat(result.report().memory()).isGreaterThan(1_000_000);
        }
        assertThat(loop.undone()).isPositive();
        assertThat(loop.measured().heartbeats().worst().time()).isGreaterThanOrEqualTo(LOAD.slow().each());
        assertThat(loop.report().done()).isLessThan(virtual.report().done());
        assertThat(servers(ProcessHandle.current())).isEmpty();
    }

    @Test
    void everyContenderHasItsRowAndItsLine() throws Exception {
        var out = new ByteArrayOutputStream();
        new Demo(Main.class, new PrintStream(out, true, StandardCharsets.UTF_8), false, false).show(NEXT_TO_NOTHING, Catalogue.CONTENDERS);
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).containsSubsequence("2 slow tasks, which block for 1 ms, and 2 that compute", "median   worst")
                .containsSubsequence("gunicorn, which kills a worker after 30 s", "after 500 ms", "--explain").doesNotContain("\033");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        for (Contender contender : Catalogue.CONTENDERS) {
            assertThat(text.lines().filter(line -> line.startsWith(contender.title() + " "))).hasSize(2)
                    .anyMatch(line -> line.matches(".* m?s\\+? +(yes|no) +\\d +\\d+ +\\d+")).anyMatch(line -> line.contains(" heartbeat "));
        }
    }

    @Test
    void aServerThatDoesNotStartIsToldWithWhatItSaid() {
        assertThatThrownBy(() -> ServerProcess.start(Main.class, new OneLoop(), List.of("soon", "1", "1")))
                .isInstanceOf(IOException.class).hasMessageContaining("has ended by itself").hasMessageContaining("DateTimeParseException");
        assertThat(servers(ProcessHandle.current())).isEmpty();
    }

    @Test
    void aServerEndsWithTheProcessThatStartedItHoweverThatEnds() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var demo = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Main.class.getName(), "demo", "loop").start();
        try (var out = demo.inputReader(StandardCharsets.UTF_8)) {
            // Followed by the server's start.
            for (String line = out.readLine(); !line.contains("median"); line = out.readLine()) {
                assertThat(line).isNotNull();
            }
            ProcessHandle server = awaitServer(demo.toHandle());
            demo.destroyForcibly();
            server.onExit().get(30, TimeUnit.SECONDS);
        } finally {
            demo.destroyForcibly();
        }
    }

    private static ProcessHandle awaitServer(ProcessHandle parent) {
        for (long start = System.nanoTime(); System.nanoTime() - start < Duration.ofSeconds(30).toNanos(); Thread.onSpinWait()) {
            List<ProcessHandle> servers = servers(parent);
            if (!servers.isEmpty()) {
                return servers.getFirst();
            }
        }
        throw new AssertionError("no server was started");
    }

    private static List<ProcessHandle> servers(ProcessHandle parent) {
        return parent.children()
                .filter(child -> List.of(child.info().arguments().orElse(new String[0])).contains(ServerProcess.WORD)).toList();
    }
}
