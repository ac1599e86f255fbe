package dev.meanwhile.journal;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.json.JsonScan;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/**
 * Lines in files that are only ever added to. Safe for use by any thread, interrupted or not: no thread but the writer, which
 * nobody interrupts, writes to a channel.
 */
public final class Journal implements AutoCloseable {

    /** Long enough that a segment is not begun every moment, short enough to be copied in one. */
    static final long SEGMENT_SIZE = 32L << 20;

    private static final int FEW_SEGMENTS = 16;

    private final FolderLock lock;
    private final Path folder;
    private final Disk disk;
    private final Segments segments;
    private final JournalWriter writer;
    private final long segmentSize;
    private final boolean wasClosed;

    private final ReentrantLock deleting = new ReentrantLock();
    /** Guarded by deleting: whether the folder may be another's by now. */
    private boolean closed;

    private Journal(FolderLock lock, Path folder, Disk disk, Segments segments, JournalWriter writer, long segmentSize,
                    boolean wasClosed) {
        this.lock = lock;
        this.folder = folder;
        this.disk = disk;
        this.segments = segments;
        this.writer = writer;
        this.segmentSize = segmentSize;
        this.wasClosed = wasClosed;
    }

    /**
     * Opens the journal in {@code folder}, which exists: reads all its lines, mends its end if a crash has torn it, and begins
     * a new segment.
     *
     * @throws JournalException if another process uses it, a newer version has written it, or it is damaged; it is unchanged then
     * @throws IOException      if it can not be read or written
     */
    public static Journal open(Path folder, Fsync fsync, EventLog log, Replay replay) throws IOException {
        return open(folder, Disk.REAL, fsync, SEGMENT_SIZE, log, replay);
    }

    static Journal open(Path folder, Disk disk, Fsync fsync, long segmentSize, EventLog log, Replay replay) throws IOException {
        FolderLock lock = FolderLock.take(folder);
        boolean opened = false;
        try {
            var recovery = new Recovery(folder, log, replay);
            recovery.run();
            var lengths = recovery.lengths();
            var segments = new Segments(folder, lengths);
            var writer = new JournalWriter(folder, disk, fsync, segmentSize, segments, log);
            writer.start(lengths.isEmpty() ? 1 : lengths.lastKey() + 1, recovery.batch() + 1);
            opened = true;
            return new Journal(lock, folder, disk, segments, writer, segmentSize, recovery.wasClosed());
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** Returns whether the process that used it last had closed it. */
    public boolean wasClosed() {
        return wasClosed;
    }

    /**
     * Appends a record that can be refused, and waits until it is forced.
     *
     * @throws NotRecordedException if it can not be written; nothing of it is left then
     */
    public void append(Record record) throws NotRecordedException {
        String refused = await(new Ticket(record, Ack.FORCED, true, Thread.currentThread()));
        if (refused != null) {
            throw new NotRecordedException(refused);
        }
    }

    /**
     * Appends a record that can not be refused, and waits until it has come as far as {@code ack}, however long that takes.
     *
     * @throws IllegalStateException if the journal is closed before that
     */
    public void insist(Record record, Ack ack) {
        String refused = await(new Ticket(record, ack, false, Thread.currentThread()));
        if (refused != null) {
            throw new IllegalStateException("not recorded: " + refused);
        }
    }

    /** Appends a record that can not be refused, and does not wait for it. */
    public void post(Record record) {
        writer.add(new Ticket(record, Ack.WRITTEN, false, null));
    }

    private String await(Ticket ticket) {
        writer.add(ticket);
        return ticket.await();
    }

    /**
     * Returns the members after {@code op} of the line at {@code position}.
     *
     * @throws IOException if there is no such line: its segment may just have been dropped
     */
    public JsonScan read(long position, int length) throws IOException {
        Path file = segments.path(Segments.number(position));
        byte[] line = new byte[length];
        // Not by a channel, which an interrupt of the reader would close.
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(Segments.offset(position));
            in.readFully(line);
        }
        if (Line.check(line, 0, length, new CRC32C()) < 0) {
            throw new IOException(file + " is damaged at byte " + Segments.offset(position));
        }
        JsonScan members = Line.members(line, 0, length);
        members.name();
        members.string();
        members.more('}');
        return members;
    }

    /** Returns why nothing can be written at present, or null if all is well. */
    public String failure() {
        return writer.failure();
    }

    /** Returns how many bytes all segments take together. */
    public long bytes() {
        return segments.bytes();
    }

    /**
     * Returns whether there is so much that is not needed that dropping the oldest segment is worth the copying: as many bytes as
     * are needed and two segments more, or a crowd of small segments, of which each start makes one.
     *
     * @param needed the bytes of the lines that are still needed
     */
    public boolean hasSurplus(long needed) {
        long bytes = segments.bytes();
        return bytes > 2 * needed + 2 * segmentSize || segments.count() > 2 * bytes / segmentSize + FEW_SEGMENTS;
    }

    /**
     * Drops the oldest segment, after each of its lines was shown to {@code rescue}, which appends anew what is still needed of
     * it. Called by one thread at a time.
     *
     * <p>Since it is always the oldest, what is left is a whole end of all that was ever written: of a job whose first line is
     * there, every later one is there too.
     *
     * @return false if there is but one segment, or the journal was closed, and nothing was dropped
     * @throws IOException if it can not be read or deleted, or something could not be written meanwhile; it is kept then
     */
    public boolean dropOldest(Replay rescue) throws IOException {
        long number = segments.oldestOfSeveral();
        if (number < 0) {
            return false;
        }
        Path file = segments.path(number);
        int failures = writer.failures();
        // It is gone already if it was only its folder that could not be forced.
        if (Files.exists(file)) {
            show(file, number, rescue);
        }
        insist(JournalWriter.SYNC, Ack.FORCED);
        if (writer.failures() != failures) {
            // A copy may have been left out because of a record that was refused then.
            throw new IOException("something failed to be written while " + file + " was copied; it is kept");
        }
        deleting.lock();
        try {
            if (closed) {
                return false;
            }
            disk.delete(file);
            // Before the next one goes: after a power failure there must be no gap.
            disk.forceFolder(folder);
            segments.remove(number);
            return true;
        } finally {
            deleting.unlock();
        }
    }

    private static void show(Path file, long number, Replay rescue) throws IOException {
        try (var reader = new SegmentReader(file)) {
            for (boolean header = true; reader.next(); header = false) {
                if (!reader.isGood()) {
                    throw new IOException(file + " is damaged at byte " + reader.offset() + "; it is kept");
                }
                if (!header) {
                    JsonScan members = reader.members();
                    members.name();
                    String op = members.string();
                    if (members.more('}')) {
                        rescue.line(Segments.position(number, reader.offset()), reader.length(), op, members);
                    }
                }
            }
        }
    }

    /** Ends the writer and gives the folder free. What could not be written until now never will be. */
    @Override
    public void close() {
        close(true);
    }

    /** Closes it, but leaves it as a crash would: whoever opens it next is told that it was not closed. */
    public void abandon() {
        close(false);
    }

    private void close(boolean seal) {
        writer.close(seal);
        deleting.lock();
        closed = true;
        deleting.unlock();
        try {
            lock.close();
        } catch (IOException released) {
            // With the process at the latest.
        }
    }
}
