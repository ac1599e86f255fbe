package dev.meanwhile.journal;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.json.JsonScan;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads a journal as a process has left it, and mends what a crash may have done to its end. */
final class Recovery {

    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final Path folder;
    private final EventLog log;
    private final Replay replay;
    private final SortedMap<Long, Long> lengths;

    private long batch;
    private boolean closed;
    private long lines;
    private long toldAt = System.nanoTime();

    Recovery(Path folder, EventLog log, Replay replay) throws IOException {
        this.folder = folder;
        this.log = log;
        this.replay = replay;
        this.lengths = list(folder);
    }

    /** Returns the segments in {@code folder}, and how long they are. */
    static SortedMap<Long, Long> list(Path folder) throws IOException {
        var lengths = new TreeMap<Long, Long>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> Segments.number(file) >= 0).toList()) {
                lengths.put(Segments.number(file), Files.size(file));
            }
        }
        return lengths;
    }

    /**
     * Reads everything.
     *
     * @throws JournalException if something is missing or damaged; nothing was changed then
     */
    void run() throws IOException {
        long expected = lengths.isEmpty() ? 0 : lengths.firstKey();
        for (long number : lengths.keySet()) {
            if (number != expected) {
                throw new JournalException(Segments.path(folder, expected) + " is missing, though there are older and newer segments."
                        + advice());
            }
            expected++;
        }
        for (long number : lengths.keySet().toArray(Long[]::new)) {
            read(number, number == lengths.lastKey());
        }
    }

    private void read(long number, boolean last) throws IOException {
        Path file = Segments.path(folder, number);
        try (var reader = new SegmentReader(file)) {
            for (boolean header = true; reader.next(); header = false) {
                if (!reader.isGood()) {
                    if (last && isTorn(reader)) {
                        break;
                    }
                    throw damaged(file, reader.offset(), null);
                }
                take(file, number, reader, header);
            }
            if (lengths.get(number) == 0) {
                if (!last) {
                    throw damaged(file, 0, null);
                }
                Files.delete(file);
                lengths.remove(number);
            } else if (last && reader.offset() < lengths.get(number)) {
                setAside(file, number, reader.offset());
            }
        }
        if (last && lengths.containsKey(number)) {
            // What was written, but not forced, is taken for recorded from here on.
            force(file);
        }
    }

    private void take(Path file, long number, SegmentReader reader, boolean header) throws JournalException {
        try {
            JsonScan members = reader.members();
            if (header) {
                Header.check(members, number, file);
            } else {
                members.name();
                String op = members.string();
                closed = op.equals(JournalWriter.CLOSED);
                if (!closed) {
                    members.more('}');
                    replay.line(Segments.position(number, reader.offset()), reader.length(), op, members);
                }
            }
        } catch (RuntimeException unexpected) {
            throw damaged(file, reader.offset(), unexpected);
        }
        batch = reader.batch();
        lines++;
        if (System.nanoTime() - toldAt > TELL_EVERY.toNanos()) {
            toldAt = System.nanoTime();
            log.info("journal_reading", "segment", number, "of", lengths.lastKey(), "lines", lines);
        }
    }

    /**
     * Returns whether what follows may be a write that the crash cut short. A batch is begun when the one before it has been
     * forced: of the two last ones any part may be missing, and what is older is there, or was damaged later. The line that
     * says that the journal was closed is written when all has been forced.
     */
    private boolean isTorn(SegmentReader reader) throws IOException {
        try (var rest = new SegmentReader(Segments.path(folder, lengths.lastKey()))) {
            while (rest.next()) {
                if (rest.offset() > reader.offset() && rest.isGood() && (rest.batch() > batch + 1 || isClosing(rest))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isClosing(SegmentReader reader) {
        JsonScan members = reader.members();
        return members.name().equals("op") && members.string().equals(JournalWriter.CLOSED);
    }

    /** Moves what is at {@code offset} and after it to a file beside the segment. */
    private void setAside(Path file, long number, long offset) throws IOException {
        Path torn = unused(file);
        try (var from = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
             var to = FileChannel.open(torn, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long size = from.size();
            for (long at = offset; at < size; ) {
                at += from.transferTo(at, size - at, to);
            }
            to.force(true);
            from.truncate(offset);
            from.force(true);
            log.warn("journal_torn", "file", file, "offset", offset, "bytes", size - offset, "aside", torn);
        }
        lengths.put(number, offset);
        if (offset == 0) {
            Files.delete(file);
            lengths.remove(number);
        }
    }

    private static Path unused(Path file) {
        Path torn = file.resolveSibling(file.getFileName() + ".torn");
        for (int i = 2; Files.exists(torn); i++) {
            torn = file.resolveSibling(file.getFileName() + ".torn" + i);
        }
        return torn;
    }

    private static void force(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (NoSuchFileException setAside) {
            // Nothing of it was good.
        }
    }

    private JournalException damaged(Path file, long offset, RuntimeException why) {
        return new JournalException(file + " is damaged at byte " + offset + ": "
                + (why == null ? "the line there is not as it was written" : "the line there can not be understood: " + why.getMessage())
                + "." + advice(), why);
    }

    private static String advice() {
        return " Nothing was changed. See what is lost with the command check, and go on without it with check --repair";
    }

    SortedMap<Long, Long> lengths() {
        return lengths;
    }

    /** Returns the batch of the last line. */
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
