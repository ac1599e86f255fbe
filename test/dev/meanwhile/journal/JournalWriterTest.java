package dev.meanwhile.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalWriterTest {

    /** How long to wait for what must not happen. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private final Notes notes = new Notes();

    private Journal open(Fsync fsync) throws IOException {
        return Journal.open(folder, disk, fsync, 1 << 20, EventLog.NONE, (position, length, op, members) -> { });
    }

    /** Returns the batches of all lines of a segment. */
    private List<Integer> batches(int segment) throws IOException {
        return Files.readAllLines(Segments.path(folder, segment)).stream()
                .map(line -> Integer.valueOf(line.replaceAll(".*\"n\":(\\d+),.*", "$1"))).toList();
    }

    @Test
    void numbersBatchesWithoutGapsSoThatATornOneIsKnown() throws IOException {
        try (Journal journal = open(Fsync.ALWAYS)) {
            notes.append(journal, 1);
            // A force with nothing to force; so is a record that need not be written after all.
            journal.insist(JournalWriter.SYNC, Ack.FORCED);
            journal.insist(() -> null, Ack.FORCED);
            notes.append(journal, 2);
        }
        assertThat(batches(1)).containsExactly(1, 2, 3, 4);
        open(Fsync.ALWAYS).close();
        assertThat(batches(2)).containsExactly(5, 6);
    }

    @Test
    void saysWhatIsWrongWithTheDisk() throws IOException {
        Path here = Files.createDirectory(folder.resolve("here"));
        try (Journal journal = Journal.open(here, Disk.REAL, Fsync.NEVER, 1, EventLog.NONE, (position, length, op, members) -> { })) {
            for (String name : List.of("lock", "00000001.jsonl")) {
                Files.delete(here.resolve(name));
            }
            Files.delete(here);
            assertThat(notes.append(journal, 1)).isFalse();
            assertThat(journal.failure()).isEqualTo("the journal in " + here + " can not be written: " + here.resolve("00000002.jsonl")
                    + " is missing");
        }
    }

    @Test
    void writesInOneBatchWhatIsNotForced() throws IOException {
        try (Journal journal = open(Fsync.NEVER)) {
            for (int id = 0; id < 50; id++) {
                notes.append(journal, id);
            }
            assertThat(batches(1)).containsOnly(1, 2).hasSize(51);
            // The header's, and none else.
            assertThat(disk.operations()).isEqualTo(4 + 50);
        }
        assertThat(batches(1)).containsOnly(1, 2, 3).hasSize(52);
    }

    @Test
    void forcesWhatOthersDoNotWaitForInAMoment() throws IOException {
        try (Journal journal = open(Fsync.INTERVAL)) {
            notes.append(journal, 1);
            var forced = new AtomicBoolean();
            disk.before(number -> forced.set(true));
            long end = System.nanoTime() + 20_000_000_000L;
            while (!forced.get() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(forced).isTrue();
            disk.before(number -> { });
            notes.append(journal, 2);
        }
        assertThat(batches(1)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void hasEndedWhenAnInterruptedThreadHasClosedIt() throws Exception {
        Journal journal = open(Fsync.ALWAYS);
        notes.append(journal, 1);
        var interrupted = new AtomicBoolean();
        Thread closer = Thread.ofPlatform().unstarted(() -> {
            Thread.currentThread().interrupt();
            journal.close();
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        int last = disk.operations() + 2;
        var early = new AtomicReference<Boolean>();
        disk.before(number -> {
            // The write of the line that says that it was closed.
            if (number == last) {
                try {
                    early.set(closer.join(PATIENCE));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        closer.start();
        closer.join();
        assertThat(early.get()).as("closed before the writer had ended").isFalse();
        assertThat(interrupted).isTrue();
        try (Journal again = open(Fsync.ALWAYS)) {
            assertThat(again.wasClosed()).isTrue();
        }
    }

    @Test
    void refusesRecordsWhoseMembersCanNotBeMadeAndKeepsTheSegmentThatWasToBeDropped() throws Exception {
        try (Journal journal = Journal.open(folder, disk, Fsync.ALWAYS, 300, EventLog.NONE, (position, length, op, members) -> { })) {
            IntStream.range(0, 12).forEach(id -> notes.append(journal, id));
            Record broken = () -> {
                throw new IllegalStateException("no");
            };
            var refused = new AtomicBoolean();
            try {
                journal.dropOldest((position, length, op, members) -> journal.post(broken));
            } catch (IOException kept) {
                refused.set(true);
            }
            assertThat(refused).isTrue();
            assertThat(Segments.path(folder, 1)).exists();
            assertThat(notes.append(journal, 20)).isTrue();
            assertThat(journal.dropOldest((position, length, op, members) -> { })).isTrue();
        }
    }

    @Test
    void isNotClosedWhileASegmentIsBeingDeleted() throws Exception {
        var early = new AtomicReference<Boolean>();
        var closer = new AtomicReference<Thread>();
        var journals = new AtomicReference<Journal>();
        Disk slow = new Disk() {

            @Override
            public Out create(Path file) throws IOException {
                return disk.create(file);
            }

            @Override
            public void delete(Path file) throws IOException {
                closer.set(Thread.ofPlatform().start(() -> journals.get().close()));
                try {
                    early.set(closer.get().join(PATIENCE));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                disk.delete(file);
            }

            @Override
            public void forceFolder(Path folder) throws IOException {
                disk.forceFolder(folder);
            }
        };
        Journal journal = Journal.open(folder, slow, Fsync.ALWAYS, 300, EventLog.NONE, (position, length, op, members) -> { });
        journals.set(journal);
        IntStream.range(0, 12).forEach(id -> notes.append(journal, id));
        assertThat(journal.dropOldest((position, length, op, members) -> { })).isTrue();
        closer.get().join();
        assertThat(early.get()).as("closed, and the folder free, before the segment was deleted").isFalse();
    }
}
