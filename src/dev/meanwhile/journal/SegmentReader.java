package dev.meanwhile.journal;

import dev.meanwhile.json.JsonScan;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads the lines of a segment, good or bad, from its beginning. For use by one thread. */
final class SegmentReader implements Closeable {

    private static final int BUFFER = 1 << 18;

    private final FileInputStream in;
    private final CRC32C crc = new CRC32C();
    private byte[] buffer = new byte[BUFFER];
    /** Where in the file the buffer begins. */
    private long base;
    /** The current line is at {@code start}, and {@code length} bytes long; what was read ends at {@code end}. */
    private int start;
    private int length;
    private int end;
    private long batch;

    SegmentReader(Path file) throws IOException {
        in = new FileInputStream(file.toFile());
    }

    /** Goes to the next line; returns false if there is none. */
    boolean next() throws IOException {
        start += length;
        length = 0;
        int searched = start;
        while (true) {
            for (int i = searched; i < end; i++) {
                if (buffer[i] == '\n') {
                    length = i + 1 - start;
                    batch = Line.check(buffer, start, length, crc);
                    return true;
                }
            }
            searched = end - start;
            if (!fill()) {
                // The last line has no end.
                length = end - start;
                batch = -1;
                return length > 0;
            }
        }
    }

    /** Reads more, after moving what is left of the current line to the beginning of the buffer. */
    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            base += start;
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(count, 0);
        return count > 0;
    }

    /** Returns where in the file the current line begins. */
    long offset() {
        return base + start;
    }

    /** Returns how long the current line is, in bytes, with its end. */
    int length() {
        return length;
    }

    /** Returns whether the current line is as it was written. */
    boolean isGood() {
        return batch >= 0;
    }

    /** Returns the batch with which the current line was written, if it is good. */
    long batch() {
        return batch;
    }

    /** Returns the members of the current line after the batch, if it is good. */
    JsonScan members() {
        return Line.members(buffer, start, length);
    }

    /** Returns the bytes of the current line, with its end. */
    byte[] bytes() {
        return Arrays.copyOfRange(buffer, start, start + length);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
