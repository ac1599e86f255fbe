package dev.meanwhile.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Bound to Linux: on another system, a process that has lost its parent can not be found. */
@EnabledOnOs(OS.LINUX)
class ProcessTreeTest {

    private static final Duration GRACE = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private Attempt start(String script) throws InterruptedException {
        var spec = new CommandSpec(List.of("sh", "-c", script), folder, Map.of());
        var attempt = Attempt.start(new CommandWork(spec, folder, () -> null, GRACE), "null");
        assertThat(attempt.context.firstLine.await(10, TimeUnit.SECONDS)).isTrue();
        return attempt;
    }

    private static List<ProcessHandle> processes(Attempt attempt) {
        var found = new ArrayList<ProcessHandle>();
        ProcessTable.find(CommandEnvironment.mark(attempt.context), found::add);
        return found;
    }

    @Test
    void asksAProgramToEndWhenItIsInterrupted() throws Exception {
        var attempt = start("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done");
        attempt.interrupt();
        attempt.failure(InterruptedException.class);
        assertThat(attempt.context.lines).contains("up", "bye");
        assertThat(processes(attempt)).isEmpty();
    }

    @Test
    void killsAWholeTreeThatIgnoresSigterm() throws Exception {
        var attempt = start("trap '' TERM; sleep 1000 & sh -c 'sleep 1000 & echo up; wait' & sleep 1000");
        assertThat(processes(attempt)).hasSizeGreaterThanOrEqualTo(4);
        attempt.interrupt();
        attempt.failure(InterruptedException.class);
        assertThat(processes(attempt)).isEmpty();
    }

    @Test
    void killsWhatHasLostItsParent() throws Exception {
        // The sleep's parents end at once; in a session of its own, no signal to a group would reach it either.
        var attempt = start("(trap '' TERM; setsid sh -c 'sleep 1000 & exit' &) ; echo up; exec sleep 1000");
        attempt.interrupt();
        attempt.failure(InterruptedException.class);
        assertThat(processes(attempt)).isEmpty();
    }

    @Test
    void killsADescendantThatClearedItsEnvironment() throws Exception {
        var attempt = start("env -i sh -c 'echo $$; exec sleep 1000' & wait");
        long pid = Long.parseLong(attempt.context.lines.getFirst());
        ProcessHandle hidden = ProcessHandle.of(pid).orElseThrow();
        attempt.interrupt();
        attempt.failure(InterruptedException.class);
        assertThat(ProcessTable.isAlive(hidden)).isFalse();
    }

    @Test
    void stopsWhatAProgramLeavesRunningWhenItEnds() throws Exception {
        var attempt = start("sleep 1000 & echo up");
        assertThat(attempt.result()).isEqualTo("{\"exitCode\":0}");
        assertThat(processes(attempt)).isEmpty();
        assertThat(attempt.context.lines).contains("[meanwhile: 1 processes the command had left running were stopped]");
    }

    @Test
    void stopsForRealWhenItIsInterruptedAgainAndAgain() throws Exception {
        var attempt = start("trap '' TERM; sleep 1000 & echo up; sleep 1000");
        while (attempt.isRunning()) {
            attempt.interrupt();
            Thread.onSpinWait();
        }
        attempt.failure(InterruptedException.class);
        assertThat(processes(attempt)).isEmpty();
    }

    @Test
    void killsWhatKeepsForking() throws Exception {
        var attempt = start("trap '' TERM; f() { echo up; sleep 0.01; f & exit; }; f & sleep 1000");
        attempt.interrupt();
        attempt.failure(InterruptedException.class);
        assertThat(processes(attempt)).isEmpty();
    }

    @Test
    void doesNotWaitForTheGraceWhenAllEndAtOnce() throws Exception {
        var spec = new CommandSpec(List.of("sh", "-c", "echo up; sleep 1000"), folder, Map.of());
        var attempt = Attempt.start(new CommandWork(spec, folder, () -> null, Duration.ofHours(1)), "null");
        assertThat(attempt.context.firstLine.await(10, TimeUnit.SECONDS)).isTrue();
        attempt.interrupt();
        attempt.failure(InterruptedException.class, Duration.ofSeconds(10));
    }
}
