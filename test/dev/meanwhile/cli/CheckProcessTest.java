package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar and its data folder: what the next server finds there, and what check says of it. */
@EnabledIf("dev.meanwhile.cli.ServerProcess#isPossible")
@DisabledOnOs(OS.WINDOWS)
class CheckProcessTest {

    @TempDir
    private Path folder;

    @Test
    void survivesAKillAndTheLossOfALine() throws Exception {
        String kept;
        String lost;
        try (var server = start("--listen", ":0")) {
            String url = ServerProcess.url(server.awaitBlock());
            kept = submit(url);
            lost = submit(url);
            saysInOneLine("meanwhile: data/journal is in use by another server, process ", "--listen", ":0");
            saysInOneLine("meanwhile: data/journal is in use by another server, process ", "check");
            saysInOneLine("meanwhile: data/journal is in use by another server, process ", "check", "--repair");
            server.signal("KILL");
            server.awaitExit();
        }
        assertThat(said(0, "check")).contains("jobs      2 unfinished (2 scheduled); 0 finished",
                "last use  not closed: a crash, a kill or a disk that failed", "result    a server can start on it");

        Path segment = folder.resolve("data/journal/00000001.jsonl");
        Files.writeString(segment, Files.readString(segment).replace("\"id\":\"" + lost, "\"id\":\"" + lost.toUpperCase()));
        // Without another segment it would be the torn end of the only one.
        Files.copy(segment, folder.resolve("data/journal/00000002.jsonl"));
        saysInOneLine("meanwhile: data/journal/00000001.jsonl is damaged at byte ", "--listen", ":0");
        assertThat(said(1, "check")).contains("lost      job " + lost + " is gone");
        assertThat(said(0, "check", "--repair")).contains("result    repaired: a server can start on it");
        try (var server = start("--listen", ":0", "--fsync", "interval")) {
            List<String> block = server.awaitBlock();
            assertThat(block).contains("  data           ./data/journal (fsync interval: a power failure takes the last 200 ms);"
                    + " 1 unfinished job taken up");
            String jobs = ServerProcess.url(block) + "/v1/jobs/";
            assertThat(ServerProcess.ask(jobs + kept, null).statusCode()).isEqualTo(200);
            assertThat(ServerProcess.ask(jobs + lost, null).statusCode()).isEqualTo(404);
        }
    }

    private static String submit(String url) throws Exception {
        var accepted = ServerProcess.ask(url + "/v1/jobs", "{\"type\":\"sleep\",\"input\":{\"seconds\":1},\"delay\":\"1h\"}");
        assertThat(accepted.statusCode()).isEqualTo(202);
        return Json.parse(accepted.body()).getAsJsonObject().get("id").getAsString();
    }

    private void saysInOneLine(String start, String... arguments) throws Exception {
        try (var process = start(arguments)) {
            assertThat(process.awaitExit()).isEqualTo(1);
            // Where reading the journal takes long, that is told; and so is an old JDK.
            assertThat(process.restOfErr())
                    .filteredOn(line -> !line.contains("event=journal_reading") && !line.contains("event=old_jdk"))
                    .singleElement().asString().startsWith(start);
            assertThat(process.restOfOut()).isEmpty();
        }
    }

    private List<String> said(int code, String... arguments) throws Exception {
        try (var process = start(arguments)) {
            assertThat(process.awaitExit()).isEqualTo(code);
            assertThat(process.restOfErr()).isEmpty();
            return process.restOfOut();
        }
    }

    private ServerProcess start(String... arguments) throws IOException {
        return new ServerProcess(folder, Map.of(), arguments);
    }
}
