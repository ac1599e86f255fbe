package dev.meanwhile.store;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.journal.Fsync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreTest extends JobStoreTest {

    @TempDir
    private static Path folder;

    private static int stores;

    @Override
    JobStore open(Keep keep, Limits limits, AtomicReference<Instant> now) {
        try {
            return JournalStore.open(folder.resolve("data" + stores++), Fsync.ALWAYS, keep, limits, now::get, EventLog.NONE);
        } catch (IOException unopened) {
            throw new UncheckedIOException(unopened);
        }
    }
}
