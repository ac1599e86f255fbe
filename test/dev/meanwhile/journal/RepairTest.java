package dev.meanwhile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RepairTest {

    @TempDir
    private Path folder;
    private JournalFiles files;

    @BeforeEach
    void write() throws IOException {
        files = new JournalFiles(folder).segment(1, 1, 2, 3).segment(2, 4, 5, 6).segment(3, 7, 8, 9);
    }

    @Test
    void setsDamagedLinesAsideAndKeepsTheRestAsItIs() throws IOException {
        Map<String, String> whole = files.snapshot();
        int second = files.offset(1, 2);
        int third = files.offset(1, 3);
        files.damage(1, 2);
        Map<String, String> damaged = files.snapshot();
        Path kept = folder.resolve("00000001.jsonl.damaged");
        assertThat(files.repair()).containsExactly(kept);
        assertThat(Files.readString(kept)).isEqualTo(damaged.get("00000001.jsonl"));
        String first = whole.get("00000001.jsonl");
        assertThat(Files.readString(files.path(1))).isEqualTo(first.substring(0, second) + first.substring(third));
        assertThat(files.snapshot()).containsEntry("00000002.jsonl", whole.get("00000002.jsonl"))
                .containsEntry("00000003.jsonl", whole.get("00000003.jsonl"))
                .containsOnlyKeys("00000001.jsonl", "00000001.jsonl.damaged", "00000002.jsonl", "00000003.jsonl", "lock");
        assertThat(files.start()).containsExactly(1, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void overwritesNothingItKept() throws IOException {
        files.damage(1, 2);
        files.repair();
        String first = Files.readString(folder.resolve("00000001.jsonl.damaged"), StandardCharsets.ISO_8859_1);
        files.damage(1, 3);
        assertThat(files.repair()).containsExactly(folder.resolve("00000001.jsonl.damaged2"));
        assertThat(folder.resolve("00000001.jsonl.damaged")).content(StandardCharsets.ISO_8859_1).isEqualTo(first);
        assertThat(files.start()).startsWith(1, 4);
    }

    @Test
    void leavesAJournalAloneThatAServerCanStartOn() throws IOException {
        Files.write(files.path(3), Arrays.copyOf(Files.readAllBytes(files.path(3)), (int) Files.size(files.path(3)) - 5));
        Map<String, String> before = files.snapshot();
        assertThat(files.repair()).isEmpty();
        assertThat(files.snapshot()).containsAllEntriesOf(before).hasSize(before.size() + 1).containsKey("lock");
    }

    @Test
    void leavesNoGapWhereSegmentsAreMissing() throws IOException {
        files.segment(6, 10);
        Files.delete(files.path(2));
        assertThat(files.repair()).isEmpty();
        assertThat(files.examine().segments()).containsOnlyKeys(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(files.start()).containsExactly(1, 2, 3, 7, 8, 9, 10);
    }

    @Test
    void doesNotFillWhatCanNotBeAGap() throws IOException {
        files.damage(1, 2).segment(20_000, 10);
        Map<String, String> before = files.snapshot();
        assertThatThrownBy(files::repair).isInstanceOf(JournalException.class)
                .hasMessageContainingAll("19996 segments are missing", "00020000.jsonl of this journal at all", "Nothing was changed");
        assertThat(files.snapshot()).containsAllEntriesOf(before).hasSize(before.size() + 1);
    }

    @Test
    void givesASegmentAHeaderThatHasLostIt() throws IOException {
        files.flip(2, 3);
        Files.copy(files.path(3), files.path(4));
        Files.write(files.path(3), new byte[0]);
        assertThat(files.repair()).hasSize(3);
        assertThat(files.start()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(Files.readString(files.path(2))).contains("\"segment\":2}\n");
    }

    /** Wherever a byte is changed, a server can start, on what was not changed; and what is torn at the end is left to it. */
    @Test
    void isGoodForAServerWhateverWasChanged() throws IOException {
        for (long segment = 1; segment <= 3; segment++) {
            byte[] whole = Files.readAllBytes(files.path(segment));
            for (int at = 0; at < whole.length; at += 3) {
                files.flip(segment, at);
                var readable = new ArrayList<Integer>();
                files.examine(readable);
                files.repair();
                assertThat(files.start()).as("segment %s, byte %s", segment, at).isEqualTo(readable).hasSizeGreaterThan(6);
                Files.write(files.path(segment), whole);
                try (var kept = Files.newDirectoryStream(folder, "*.{damaged,torn}*")) {
                    kept.forEach(file -> file.toFile().delete());
                }
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void makesFilesOnlyThisUserCanRead() throws IOException {
        files.damage(1, 2);
        Path kept = files.repair().getFirst();
        for (Path file : List.of(kept, files.path(1))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        }
    }

    /** The real disk, until one operation of all fails: then it does nothing any more, as if the process had been killed. */
    private static final class DyingDisk implements Disk {

        private int left;

        DyingDisk(int operations) {
            left = operations;
        }

        private void live() throws IOException {
            if (left-- <= 0) {
                throw new IOException("dead");
            }
        }

        @Override
        public Out create(Path file) throws IOException {
            live();
            Out out = REAL.create(file);
            return new Out() {

                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    int limit = bytes.limit();
                    try {
                        live();
                    } catch (IOException dead) {
                        // Half of it is there.
                        bytes.limit(bytes.position() + bytes.remaining() / 2);
                        out.write(bytes);
                        bytes.limit(limit);
                        throw dead;
                    }
                    out.write(bytes);
                }

                @Override
                public void force() throws IOException {
                    live();
                    out.force();
                }

                @Override
                public void truncate(long length) throws IOException {
                    throw new AssertionError("nothing is cut");
                }

                @Override
                public void close() throws IOException {
                    out.close();
                }
            };
        }

        @Override
        public void delete(Path file) throws IOException {
            live();
            REAL.delete(file);
        }

        @Override
        public void forceFolder(Path where) throws IOException {
            live();
            REAL.forceFolder(where);
        }
    }

    @Test
    void canBeginAgainWhereverItWasCutShort() throws IOException {
        files.damage(1, 2).damage(3, 7).segment(5, 10);
        Map<String, String> damaged = files.snapshot();
        int operations = 0;
        for (boolean cut = true; cut; operations++) {
            cut = !repairsWith(new DyingDisk(operations));
            List<String> firsts = new ArrayList<>();
            try (var kept = Files.newDirectoryStream(folder, "00000001.jsonl*")) {
                for (Path file : kept) {
                    firsts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
            assertThat(firsts).as("after %s operations", operations).contains(damaged.get("00000001.jsonl"));
            var readable = new ArrayList<Integer>();
            files.examine(readable);
            assertThat(readable).as("after %s operations", operations).containsExactly(1, 3, 4, 5, 6, 8, 9, 10);
            files.repair();
            assertThat(files.start()).isEqualTo(readable);
            restore(damaged);
        }
        assertThat(operations).isGreaterThan(15);
    }

    private boolean repairsWith(Disk disk) throws IOException {
        Examination found = files.examine();
        try {
            new Repair(folder, disk).run(found);
            return true;
        } catch (IOException dead) {
            return false;
        }
    }

    private void restore(Map<String, String> snapshot) throws IOException {
        for (String name : files.snapshot().keySet()) {
            Files.delete(folder.resolve(name));
        }
        for (var file : snapshot.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue(), StandardCharsets.ISO_8859_1);
        }
    }
}
