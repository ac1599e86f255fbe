package dev.meanwhile.journal;

import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * The lines that are forced together. They are numbered: one more after each force, so that a line proves that those of a lower
 * number were forced. For use by the writer alone.
 */
final class Batch {

    private final SegmentOut segment;
    private final CRC32C crc = new CRC32C();
    private long number;
    private byte[] member;
    private long from;

    /** Creates what writes lines to a segment; the first batch is to be begun. */
    Batch(SegmentOut segment) {
        this.segment = segment;
    }

    void begin(long newNumber) {
        number = newNumber;
        member = Line.batch(newNumber);
        from = segment.end();
    }

    /** Begins the next one when this one is forced; without a gap, which recovery would take for lines that are missing. */
    void forced() {
        begin(segment.end() > from ? number + 1 : number);
    }

    long number() {
        return number;
    }

    /** Writes a line; returns where it begins in the segment. */
    long put(byte[] members) throws IOException {
        long at = segment.end();
        segment.put(Line.head(crc, member, members));
        segment.put(member);
        segment.put(members);
        segment.put(Line.END);
        return at;
    }
}
