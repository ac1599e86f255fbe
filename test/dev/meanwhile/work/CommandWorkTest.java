package dev.meanwhile.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonPrimitive;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Permanent;
import dev.meanwhile.job.Work;
import dev.meanwhile.json.Json;
import java.io.File;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandWorkTest {

    @TempDir
    Path folder;

    @AfterEach
    void leavesNoFiles() {
        String[] left = folder.resolve("spool").toFile().list();
        assertThat(left == null ? new String[0] : left).isEmpty();
    }

    private Work command(String... command) {
        return work(new CommandSpec(List.of(command), folder, Map.of("COLOUR", "blue")));
    }

    private Work shell(String script) {
        return command("sh", "-c", script);
    }

    private Work work(CommandSpec spec) {
        return new CommandWork(spec, folder.resolve("spool"), () -> "http://127.0.0.1:8080", Duration.ofMillis(300));
    }

    @Test
    void givesTheExitCodeAsResultWhenThereIsNoOther() throws Exception {
        assertThat(Attempt.start(command("true"), "null").result()).isEqualTo("{\"exitCode\":0}");
    }

    @Test
    void logsBothOutputsAsTheyAreWritten() throws Exception {
        var attempt = Attempt.start(shell("echo first; until [ -e go ]; do sleep 0.02; done; echo second >&2; printf unfinished"), "null");
        // The first line is there while the program waits for a file.
        assertThat(attempt.context.firstLine.await(10, TimeUnit.SECONDS)).isTrue();
        Files.createFile(folder.resolve("go"));
        attempt.result();
        assertThat(attempt.context.lines).containsExactlyInAnyOrder("first", "second", "unfinished");
    }

    @Test
    void keepsInputInOneArgumentWhateverItIs() throws Exception {
        for (String value : List.of("\"; rm -rf x", "--flag", "a b", "$(id)", "`id`", "", "*", "a\nb", "${input.other}")) {
            var attempt = Attempt.start(command("sh", "-c", "printf '<%s>|' \"$0\" \"$@\"", "before", "${input.path}", "after"),
                    "{\"path\":" + Json.text(new JsonPrimitive(value)) + "}");
            attempt.result();
            assertThat(String.join("\n", attempt.context.lines)).isEqualTo("<before>|<" + value + ">|<after>|");
        }
    }

    @Test
    void passesOnEveryCharacterOrSaysThatItCanNot() throws Exception {
        Work work = command("echo", "${input}");
        if (Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode("ü€😀")) {
            var attempt = Attempt.start(work, "\"ü€😀\"");
            attempt.result();
            assertThat(attempt.context.lines).containsExactly("ü€😀");
        } else {
            assertThat(errors(work, "\"ü€😀\"")).singleElement().satisfies(error ->
                    assertThat(error.detail()).startsWith("is impossible: argument 1 can not be written in "));
        }
    }

    @Test
    void writesTheJobToStdin() throws Exception {
        var attempt = Attempt.start(command("cat"), "{\"a\":1.50}");
        attempt.result();
        assertThat(attempt.context.lines).containsExactly(
                "{\"id\":\"" + attempt.context.id() + "\",\"type\":\"test\",\"attempt\":2,\"input\":{\"a\":1.50}}");
    }

    @Test
    void endsWhenAProgramDoesNotReadItsStdin() throws Exception {
        String input = "\"" + "x".repeat(1 << 20) + "\"";
        assertThat(Attempt.start(command("true"), input).result()).isEqualTo("{\"exitCode\":0}");
    }

    @Test
    void passesOnlyWhatACommandNeedsOfItsOwnEnvironment() throws Exception {
        var attempt = Attempt.start(command("env"), "null");
        attempt.result();
        var names = attempt.context.lines.stream().map(line -> line.replaceFirst("=.*", "")).toList();
        assertThat(names).allMatch(name ->
                name.matches("PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|COLOUR|PWD|SHLVL|_|MEANWHILE_(JOB_ID|TYPE|ATTEMPT|URL)"));
        assertThat(attempt.context.lines).contains("COLOUR=blue", "MEANWHILE_JOB_ID=" + attempt.context.id(), "MEANWHILE_TYPE=test",
                "MEANWHILE_ATTEMPT=2", "MEANWHILE_URL=http://127.0.0.1:8080");
    }

    @Test
    void runsInItsDirectory() throws Exception {
        var attempt = Attempt.start(command("pwd"), "null");
        attempt.result();
        assertThat(attempt.context.lines).containsExactly(folder.toRealPath().toString());
    }

    @Test
    void takesProgressAndResultFromLines() throws Exception {
        var attempt = Attempt.start(shell("""
                echo '::progress 0.4 resizing'
                echo '::progress 7'
                echo '::progress'
                echo '::result {"width": 200}'
                echo done
                """), "null");
        assertThat(attempt.result()).isEqualTo("{\"width\":200}");
        assertThat(attempt.context.progress).containsExactly("0.4 resizing");
        assertThat(attempt.context.lines).containsExactly("::progress 7", "::progress", "done");
    }

    @Test
    void tellsProgressWhileTheProgramRuns() throws Exception {
        var attempt = Attempt.start(shell("echo '::progress 1'; exec sleep 1000"), "null");
        assertThat(attempt.context.firstProgress.await(10, TimeUnit.SECONDS)).isTrue();
        attempt.interrupt();
        attempt.failure(InterruptedException.class);
        assertThat(attempt.context.progress).containsExactly("1.0 null");
    }

    @Test
    void ignoresAResultThatIsNotJsonAndSaysSo() throws Exception {
        var attempt = Attempt.start(shell("echo '::result {width: 200}'"), "null");
        assertThat(attempt.result()).isEqualTo("{\"exitCode\":0}");
        assertThat(attempt.context.lines).singleElement().asString().startsWith("[meanwhile: ::result ignored, it is not JSON");
    }

    @Test
    void failsWithTheLastLinesOfStderrWhenTheExitCodeIsNotZero() throws Exception {
        var failed = Attempt.start(shell("seq 30 >&2; echo out; exit 3"), "null").failure(CommandFailedException.class);
        assertThat(failed.exitCode()).isEqualTo(3);
        String lastLines = IntStream.rangeClosed(11, 30).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        assertThat(failed).hasMessage("exit code 3: " + lastLines);
    }

    @Test
    void namesTheSignalThatEndedAProgram() throws Exception {
        assertThat(Attempt.start(shell("kill -KILL $$"), "null").failure(CommandFailedException.class))
                .hasMessage("exit code 137 (SIGKILL)");
    }

    @Test
    void failsForGoodWhenAProgramIsMissing() throws Exception {
        var failed = Attempt.start(command("no-such-program-here"), "null").failure(Permanent.class);
        assertThat(failed).hasMessageContaining("\"no-such-program-here\"").hasMessageContaining("No such file");
    }

    @Test
    void failsForGoodWhenAProgramIsNotExecutable() throws Exception {
        File file = Files.writeString(folder.resolve("text"), "text").toFile();
        assertThat(Attempt.start(command(file.toString()), "null").failure(Permanent.class)).hasMessageContaining(file.toString());
    }

    @Test
    void failsForGoodWhenTheDirectoryIsMissing() throws Exception {
        var spec = new CommandSpec(List.of("true"), folder.resolve("gone"), Map.of());
        assertThat(Attempt.start(work(spec), "null").failure(Permanent.class))
                .hasMessage("directory \"" + folder.resolve("gone") + "\" does not exist or is no directory");
    }

    @Test
    void takesTenMegabytesOfStderr() throws Exception {
        var attempt = Attempt.start(shell("head -c 10000000 /dev/zero | tr '\\0' 'e' >&2; exit 1"), "null");
        var failed = attempt.failure(CommandFailedException.class);
        assertThat(failed.getMessage()).hasSizeBetween(4000, 4200);
        assertThat(attempt.context.lines.stream().mapToInt(String::length).sum()).isEqualTo(10_000_000);
        assertThat(attempt.context.lines).allMatch(line -> line.length() <= LineSplitter.MAX_LINE);
    }

    @Test
    void replacesWhatIsNotUtf8() throws Exception {
        var attempt = Attempt.start(shell("printf 'a\\377b\\n'"), "null");
        attempt.result();
        assertThat(attempt.context.lines).containsExactly("a\ufffdb");
    }

    @Test
    void refusesWhatCanNotBeACommand() {
        assertThatThrownBy(() -> command()).isInstanceOf(IllegalArgumentException.class).hasMessage("command names no program");
        assertThatThrownBy(() -> command("${input.program}")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the program, \"${input.program}\", must not have a placeholder");
        assertThatThrownBy(() -> command("echo", "${inptu}")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("column 1");
        assertThatThrownBy(() -> command("echo", "a\0b")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("NUL");
        assertThatThrownBy(() -> work(new CommandSpec(List.of("env"), null, Map.of("MEANWHILE_TOKEN", "secret"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("MEANWHILE_TOKEN");
    }

    @Test
    void checksAnInputBeforeItIsAccepted() {
        Work work = command("echo", "${input.path}", "${input.width:-200}", "${input.path}.png");
        work.check("{\"path\":\"a.jpg\"}");
        assertThat(errors(work, "{}")).containsExactly(new InputError("/path", "is required"));
        assertThat(errors(work, "{\"path\":\"a\\u0000b\"}")).singleElement().satisfies(error -> assertThat(error.detail()).contains("NUL"));
    }

    private static List<InputError> errors(Work work, String input) {
        try {
            work.check(input);
            return List.of();
        } catch (InvalidInputException invalid) {
            return invalid.errors();
        }
    }

    @Test
    void givesRealFilesToRealPrograms() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "abc");
        var attempt = Attempt.start(command("sha256sum", "--", "${input.path}"), "{\"path\":\"a.txt\"}");
        attempt.result();
        assertThat(attempt.context.lines).containsExactly("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.txt");
        var missing = Attempt.start(command("sha256sum", "--", "${input.path}"), "{\"path\":\"b.txt\"}");
        assertThat(missing.failure(CommandFailedException.class)).hasMessage("exit code 1: sha256sum: b.txt: No such file or directory");
    }

    @Test
    void doesNotStartWhatIsCancelledAlready() throws Exception {
        var context = new RecordingContext();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> shell("touch started").run("null", context)).isInstanceOf(InterruptedException.class);
        assertThat(folder.resolve("started")).doesNotExist();
    }
}
