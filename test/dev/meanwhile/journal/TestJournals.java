package dev.meanwhile.journal;

import dev.meanwhile.event.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens journals as no server does, for the tests of other packages. */
public final class TestJournals {

    private TestJournals() { }

    /** Opens a journal on that disk, with segments of about {@code segmentSize} bytes. */
    public static Journal open(Path folder, FaultyDisk disk, Fsync fsync, long segmentSize, EventLog log, Replay replay)
            throws IOException {
        return Journal.open(folder, disk, fsync, segmentSize, log, replay);
    }

    /** Appends a line that is as it should be to the first segment, whatever its members say. */
    public static void append(Path folder, long batch, String members) throws IOException {
        Files.write(Segments.path(folder, 1), Line.of(batch, members), StandardOpenOption.APPEND);
    }
}
