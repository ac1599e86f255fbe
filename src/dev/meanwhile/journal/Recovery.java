package dev.meanwhile.journal;

import dev.meanwhile.event.EventLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;

/** Reads a journal as a process has left it, and mends what a crash may have done to its end. */
final class Recovery implements Findings {

    private final Path folder;
    private final EventLog log;
    private final JournalScan scan;
    private final SortedMap<Long, Long> lengths;

    Recovery(Path folder, EventLog log, Replay replay) throws IOException {
        this.folder = folder;
        this.log = log;
        this.scan = new JournalScan(folder, replay, this, log);
        this.lengths = scan.lengths();
    }

    /**
     * Reads everything.
     *
     * @throws JournalException if something is missing or damaged; nothing was changed then
     */
    void run() throws IOException {
        scan.run();
        if (!lengths.isEmpty()) {
            // What was written, but not forced, is taken for recorded from here on.
            force(Segments.path(folder, lengths.lastKey()));
        }
    }

    @Override
    public void missing(Examination.Gap gap) throws JournalException {
        throw new JournalException(gap.file() + " is missing, though there are older and newer segments." + advice());
    }

    @Override
    public void damaged(Damage damage) throws JournalException {
        throw new JournalException(damage.message() + "." + advice());
    }

    private String advice() {
        return " Nothing was changed. To see what is lost: " + IdleJournal.command(folder, false)
                + "; to go on without it: " + IdleJournal.command(folder, true);
    }

    /** Moves the torn end to a file beside the segment. */
    @Override
    public void torn(Examination.Torn end) throws IOException {
        Path file = end.file();
        if (end.length() > 0) {
            setAside(file, end.offset());
        }
        lengths.put(end.segment(), end.offset());
        if (end.offset() == 0) {
            Files.delete(file);
            lengths.remove(end.segment());
        }
    }

    private void setAside(Path file, long offset) throws IOException {
        Path torn = Segments.unused(file, "torn");
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
    }

    private static void force(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Returns the segments there are now, and how long they are. */
    SortedMap<Long, Long> lengths() {
        return lengths;
    }

    /** Returns the batch of the last line. */
    long batch() {
        return scan.batch();
    }

    /** Returns whether the last process that wrote here has closed the journal. */
    boolean wasClosed() {
        return scan.wasClosed();
    }
}
