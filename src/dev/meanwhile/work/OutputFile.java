package dev.meanwhile.work;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The file a program writes one of its outputs to, read while it grows. Used by the thread of one attempt.
 *
 * <p>A file and not a pipe, because a read from a pipe occupies the carrier of a virtual thread and can not be
 * interrupted, and because a program must not stand still when nobody reads. The price: the file has to be kept short.
 * The program's end is in append mode, so a file cut to nothing simply begins anew. What a program writes in the
 * microsecond between the last read and that cut is lost, and a program that opens {@code /dev/stderr} for itself cuts
 * the file too ({@code echo >/dev/stderr}, unlike {@code echo >&2}): what has not been read by then is lost as well.
 */
final class OutputFile implements Closeable {

    /** Once read up to its end, a file longer than this is cut to nothing. */
    static final long CUT = 8L << 20;
    /** If this much is unread, the program is faster than its reader, and all of it is dropped. */
    static final long MAX_UNREAD = 64L << 20;

    private static final int CHUNK = 1 << 16;
    /** How many chunks at a time, so that the program's end or an interrupt is noticed while it floods: 4 MiB. */
    private static final int MAX_CHUNKS = 64;

    // RandomAccessFile and not a channel: an interrupt, which is how an attempt is stopped, would close a channel.
    private final RandomAccessFile file;
    private final LineSplitter splitter;
    private final Consumer<String> notes;
    private final byte[] chunk = new byte[CHUNK];
    private long position;

    /**
     * Opens a file that the program appends to.
     *
     * @param lines gets the program's lines
     * @param notes gets what there is to say about them
     */
    OutputFile(File path, Consumer<String> lines, Consumer<String> notes) throws IOException {
        this.file = new RandomAccessFile(path, "rw");
        this.splitter = new LineSplitter(lines);
        this.notes = notes;
    }

    /** Reads some of what is new; returns whether there was anything. */
    boolean read() throws IOException {
        for (int i = 0; i < MAX_CHUNKS; i++) {
            long length = file.length();
            if (length - position > MAX_UNREAD) {
                file.setLength(0);
                dropped(length - position, 0);
                return true;
            }
            if (!readChunk(length)) {
                cutIfLong(length);
                return i > 0;
            }
            // A virtual thread that computes lets no other one run, unless it says so.
            Thread.yield();
        }
        return true;
    }

    /** Reads all there is, or the end of it if that is too much; nothing writes to the file any more. */
    void readToEnd() throws IOException {
        long length = file.length();
        if (length - position > MAX_UNREAD) {
            dropped(length - CUT - position, length - CUT);
        }
        while (readChunk(length)) {
            Thread.yield();
        }
        splitter.flush();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private boolean readChunk(long length) throws IOException {
        if (length < position) {
            // Somebody else has cut it.
            position = 0;
        }
        if (length == position) {
            return false;
        }
        file.seek(position);
        int count = file.read(chunk);
        if (count <= 0) {
            return false;
        }
        position += count;
        splitter.accept(chunk, count);
        return true;
    }

    private void cutIfLong(long length) throws IOException {
        if (length > CUT && file.length() == position) {
            file.setLength(0);
            position = 0;
        }
    }

    private void dropped(long bytes, long next) {
        position = next;
        splitter.flush();
        notes.accept(String.format(Locale.ROOT,
                "[meanwhile: %,d bytes of output dropped, they came faster than they could be read]", bytes));
    }
}
