package dev.meanwhile.journal;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.json.JsonScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads all lines of a journal. Here it is decided what a crash may have left, and what is damage. Changes nothing. */
final class JournalScan {

    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    /**
     * The highest batch of any good line, where the last good line before it is, and where the last one is that says that the
     * journal was closed; or -1.
     */
    private record Rest(long batch, long forcedAt, long closedAt) { }

    private final Path folder;
    private final Replay replay;
    private final Findings findings;
    private final EventLog log;
    private final SortedMap<Long, Long> lengths;

    private long batch;
    /** What is in the last segment; null until asked for. */
    private Rest rest;
    private boolean closed;
    private long lines;
    private long toldAt = System.nanoTime();

    JournalScan(Path folder, Replay replay, Findings findings) throws IOException {
        this(folder, replay, findings, EventLog.NONE);
    }

    JournalScan(Path folder, Replay replay, Findings findings, EventLog log) throws IOException {
        this.folder = folder;
        this.replay = replay;
        this.findings = findings;
        this.log = log;
        this.lengths = list(folder);
    }

    /** Returns the segments in {@code folder}, and how long they are. */
    private static SortedMap<Long, Long> list(Path folder) throws IOException {
        var lengths = new TreeMap<Long, Long>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> Segments.number(file) >= 0).toList()) {
                lengths.put(Segments.number(file), Files.size(file));
            }
        }
        return lengths;
    }

    /**
     * Reads everything, the oldest segment first.
     *
     * @throws JournalException if it is of a newer format
     */
    void run() throws IOException {
        List<Long> numbers = List.copyOf(lengths.keySet());
        long expected = numbers.isEmpty() ? 0 : numbers.getFirst();
        for (long number : numbers) {
            if (number != expected) {
                findings.missing(new Examination.Gap(Segments.path(folder, expected), expected, number - 1, batch));
            }
            Path file = Segments.path(folder, number);
            boolean last = number == numbers.getLast();
            if (lengths.get(number) > 0) {
                read(file, number, last);
            } else if (last) {
                findings.torn(new Examination.Torn(file, number, 0, 0));
            } else {
                findings.damaged(Damage.whole(file, number, batch, 0, "is empty: there is no header at byte 0"));
            }
            expected = number + 1;
        }
    }

    private void read(Path file, long number, boolean last) throws IOException {
        try (var reader = new SegmentReader(file)) {
            for (boolean first = true; reader.next(); first = false) {
                if (reader.isGood()) {
                    if (!take(file, number, reader, first)) {
                        return;
                    }
                } else if (last && isTorn(file, reader.offset())) {
                    findings.torn(new Examination.Torn(file, number, reader.offset(), lengths.get(number) - reader.offset()));
                    return;
                } else {
                    findings.damaged(Damage.of(file, number, batch, reader, Damage.NOT_AS_WRITTEN));
                }
            }
        }
    }

    /** Takes a good line; returns false if no other one of its segment is of use. */
    private boolean take(Path file, long number, SegmentReader reader, boolean first) throws IOException {
        try {
            if (first) {
                var header = Header.read(reader.members());
                header.ensureReadable(file);
                if (!header.isOf(number)) {
                    // Whatever it is, it was not written here: its lines, good as they are, belong elsewhere.
                    findings.damaged(Damage.whole(file, number, batch, lengths.get(number),
                            "does not begin like segment " + number + " of a journal"));
                    return false;
                }
            } else {
                replay(number, reader);
            }
        } catch (RuntimeException unexpected) {
            findings.damaged(Damage.of(file, number, batch, reader, "can not be understood: " + unexpected.getMessage()));
            return true;
        }
        batch = reader.batch();
        lines++;
        if (System.nanoTime() - toldAt > TELL_EVERY.toNanos()) {
            toldAt = System.nanoTime();
            log.info("journal_reading", "segment", number, "of", lengths.lastKey(), "lines", lines);
        }
        return true;
    }

    private void replay(long number, SegmentReader reader) {
        JsonScan members = reader.members();
        members.name();
        String op = members.string();
        closed = op.equals(JournalWriter.CLOSED);
        if (!closed) {
            members.more('}');
            replay.line(Segments.position(number, reader.offset()), reader.length(), op, members);
        }
    }

    /**
     * Returns whether what is at {@code offset} of the last segment may be a write that the crash cut short. A batch is begun when
     * the one before it has been forced: of the last one any part may be missing, and what is older is there, or was damaged
     * later. A bad line may be of the last batch if no good line of an older one follows. The line that says that the journal was
     * closed is written when all has been forced.
     */
    private boolean isTorn(Path file, long offset) throws IOException {
        if (rest == null) {
            rest = rest(file);
        }
        return rest.batch <= batch + 1 && rest.forcedAt < offset && rest.closedAt < offset;
    }

    private static Rest rest(Path file) throws IOException {
        long batch = 0;
        long forcedAt = -1;
        long before = -1;
        long closedAt = -1;
        try (var reader = new SegmentReader(file)) {
            while (reader.next()) {
                if (reader.isGood()) {
                    if (reader.batch() > batch) {
                        batch = reader.batch();
                        forcedAt = before;
                    }
                    before = reader.offset();
                    closedAt = isClosing(reader.members()) ? reader.offset() : closedAt;
                }
            }
        }
        return new Rest(batch, forcedAt, closedAt);
    }

    private static boolean isClosing(JsonScan members) {
        try {
            return members.name().equals("op") && JournalWriter.CLOSED.equals(members.string());
        } catch (RuntimeException senseless) {
            return false;
        }
    }

    /** Returns the segments there were, and how long they were, before the scan. */
    SortedMap<Long, Long> lengths() {
        return lengths;
    }

    /** Returns the batch of the last good line. */
    long batch() {
        return batch;
    }

    /** Returns whether the last process that wrote here has closed the journal. */
    boolean wasClosed() {
        return closed || lines == 0;
    }

    long lines() {
        return lines;
    }
}
