package dev.meanwhile.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.EventLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Numbered records, and what the journal has said of them. The numbers of one thread rise; thread t begins at 1000 t. */
final class Notes {

    private static final int PER_THREAD = 1000;

    /** Acknowledged as forced; as written at least; refused. Sets of any thread. */
    final Set<Integer> forced = ConcurrentHashMap.newKeySet();
    final Set<Integer> written = ConcurrentHashMap.newKeySet();
    final Set<Integer> refused = ConcurrentHashMap.newKeySet();

    final class Note implements Record {

        private final int id;
        private final Ack ack;

        Note(int id, Ack ack) {
            this.id = id;
            this.ack = ack;
        }

        @Override
        public byte[] members() {
            return ("\"op\":\"note\",\"id\":" + id + ",\"text\":\"" + "x".repeat(id * 31 % 97) + "\"}").getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void recorded(long position, int length) {
            (ack == Ack.FORCED ? forced : written).add(id);
        }

        @Override
        public void refused() {
            refused.add(id);
        }
    }

    /** Appends a note; returns whether it was not refused. */
    boolean append(Journal journal, int id) {
        try {
            journal.append(new Note(id, Ack.FORCED));
            assertThat(forced).contains(id);
            return true;
        } catch (NotRecordedException full) {
            refused.add(id);
            return false;
        }
    }

    void insist(Journal journal, int id, Ack ack) {
        journal.insist(new Note(id, ack), ack);
        assertThat(ack == Ack.FORCED ? forced : written).contains(id);
    }

    void post(Journal journal, int id) {
        journal.post(new Note(id, Ack.WRITTEN));
    }

    /** Returns what was known when this was called. */
    Notes copy() {
        var copy = new Notes();
        copy.forced.addAll(forced);
        copy.written.addAll(written);
        copy.refused.addAll(refused);
        return copy;
    }

    /** Returns the numbers of the notes in {@code folder}, which is mended if it is torn. */
    static List<Integer> read(Path folder) throws IOException {
        var ids = new ArrayList<Integer>();
        new Recovery(folder, EventLog.NONE, (position, length, op, members) -> {
            members.name();
            ids.add((int) members.number());
        }).run();
        return ids;
    }

    /** Checks that {@code folder} has what must be there, nothing refused, and each thread's in its order. */
    void check(Path folder, boolean withWritten, String when) throws IOException {
        List<Integer> found = read(folder);
        assertThat(found).as("%s: all that was forced", when).containsAll(forced);
        if (withWritten) {
            assertThat(found).as("%s: all that was written", when).containsAll(written);
        }
        assertThat(found).as("%s: nothing that was refused", when).doesNotContainAnyElementsOf(refused.isEmpty() ? Set.of(-1) : refused);
        Map<Integer, Integer> last = new HashMap<>();
        for (int id : found) {
            Integer before = last.put(id / PER_THREAD, id);
            assertThat(before == null || before < id).as("%s: order of %s", when, found).isTrue();
        }
        assertThat(read(folder)).as("%s: read again", when).isEqualTo(found);
    }
}
