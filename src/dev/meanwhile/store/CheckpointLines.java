package dev.meanwhile.store;

import dev.meanwhile.json.JsonScan;
import dev.meanwhile.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Writes how far a job has come as a line of the journal, and reads it. */
final class CheckpointLines {

    /** How far a job has come, in its own words: the last line counts, until the job has finished or begins anew. */
    static final String CHECKPOINT = "checkpoint";

    private static final int SMALL = 128;

    private CheckpointLines() { }

    static byte[] write(UUID job, String state) {
        return new JsonText(SMALL + state.length()).name("op").string(CHECKPOINT).name("id").string(job.toString())
                .name("state").raw(JobLines.inOneLine(state)).close('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the state of a line after its id. Members it does not know are skipped. */
    static String state(JsonScan line) {
        while (line.more('}')) {
            if (line.name().equals("state")) {
                return line.raw();
            }
            line.raw();
        }
        throw new IllegalArgumentException("the state is missing");
    }
}
