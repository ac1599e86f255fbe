package dev.meanwhile.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Bound to Linux: on another system, leftovers can not be found. */
@EnabledOnOs(OS.LINUX)
class LeftoversTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    /** How a shell says which signal has ended it. */
    private static final int KILLED = 128 + 9;

    private final UUID job = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();
    private final List<UUID> jobs = new ArrayList<>(List.of(job, other));
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        jobs.forEach(id -> ProcessTable.find(List.of("MEANWHILE_JOB_ID=" + id), ProcessHandle::destroyForcibly));
    }

    /** Starts a script, whose {@code $0} is the job's id, and awaits its first line. */
    private Process start(Map<String, String> environment, String script) throws IOException {
        return start(environment, "sh", "-c", script, job.toString());
    }

    private Process start(Map<String, String> environment, String... command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        return process;
    }

    private static Map<String, String> mark(UUID job) {
        return Map.of("MEANWHILE_JOB_ID", job.toString());
    }

    private static List<ProcessHandle> processes(UUID job) {
        var found = new ArrayList<ProcessHandle>();
        ProcessTable.find(List.of("MEANWHILE_JOB_ID=" + job), found::add);
        return found;
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void areKnownOnLinux() {
        assertThat(Leftovers.areKnown()).isTrue();
    }

    @Test
    void endsAllWhoseParentsAreGone() throws Exception {
        Process root = start(mark(job), "(setsid sh -c 'sleep 60 & sleep 60 & echo up; wait' &)");
        assertThat(exitCode(root)).isZero();
        assertThat(Leftovers.end(Set.of(job), LONG)).isEqualTo(Map.of(job, new Leftovers.Outcome(3, List.of())));
        assertThat(processes(job)).isEmpty();
    }

    @Test
    void findsWhatACommandHasStarted(@TempDir Path folder) throws Exception {
        var spec = new CommandSpec(List.of("sh", "-c", "echo up; exec sleep 60"), folder, Map.of());
        var attempt = Attempt.start(new CommandWork(spec, folder, () -> null), "null");
        jobs.add(attempt.context.id());
        assertThat(attempt.context.firstLine.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Leftovers.end(Set.of(attempt.context.id()), LONG)).containsOnlyKeys(attempt.context.id());
        attempt.failure(CommandFailedException.class);
    }

    @Test
    void findsThoseOfManyJobsTogether() throws Exception {
        start(mark(job), "echo up; sleep 60; exit");
        start(mark(other), "echo up; exec sleep 60");
        var many = new ArrayList<UUID>(List.of(job, other, other));
        while (many.size() < 10_000) {
            many.add(UUID.randomUUID());
        }
        Map<UUID, Leftovers.Outcome> ended = Leftovers.end(many, LONG);
        assertThat(ended).containsOnlyKeys(job, other);
        assertThat(ended.get(other)).isEqualTo(new Leftovers.Outcome(1, List.of()));
        assertThat(processes(job)).isEmpty();
    }

    @Test
    void leavesAllOthersAlone() throws Exception {
        start(mark(other), "echo up; exec sleep 60");
        start(Map.of(), "sh", "-c", "echo up; exec sleep 60", "MEANWHILE_JOB_ID=" + job);
        start(Map.of("MEANWHILE_JOB_ID", job + "0"), "echo up; exec sleep 60");
        start(Map.of("NOT_MEANWHILE_JOB_ID", job.toString(), "JOB", "=MEANWHILE_JOB_ID=" + job), "echo up; exec sleep 60");
        assertThat(Leftovers.end(Set.of(job), Duration.ZERO)).isEmpty();
        assertThat(Leftovers.end(Set.of(), Duration.ZERO)).isEmpty();
        assertThat(started).allMatch(Process::isAlive);
    }

    @Test
    void letsThemEndByThemselves() throws Exception {
        Process process = start(mark(job), "trap 'sleep 0.3; exit 3' TERM; echo up; while :; do sleep 0.05; done");
        Leftovers.end(Set.of(job), LONG);
        assertThat(process.toHandle()).matches(handle -> !ProcessTable.isAlive(handle));
        assertThat(exitCode(process)).isEqualTo(3);
    }

    @Test
    void killsWhatIgnoresSigterm() throws Exception {
        Process process = start(mark(job), "trap '' TERM; echo up; while :; do sleep 0.05; done");
        assertThat(Leftovers.end(Set.of(job), SHORT).get(job).alive()).isEmpty();
        assertThat(exitCode(process)).isEqualTo(KILLED);
        assertThat(processes(job)).isEmpty();
    }

    @Test
    void killsWhatIsStopped() throws Exception {
        Process process = start(mark(job), "echo up; kill -STOP $$");
        while (!Files.readString(Path.of("/proc/" + process.pid() + "/stat")).contains(") T ")) {
            Thread.onSpinWait();
        }
        assertThat(Leftovers.end(Set.of(job), SHORT)).isEqualTo(Map.of(job, new Leftovers.Outcome(1, List.of())));
        assertThat(exitCode(process)).isEqualTo(KILLED);
    }

    @Test
    void killsWhatKeepsForking() throws Exception {
        // Each ends as soon as it has started the next one; the last one comes after some minutes at the most.
        start(mark(job), "trap '' TERM; f() { sleep 0.01; [ $1 = 9999 ] || f $(($1 + 1)) & exit; }; f 0 & echo up");
        assertThat(Leftovers.end(Set.of(job), SHORT).get(job).alive()).isEmpty();
        assertThat(processes(job)).isEmpty();
    }

    @Test
    void takesAZombieForEnded() throws Exception {
        // The parent becomes a program that does not care about children.
        start(Map.of(), "MEANWHILE_JOB_ID=$0 sh -c 'echo up; exec sleep 60' & exec sleep 60");
        assertThat(Leftovers.end(Set.of(job), LONG)).isEqualTo(Map.of(job, new Leftovers.Outcome(1, List.of())));
    }

    @Test
    void tellsWhatWasStillThereAtTheLastLook() throws Exception {
        Process process = start(mark(job), "trap '' TERM; echo up; exec sleep 60");
        assertThat(Leftovers.end(Set.of(job), Duration.ZERO, Duration.ZERO))
                .isEqualTo(Map.of(job, new Leftovers.Outcome(0, List.of(process.pid()))));
    }

    @Test
    void endsWithAnExceptionWhenInterrupted() throws Exception {
        start(mark(job), "trap '' TERM; echo up; while :; do sleep 0.05; done");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Leftovers.end(Set.of(job), LONG)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void sparesTheServerAndWhatStartedIt() throws Exception {
        // As when a command has restarted the server that ran it.
        Process shell = start(mark(job), "sh", "-c", "sleep 60 & \"$@\"; echo $?", "sh", System.getProperty("meanwhile.java"),
                "-cp", System.getProperty("java.class.path"), Restarted.class.getName(), job.toString());
        assertThat(shell.inputReader().lines()).containsExactly("Outcome[ended=1, alive=[]]", "0");
    }

    /** A server started by a command of a job, which it is told to end. */
    static final class Restarted {
        public static void main(String[] job) throws InterruptedException {
            System.out.println("up");
            System.out.println(Leftovers.end(Set.of(UUID.fromString(job[0])), LONG).get(UUID.fromString(job[0])));
        }
    }
}
