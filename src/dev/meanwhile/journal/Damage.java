package dev.meanwhile.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A place in a journal that is not as it was written, or that can not be understood.
 *
 * @param file    the segment's file
 * @param segment the segment's number
 * @param offset  where it begins, in bytes from the beginning of the file
 * @param length  how many bytes are lost with it
 * @param batch   that of the last good line before it
 * @param whole   whether it is the whole segment
 * @param why     what is wrong with it
 * @param text    how it begins, one character for each byte: perhaps something can still be read
 */
public record Damage(Path file, long segment, long offset, long length, long batch, boolean whole, String why, String text) {

    static final String NOT_AS_WRITTEN = "is not as it was written";

    private static final int MAX_TEXT = 512;

    /** A line is damaged. */
    static Damage of(Path file, long segment, long batch, SegmentReader reader, String why) {
        byte[] bytes = reader.bytes();
        var text = new String(Arrays.copyOf(bytes, Math.min(bytes.length, MAX_TEXT)), StandardCharsets.ISO_8859_1);
        return new Damage(file, segment, reader.offset(), bytes.length, batch, false, why, text);
    }

    /** Nothing of a segment is of use. */
    static Damage whole(Path file, long segment, long batch, long length, String why) {
        return new Damage(file, segment, 0, length, batch, true, why, "");
    }

    /** Returns what to say of it. */
    public String message() {
        return file + (whole ? " " + why : " is damaged at byte " + offset + ": the line there " + why);
    }

    /** Returns where it is in the journal, comparable to the positions of its lines. */
    public long position() {
        return Segments.position(segment, offset);
    }
}
