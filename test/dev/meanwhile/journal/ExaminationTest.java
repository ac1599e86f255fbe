package dev.meanwhile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.event.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExaminationTest {

    @TempDir
    private Path folder;
    private JournalFiles files;

    @BeforeEach
    void write() throws IOException {
        files = new JournalFiles(folder).segment(1, 1, 2, 3).segment(2, 4, 5, 6).segment(3, 7, 8, 9);
    }

    private void append(long segment, byte[] bytes) throws IOException {
        Files.write(files.path(segment), bytes, StandardOpenOption.APPEND);
    }

    @Test
    void findsNothingWrongWithAWholeJournal() throws IOException {
        var numbers = new ArrayList<Integer>();
        Examination found = files.examine(numbers);
        assertThat(numbers).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(found.isSound()).isTrue();
        assertThat(found.segments()).containsOnlyKeys(1L, 2L, 3L);
        assertThat(found.bytes()).isEqualTo(files.snapshot().values().stream().mapToLong(String::length).sum());
        assertThat(found.lines()).isEqualTo(3 + 9);
        assertThat(found.torn()).isNull();
        assertThat(found.closed()).isFalse();
    }

    @Test
    void tellsWhetherItWasClosed() throws IOException {
        append(3, Line.of(99, "\"op\":\"closed\"}"));
        assertThat(files.examine().closed()).isTrue();
        files.segment(4);
        assertThat(files.examine().closed()).as("nothing was written since").isTrue();
        files.segment(4, 10);
        assertThat(files.examine().closed()).isFalse();
    }

    @Test
    void takesNothingForTornThatWasThereWhenTheJournalWasClosed() throws IOException {
        files.damage(3, 9);
        assertThat(files.examine().torn()).isEqualTo(new Examination.Torn(files.path(3), 3, files.offset(3, 9),
                Files.size(files.path(3)) - files.offset(3, 9)));
        append(3, Line.of(12, "\"op\":\"closed\"}"));
        assertThat(files.examine().torn()).isNull();
        assertThat(files.examine().damages()).hasSize(1);
        files.segment(3, 7, 8, 9);
        append(3, Line.of(17, "\"op\":\"closed\"}"));
        append(3, new byte[1]);
        assertThat(files.examine().torn()).as("after it was closed").isNotNull();
    }

    @Test
    void readsOnAfterWhateverIsDamaged() throws IOException {
        files.damage(1, 2).damage(1, 3).flip(2, 3).damage(3, 7);
        var numbers = new ArrayList<Integer>();
        Examination found = files.examine(numbers);
        assertThat(numbers).containsExactly(1, 4, 5, 6, 8, 9);
        assertThat(found.isSound()).isFalse();
        assertThat(found.damages()).extracting(Damage::segment).containsExactly(1L, 1L, 2L, 3L);
        assertThat(found.damages()).extracting(Damage::offset)
                .containsExactly((long) files.offset(1, 2), (long) files.offset(1, 3), 0L, (long) files.offset(3, 7));
        assertThat(found.damages().getFirst().length()).isEqualTo(files.offset(1, 3) - files.offset(1, 2));
        assertThat(found.damages().getFirst().text()).contains("\"op\":\"note\",\"number\":2}");
        assertThat(found.damages().get(2).batch()).as("the batch before").isEqualTo(2);
        assertThat(found.damages()).extracting(Damage::position).isSorted();
    }

    @Test
    void findsWhereSegmentsAreMissing() throws IOException {
        files.segment(6, 10).segment(8, 11);
        Files.delete(files.path(2));
        Examination found = files.examine();
        assertThat(found.isSound()).isFalse();
        assertThat(found.gaps()).containsExactly(new Examination.Gap(files.path(2), 2, 2, 4), new Examination.Gap(files.path(4), 4, 5, 12),
                new Examination.Gap(files.path(7), 7, 7, 14));
    }

    @Test
    void takesASegmentUnderAnothersNameForDamagedAsAWhole() throws IOException {
        Files.copy(files.path(1), files.path(4));
        files.segment(5, 10);
        var numbers = new ArrayList<Integer>();
        Examination found = files.examine(numbers);
        assertThat(numbers).endsWith(9, 10);
        assertThat(found.damages()).singleElement().satisfies(damage -> {
            assertThat(damage.length()).isEqualTo(Files.size(files.path(4)));
            assertThat(damage.message()).endsWith("00000004.jsonl does not begin like segment 4 of a journal");
        });
    }

    @Test
    void findsLinesThatCanNotBeUnderstood() throws IOException {
        append(1, Line.of(4, "\"op\":\"note\",\"letter\":1}"));
        Examination found = files.examine();
        assertThat(found.damages()).singleElement().satisfies(damage -> {
            assertThat(damage.why()).isEqualTo("can not be understood: no number");
            assertThat(damage.text()).contains("letter");
        });
    }

    @Test
    void saysOfANewerFormatNothingElse() throws IOException {
        files.damage(1, 2);
        Files.write(files.path(3), Line.of(10, "\"journal\":\"meanwhile\",\"format\":2,\"segment\":3}"));
        assertThatThrownBy(() -> files.examine()).isInstanceOf(JournalException.class).hasMessageContaining("format 2");
        Map<String, String> before = files.snapshot();
        assertThatThrownBy(() -> files.repair()).isInstanceOf(JournalException.class).hasMessageContaining("format 2");
        assertThat(files.snapshot()).containsAllEntriesOf(before);
    }

    /** Whether a server starts, and on what, is what was said of it: for every change of a byte, and every cut. */
    @Test
    void agreesWithAStartWhateverHappenedToTheLastSegment() throws IOException {
        byte[] whole = Files.readAllBytes(files.path(3));
        int sound = 0;
        for (int at = 0; at < whole.length; at++) {
            Files.write(files.path(3), whole);
            files.flip(3, at);
            sound += agrees("flipped at " + at) ? 1 : 0;
            Files.write(files.path(3), Arrays.copyOf(whole, at));
            assertThat(agrees("cut at " + at)).isTrue();
        }
        assertThat(sound).as("the last line").isBetween(whole.length / 5, whole.length / 3);
    }

    private boolean agrees(String when) throws IOException {
        var numbers = new ArrayList<Integer>();
        Examination found = files.examine(numbers);
        List<Integer> started;
        try {
            started = files.start();
        } catch (JournalException refused) {
            assertThat(found.isSound()).as(when).isFalse();
            assertThat(refused).as(when).hasMessageContainingAll(found.damages().getFirst().message(), "check --repair");
            return false;
        }
        assertThat(found.isSound()).as(when).isTrue();
        assertThat(started).as(when).isEqualTo(numbers);
        long torn = found.torn() == null ? 0 : found.torn().length();
        Path aside = folder.resolve("00000003.jsonl.torn");
        assertThat(Files.exists(aside) ? Files.size(aside) : 0).as(when).isEqualTo(torn);
        Files.deleteIfExists(aside);
        return true;
    }

    @Test
    void changesNothingAndNeedsNoRightTo() throws IOException {
        files.damage(1, 2);
        append(3, new byte[] {'{'});
        Map<String, String> before = files.snapshot();
        boolean readOnly = folder.toFile().setWritable(false);
        try {
            assertThat(files.examine().torn()).isEqualTo(new Examination.Torn(files.path(3), 3, Files.size(files.path(3)) - 1, 1));
        } finally {
            folder.toFile().setWritable(true);
        }
        assertThat(readOnly).isTrue();
        assertThat(files.snapshot()).isEqualTo(before);
    }

    @Test
    void isNotPossibleWhileTheJournalIsOpen() throws IOException {
        Journal journal = Journal.open(folder, Fsync.ALWAYS, EventLog.NONE, (position, length, op, members) -> { });
        assertThatThrownBy(() -> files.examine()).isInstanceOf(JournalException.class).hasMessageContaining("in use");
        assertThatThrownBy(() -> files.repair()).isInstanceOf(JournalException.class).hasMessageContaining("in use");
        journal.close();
        assertThat(files.examine().closed()).isTrue();
        try (var held = IdleJournal.toExamine(folder)) {
            assertThatThrownBy(() -> files.repair()).isInstanceOf(JournalException.class);
            assertThat(held.examine((position, length, op, members) -> { }).isSound()).isTrue();
        }
    }

    @Test
    void createsNothingWhereThereIsNoFolder() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> new JournalFiles(none).examine()).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> new JournalFiles(none).repair()).isInstanceOf(NoSuchFileException.class);
        assertThat(none).doesNotExist();
    }

    @Test
    void namesTheCommandAsAShellTakesIt() {
        assertThat(IdleJournal.command(Path.of("data", "journal"), false)).isEqualTo("java -jar meanwhile.jar check --data data");
        assertThat(IdleJournal.command(Path.of("/srv/it's here/journal"), true))
                .isEqualTo("java -jar meanwhile.jar check --repair --data '/srv/it'\\''s here'");
        assertThat(IdleJournal.command(Path.of("journal"), false)).endsWith(" --data .");
    }
}
