package dev.meanwhile.journal;

import dev.meanwhile.json.JsonScan;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * One line of a segment: {@code {"crc":"<8 hex digits>","n":<batch>,<members>}}, where the CRC-32C (RFC 3720 appendix B.4) is
 * that of all bytes from {@code "n"} to the closing brace.
 */
final class Line {

    private static final byte[] BEFORE = "{\"crc\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\",".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_DIGITS = 8;
    /** Where the members begin, the batch first. */
    private static final int START = BEFORE.length + CRC_DIGITS + AFTER.length;
    private static final byte[] BATCH = "\"n\":".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_BATCH_DIGITS = 18;

    static final byte[] END = {(byte) 10};

    private Line() { }

    /** Returns how lines of that batch begin their members. */
    static byte[] batch(long number) {
        return ("\"n\":" + number + ',').getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns what goes before {@code batch}, {@code members} and a line end. */
    static byte[] head(CRC32C crc, byte[] batch, byte[] members) {
        crc.reset();
        crc.update(batch);
        crc.update(members);
        byte[] head = new byte[START];
        System.arraycopy(BEFORE, 0, head, 0, BEFORE.length);
        byte[] digits = HexFormat.of().toHexDigits((int) crc.getValue()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, head, BEFORE.length, CRC_DIGITS);
        System.arraycopy(AFTER, 0, head, START - AFTER.length, AFTER.length);
        return head;
    }

    /** Returns a whole line, with its end. */
    static byte[] of(long batch, String members) {
        byte[] number = batch(batch);
        byte[] rest = members.getBytes(StandardCharsets.UTF_8);
        byte[] head = head(new CRC32C(), number, rest);
        byte[] line = new byte[head.length + number.length + rest.length + 1];
        System.arraycopy(head, 0, line, 0, head.length);
        System.arraycopy(number, 0, line, head.length, number.length);
        System.arraycopy(rest, 0, line, head.length + number.length, rest.length);
        line[line.length - 1] = '\n';
        return line;
    }

    /** Returns the batch of the line in these bytes, its end included; -1 if it is not as it was written. */
    static long check(byte[] bytes, int from, int length, CRC32C crc) {
        int end = from + length - 1;
        if (length <= START + BATCH.length || bytes[end] != '\n' || bytes[end - 1] != '}'
                || !matches(bytes, from, BEFORE) || !matches(bytes, from + START - AFTER.length, AFTER)
                || !matches(bytes, from + START, BATCH)) {
            return -1;
        }
        crc.reset();
        crc.update(bytes, from + START, end - from - START);
        long expected = 0;
        for (int i = 0; i < CRC_DIGITS; i++) {
            int digit = Character.digit(bytes[from + BEFORE.length + i], 16);
            if (digit < 0) {
                return -1;
            }
            expected = expected << 4 | digit;
        }
        return crc.getValue() == expected ? number(bytes, from + START + BATCH.length) : -1;
    }

    private static long number(byte[] bytes, int from) {
        long number = 0;
        int i = from;
        while (bytes[i] >= '0' && bytes[i] <= '9' && i - from < MAX_BATCH_DIGITS) {
            number = 10 * number + bytes[i++] - '0';
        }
        return i > from && bytes[i] == ',' ? number : -1;
    }

    private static boolean matches(byte[] bytes, int from, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (bytes[from + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns a scan of the members that follow the batch of a good line. */
    static JsonScan members(byte[] bytes, int from, int length) {
        var scan = new JsonScan(new String(bytes, from, length - 1, StandardCharsets.UTF_8), START);
        scan.name();
        scan.number();
        // Over the comma: more members follow.
        scan.more('}');
        return scan;
    }
}
