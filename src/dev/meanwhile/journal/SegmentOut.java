package dev.meanwhile.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The segment that is being written, through a buffer. For use by the writer alone. */
final class SegmentOut {

    private static final int BUFFER = 1 << 20;

    private final Disk disk;
    private final Path folder;
    private final Segments segments;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    /** Null when none is open. */
    private Disk.Out out;
    private long number;
    /** How long it is: with what is in the buffer, as far as all was flushed, and as far as it is known to be on the disk. */
    private long end;
    private long flushed;
    private long forced;

    SegmentOut(Disk disk, Path folder, Segments segments) {
        this.disk = disk;
        this.folder = folder;
        this.segments = segments;
    }

    /** Begins the segment of that number with {@code header}, which is on the disk when this returns. */
    void open(long newNumber, byte[] header) throws IOException {
        Disk.Out opened = disk.create(segments.path(newNumber));
        boolean complete = false;
        try {
            writeAll(opened, ByteBuffer.wrap(header));
            opened.force();
            disk.forceFolder(folder);
            complete = true;
        } finally {
            if (!complete) {
                opened.close();
            }
        }
        out = opened;
        number = newNumber;
        end = header.length;
        flushed = header.length;
        forced = header.length;
        segments.set(number, end);
    }

    long number() {
        return number;
    }

    long end() {
        return end;
    }

    void put(byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(buffer.remaining(), bytes.length - at);
            buffer.put(bytes, at, count);
            at += count;
            if (!buffer.hasRemaining()) {
                drain();
            }
        }
        end += bytes.length;
    }

    /** Writes what is in the buffer. */
    void flush() throws IOException {
        if (buffer.position() > 0) {
            drain();
        }
        flushed = end;
        segments.set(number, end);
    }

    private void drain() throws IOException {
        buffer.flip();
        writeAll(out, buffer);
        buffer.clear();
    }

    /** Writes all that remains of {@code bytes}. */
    static void writeAll(Disk.Out out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int before = bytes.remaining();
            out.write(bytes);
            if (bytes.remaining() == before) {
                throw new IOException("nothing could be written");
            }
        }
    }

    /** Returns when all that was flushed is on the disk. */
    void force() throws IOException {
        out.force();
        trust();
    }

    /** Takes what was flushed for being on the disk. */
    void trust() {
        forced = end;
    }

    /** Cuts off what is not known to be on the disk if {@code unforced}; else what was not flushed if {@code unflushed}. */
    void retract(boolean unforced, boolean unflushed) {
        try {
            if (unforced) {
                cut();
            } else if (unflushed) {
                unwrite();
            }
        } catch (IOException stillThere) {
            // Until it can be cut before anything else is written. If the process dies first, it may come back.
        }
    }

    /** Cuts off what was not flushed, or only in part. */
    private void unwrite() throws IOException {
        buffer.clear();
        if (out != null) {
            out.truncate(flushed);
        }
    }

    /** Cuts off what is not known to be on the disk, and closes it; does nothing if that has been done. */
    void cut() throws IOException {
        buffer.clear();
        if (out != null) {
            out.truncate(forced);
            segments.set(number, forced);
            close();
        }
    }

    void close() throws IOException {
        Disk.Out closing = out;
        out = null;
        closing.close();
    }

    /** Writes a file of that size, and deletes it again. */
    void probe(int size) throws IOException {
        Path file = folder.resolve("probe");
        try (Disk.Out probed = disk.create(file)) {
            writeAll(probed, ByteBuffer.allocate(size));
            probed.force();
        } finally {
            disk.delete(file);
        }
    }
}
