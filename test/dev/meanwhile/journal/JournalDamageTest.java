package dev.meanwhile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals that are not as they were written. */
class JournalDamageTest {

    private static final String FIRST = "00000001.jsonl";

    @TempDir
    private Path folder;

    private final List<Event> events = new ArrayList<>();
    private final EventLog log = new EventLog(InstantSource.system(), Event.Level.INFO, events::add);

    /** The files of a journal of three segments: as the death of its process leaves it, and as it was closed. */
    private final Map<String, byte[]> killed = new TreeMap<>();
    private final Map<String, byte[]> closed = new TreeMap<>();
    private String last;

    @BeforeEach
    void fill() throws IOException {
        Path here = Files.createDirectories(folder.resolve("whole"));
        var disk = new FaultyDisk();
        var notes = new Notes();
        try (Journal journal = Journal.open(here, disk, Fsync.ALWAYS, 450, EventLog.NONE, (position, length, op, members) -> { })) {
            for (int id = 1; id <= 12; id++) {
                if (id % 3 > 0) {
                    notes.post(journal, id);
                } else {
                    notes.append(journal, id);
                }
            }
            killed.putAll(files(here));
        }
        closed.putAll(files(here));
        assertThat(killed).hasSize(3);
        last = ((TreeMap<String, byte[]>) killed).lastKey();
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(file -> !file.endsWith("lock")).toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    /** Makes the folder one of these files alone. */
    private Path put(Map<String, byte[]> files) throws IOException {
        Path here = Files.createDirectories(folder.resolve("damaged"));
        for (String name : files(here).keySet()) {
            if (!files.containsKey(name)) {
                Files.delete(here.resolve(name));
            }
        }
        for (var file : files.entrySet()) {
            Files.write(here.resolve(file.getKey()), file.getValue());
        }
        events.clear();
        return here;
    }

    private static Map<String, byte[]> with(Map<String, byte[]> files, String name, byte[] bytes) {
        var changed = new TreeMap<>(files);
        changed.put(name, bytes);
        return changed;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private List<Integer> read(Path here) throws IOException {
        var ids = new ArrayList<Integer>();
        new Recovery(here, log, (position, length, op, members) -> {
            members.name();
            ids.add((int) members.number());
        }).run();
        return ids;
    }

    /** Returns the numbers of the notes whose lines are whole before {@code end} of a file. */
    private static List<Integer> before(Map<String, byte[]> files, String name, int end) {
        var ids = new ArrayList<Integer>();
        files.forEach((file, bytes) -> {
            if (file.compareTo(name) <= 0) {
                String text = new String(bytes, 0, file.equals(name) ? end : bytes.length, StandardCharsets.US_ASCII);
                for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                    if (line.contains("\"note\"")) {
                        ids.add(Integer.parseInt(line.replaceAll(".*\"id\":(\\d+),.*", "$1")));
                    }
                }
            }
        });
        return ids;
    }

    private static List<Integer> all(Map<String, byte[]> files) {
        return before(files, "99999999.jsonl", 0);
    }

    private void refuses(Map<String, byte[]> files, String... parts) throws IOException {
        Path here = put(files);
        assertThatThrownBy(() -> read(here)).isInstanceOf(JournalException.class).hasMessageContainingAll(parts);
        assertUnchanged(here, files);
    }

    private static void assertUnchanged(Path here, Map<String, byte[]> files) throws IOException {
        Map<String, byte[]> now = files(here);
        assertThat(now.keySet()).isEqualTo(files.keySet());
        files.forEach((name, bytes) -> assertThat(now.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void setsAsideATornEndWhereverItIsCut() throws IOException {
        byte[] whole = killed.get(last);
        String text = new String(whole, StandardCharsets.US_ASCII);
        int lastTwo = lineStart(whole, lineStart(whole, whole.length - 1) - 1);
        // Every byte of the two last lines; and the whole file in steps, because each takes the time of some forces.
        for (int cut = 0; cut <= whole.length; cut += cut < lastTwo ? 13 : 1) {
            Path here = put(with(killed, last, Arrays.copyOf(whole, cut)));
            assertThat(read(here)).as("cut at %s", cut).isEqualTo(before(killed, last, cut));
            int good = text.lastIndexOf('\n', cut - 1) + 1;
            if (good == cut) {
                assertThat(events).as("cut at %s", cut).isEmpty();
            } else {
                assertThat(events).extracting(Event::name).containsExactly("journal_torn");
                assertThat(events.getFirst().get("offset")).isEqualTo((long) good);
                assertThat(Files.readAllBytes(here.resolve(last + ".torn"))).isEqualTo(Arrays.copyOfRange(whole, good, cut));
            }
            Map<String, byte[]> mended = files(here);
            events.clear();
            assertThat(read(here)).isEqualTo(before(killed, last, cut));
            assertThat(events).as("read again").isEmpty();
            assertUnchanged(here, mended);
        }
    }

    /** Changes a bit of each byte, or each bit of some, and returns how often the journal was opened with something missing. */
    private int flipped(Map<String, byte[]> files, String name) throws IOException {
        byte[] whole = files.get(name);
        int torn = 0;
        // The last one in steps, because each that opens takes the time of some forces.
        for (int at = 0; at < whole.length; at += name.equals(last) ? 3 : 1) {
            for (int bit = at % 8; bit < 8; bit += at % 60 == 0 ? 1 : 8) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                Map<String, byte[]> changed = with(files, name, damaged);
                Path here = put(changed);
                String where = name + " at " + at + ", bit " + bit;
                try {
                    List<Integer> found = read(here);
                    List<Integer> all = all(files);
                    if (!found.equals(all)) {
                        torn++;
                        assertThat(name).as(where).isEqualTo(last);
                        assertThat(found).as(where).isEqualTo(before(files, name, at));
                        assertThat(events).as(where).extracting(Event::name).containsExactly("journal_torn");
                    }
                } catch (JournalException refused) {
                    assertThat(refused).as(where).hasMessageContainingAll(name, "at byte " + lineStart(whole, at), "Nothing was changed");
                    assertUnchanged(here, changed);
                }
            }
        }
        return torn;
    }

    private static int lineStart(byte[] bytes, int at) {
        int start = at;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    @Test
    void refusesAnyChangeOfAnEarlierSegment() throws IOException {
        for (String name : killed.keySet()) {
            if (!name.equals(last)) {
                assertThat(flipped(killed, name)).isZero();
            }
        }
    }

    @Test
    void takesAChangeAtTheEndForATornOneOnlyIfItMayBe() throws IOException {
        assertThat(flipped(killed, last)).isPositive();
    }

    @Test
    void refusesAnyChangeBeforeTheLineThatClosedIt() throws IOException {
        byte[] whole = closed.get(last);
        int seal = lineStart(whole, whole.length - 1);
        byte[] damaged = whole.clone();
        for (int at = 0; at < seal; at += 7) {
            damaged[at] ^= 1;
            refuses(with(closed, last, damaged), last, "at byte " + lineStart(whole, at));
            damaged[at] ^= 1;
        }
    }

    @Test
    void refusesAChangeWithinTheLastBatchIfItWasClosedAfterThat() throws IOException {
        byte[] one = joined(Header.line(1, 1), Line.of(2, "\"op\":\"note\",\"id\":1}"));
        byte[] two = Line.of(2, "\"op\":\"note\",\"id\":2}");
        two[20] ^= 1;
        Map<String, byte[]> torn = new TreeMap<>(Map.of(FIRST, joined(one, two)));
        refuses(with(torn, FIRST, joined(torn.get(FIRST), Line.of(3, "\"op\":\"closed\"}"))), FIRST, "at byte " + one.length);
        assertThat(read(put(torn))).containsExactly(1);
    }

    @Test
    void refusesAChangeWithinABatchAfterWhichAnotherWasBegun() throws IOException {
        byte[] one = joined(Header.line(1, 1), Line.of(2, "\"op\":\"note\",\"id\":1}"));
        byte[] two = Line.of(2, "\"op\":\"note\",\"id\":2}");
        two[20] ^= 1;
        byte[] three = joined(joined(one, two), Line.of(2, "\"op\":\"note\",\"id\":3}"));
        byte[] next = Line.of(3, "\"op\":\"note\",\"id\":4}");
        // A line of its batch follows, and then one of the next: it had been forced.
        refuses(new TreeMap<>(Map.of(FIRST, joined(three, next))), FIRST, "at byte " + one.length);
        // Without the next one, it may not have been; nor if it may be the first of the next.
        assertThat(read(put(new TreeMap<>(Map.of(FIRST, three))))).containsExactly(1);
        assertThat(read(put(new TreeMap<>(Map.of(FIRST, joined(joined(one, two), next)))))).containsExactly(1);
    }

    @Test
    void setsAsideWhatIsNoLine() throws IOException {
        var random = new Random(1);
        byte[] noise = new byte[700];
        random.nextBytes(noise);
        byte[] lines = noise.clone();
        for (int i = 0; i < lines.length; i += 50) {
            lines[i] = '\n';
        }
        byte[] long1 = new byte[600_000];
        for (byte[] tail : List.of(new byte[1], new byte[600], noise, lines, "\n\n".getBytes(StandardCharsets.US_ASCII), long1)) {
            Path here = put(with(killed, last, joined(killed.get(last), tail)));
            assertThat(read(here)).isEqualTo(all(killed));
            assertThat(events).extracting(Event::name).containsExactly("journal_torn");
            assertThat(Files.readAllBytes(here.resolve(last))).isEqualTo(killed.get(last));
            assertThat(Files.readAllBytes(here.resolve(last + ".torn"))).isEqualTo(tail);
        }
    }

    @Test
    void setsEachTornEndAsideInAFileOfItsOwn() throws IOException {
        Path here = put(with(killed, last, joined(killed.get(last), new byte[] {1})));
        read(here);
        Files.write(here.resolve(last), joined(killed.get(last), new byte[] {2}));
        read(here);
        assertThat(Files.readAllBytes(here.resolve(last + ".torn"))).containsExactly(1);
        assertThat(Files.readAllBytes(here.resolve(last + ".torn2"))).containsExactly(2);
    }

    @Test
    void goesOnAfterASegmentThatWasOnlyBegun() throws IOException {
        String next = "00000004.jsonl";
        byte[] header = Header.line(99, 4);
        for (int length = 0; length <= header.length; length++) {
            Path here = put(with(killed, next, Arrays.copyOf(header, length)));
            for (int run = 0; run < 2; run++) {
                var ids = new ArrayList<Integer>();
                try (Journal journal = Journal.open(here, new FaultyDisk(), Fsync.ALWAYS, 10_000, log, (position, size, op, members) -> {
                    members.name();
                    ids.add((int) members.number());
                })) {
                    assertThat(journal.failure()).isNull();
                }
                assertThat(ids).isEqualTo(all(killed));
            }
        }
    }

    @Test
    void refusesAnEarlierSegmentThatIsEmpty() throws IOException {
        refuses(with(killed, "00000002.jsonl", new byte[0]), "00000002.jsonl", "at byte 0");
    }

    @Test
    void refusesWhenASegmentInTheMiddleIsMissing() throws IOException {
        Map<String, byte[]> files = new TreeMap<>(killed);
        files.remove("00000002.jsonl");
        refuses(files, "00000002.jsonl is missing", "Nothing was changed");
    }

    @Test
    void leavesWhatANewerVersionHasWritten() throws IOException {
        byte[] newer = Line.of(1, "\"journal\":\"meanwhile\",\"format\":2,\"segment\":3,\"more\":[1,{}]}");
        refuses(with(killed, last, joined(newer, "whatever comes".getBytes(StandardCharsets.US_ASCII))), last, "is of format 2",
                "newer Meanwhile", "formats up to 1");
    }

    @Test
    void refusesASegmentUnderAnothersName() throws IOException {
        refuses(with(killed, "00000002.jsonl", killed.get(FIRST)), "00000002.jsonl does not begin like segment 2");
        byte[] whole = killed.get(FIRST);
        int header = new String(whole, StandardCharsets.US_ASCII).indexOf('\n') + 1;
        refuses(with(killed, FIRST, Arrays.copyOfRange(whole, header, whole.length)), FIRST + " does not begin like segment 1");
    }

    @Test
    void ignoresForeignFiles() throws IOException {
        var files = new TreeMap<>(killed);
        for (String name : List.of("notes.txt", "probe", "1.jsonl", "000000001.jsonl", "00000002.jsonl~",
                "00000001.jsonl.torn", "x.jsonl")) {
            files.put(name, new byte[] {1});
        }
        Path here = put(files);
        assertThat(read(here)).isEqualTo(all(killed));
        assertUnchanged(here, files);
    }

    @Test
    void refusesALineThatMakesNoSense() throws IOException {
        for (String name : List.of(FIRST, last)) {
            for (String members : List.of("\"op\":\"note\",\"id\":\"no number\"}", "\"op\":\"note\"}",
                    "\"op\":7}", "\"po\":\"note\"}", "}", "\"op\"}")) {
                byte[] whole = killed.get(name);
                // A batch that has been forced.
                refuses(with(killed, name, joined(whole, Line.of(3, members))), name, "at byte " + whole.length, "Nothing was changed");
            }
        }
    }

    @Test
    void passesOverLinesAndMembersItDoesNotKnow() throws IOException {
        byte[] more = joined(Line.of(50, "\"op\":\"note\",\"id\":77,\"new\":{\"a\":[1,\"}\"]}}"),
                Line.of(50, "\"op\":\"note\",\"id\":78}"));
        Path here = put(with(killed, last, joined(killed.get(last), more)));
        assertThat(read(here)).endsWith(77, 78);
    }
}
