package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.meanwhile.Meanwhile;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command check, in this process. */
class CheckTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private UUID done;
    private UUID waiting;

    /** Makes a journal in the folder {@code data}, of a job that is done and one that waits. */
    private void serve() throws Exception {
        try (var app = new Meanwhile().data(folder.resolve("data")).port(0).job("noop", Object.class, (input, context) -> 1).start()) {
            var first = app.submit("noop", "x");
            first.await(SOON);
            done = first.id();
            waiting = app.submit("noop", "y", JobOptions.NONE.withDelay(Duration.ofHours(1))).id();
        }
    }

    private Path segment() {
        return folder.resolve("data/journal/00000001.jsonl");
    }

    private String content() throws IOException {
        return Files.readString(segment());
    }

    /** Damages the line that accepts a job, and returns where it begins. */
    private int damage(UUID job) throws IOException {
        String text = content();
        int begin = text.lastIndexOf('\n', text.indexOf("\"op\":\"add\",\"id\":\"" + job)) + 1;
        Files.writeString(segment(), text.substring(0, begin) + "{\"crc\":\"00000000" + text.substring(begin + 16));
        return begin;
    }

    @Test
    void saysWhatThereIsAndThatAServerCanStart() throws Exception {
        serve();
        assertThat(run("check", "--data", "data")).isZero();
        assertThat(text(out).lines()).containsExactly(
                "journal   " + folder.resolve("data/journal") + ": 1 segment, 6 lines, " + content().length() + " bytes",
                "jobs      1 unfinished (1 scheduled); 1 finished (1 succeeded)",
                "keys      0 Idempotency-Keys remembered",
                "last use  closed",
                "result    a server can start on it");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void tellsOfATornEnd() throws Exception {
        serve();
        long length = content().length();
        Files.writeString(segment(), content() + "{\"crc\":\"0123");
        assertThat(run("check")).isZero();
        assertThat(text(out).lines()).contains(
                "torn end  " + segment() + ", byte " + length + ", 12 bytes: a write that was cut short; the next start sets it aside");
    }

    @Test
    void saysWhatIsDamagedAndWhatIsLost() throws Exception {
        serve();
        int begin = damage(waiting);
        String before = content();
        int length = before.indexOf('\n', begin) + 1 - begin;
        environment.put("MEANWHILE_DATA", "data");
        environment.put("MEANWHILE_DATTA", "data");
        assertThat(run("check")).isEqualTo(1);
        assertThat(text(out).lines()).contains(
                "damaged   " + segment() + ", byte " + begin + ": the line is not as it was written (" + length + " bytes, add, job "
                        + waiting + ")",
                "lost      job " + waiting + " is gone",
                "result    a server can not start on it; without what is lost it can after: java -jar meanwhile.jar check --repair --data "
                        + folder.resolve("data"));
        assertThat(text(err)).contains("MEANWHILE_DATTA sets nothing");
        assertThat(content()).isEqualTo(before);
        assertThat(segment().resolveSibling("00000001.jsonl.damaged")).doesNotExist();
    }

    @Test
    void repairs() throws Exception {
        serve();
        damage(waiting);
        assertThat(run("check", "--repair")).isZero();
        assertThat(text(out).lines()).contains("jobs      0 unfinished; 1 finished (1 succeeded)", "lost      job " + waiting + " is gone",
                "kept      " + segment() + ".damaged, the segment as it was", "result    repaired: a server can start on it");
        try (var app = new Meanwhile().data(folder.resolve("data")).port(0).start()) {
            assertThat(app.find(done)).isNotNull();
            assertThat(app.find(waiting)).isNull();
        }
    }

    @Test
    void isJsonForPrograms() throws Exception {
        serve();
        damage(done);
        assertThat(run("check", "--json")).isEqualTo(1);
        JsonObject check = Json.parse(text(out)).getAsJsonObject();
        assertThat(check.get("startable").getAsBoolean()).isFalse();
        assertThat(check.get("repaired").getAsBoolean()).isFalse();
        assertThat(check.get("closed").getAsBoolean()).isTrue();
        assertThat(check.get("torn").isJsonNull()).isTrue();
        assertThat(check.getAsJsonObject("jobs").get("scheduled").getAsInt()).isEqualTo(1);
        JsonObject damaged = check.getAsJsonArray("damaged").get(0).getAsJsonObject();
        assertThat(damaged.get("op").getAsString()).isEqualTo("add");
        assertThat(damaged.get("job").getAsString()).isEqualTo(done.toString());
        assertThat(check.getAsJsonArray("lost")).hasToString("[{\"what\":\"gone\",\"job\":\"" + done + "\",\"state\":\"succeeded\"}]");
        out.reset();
        assertThat(run("check", "--json", "--repair")).isZero();
        check = Json.parse(text(out)).getAsJsonObject();
        assertThat(check.get("startable").getAsBoolean()).isTrue();
        assertThat(check.get("repaired").getAsBoolean()).isTrue();
        assertThat(check.getAsJsonArray("kept")).hasToString("[\"" + segment() + ".damaged\"]");
    }

    @Test
    void listsNoMoreThanAnybodyReads() throws Exception {
        serve();
        Files.writeString(segment(), "x\n".repeat(250) + content());
        assertThat(run("check")).isEqualTo(1);
        assertThat(text(out).lines().filter(line -> line.startsWith("damaged "))).hasSize(101)
                .last().isEqualTo("damaged   ... and 150 more, which --json lists");
        assertThat(text(out)).contains("lost      what was in 250 damaged places that can not be read");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        serve();
        serve();
        serve();
        Files.delete(segment().resolveSibling("00000002.jsonl"));
        assertThat(run("check")).isEqualTo(1);
        assertThat(text(out)).contains("missing   " + segment().resolveSibling("00000002.jsonl"),
                "lost      all that became of jobs in what is missing");
    }

    @Test
    void saysInOneLineWhyItCanNotLook() throws Exception {
        assertThat(run("check")).isEqualTo(1);
        assertThat(run("check", "--repair", "--data", "none")).isEqualTo(1);
        assertThat(folder.resolve("data")).doesNotExist();
        Files.createDirectories(folder.resolve("data"));
        assertThat(run("check", "--repair")).isEqualTo(1);
        assertThat(folder.resolve("data")).isEmptyDirectory();
        assertThat(text(err).lines()).containsExactly("meanwhile: there is no folder " + folder.resolve("data"),
                "meanwhile: there is nothing to check: with --data none jobs are in memory only",
                "meanwhile: there is no journal in " + folder.resolve("data"));
        assertThat(text(out)).isEmpty();
    }

    private int run(String... words) {
        return Main.run(List.of(words), new Terminal(stream(out), stream(err), environment, folder, () -> false));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
