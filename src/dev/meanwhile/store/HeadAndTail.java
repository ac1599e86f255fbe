package dev.meanwhile.store;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a long text, in two files: its beginning, and a window over the end of the rest, each half of what may be
 * kept. The first line of the second file is the position of what follows it, so that a text goes on where it was when the
 * process ended. Positions count the bytes ever written, in UTF-8; no character is cut in two.
 *
 * <p>Used under the lock of its owner. Files that are damaged or gone are taken for text left out.
 */
final class HeadAndTail {

    /** What the names of the files end in, after what is the same for all of them: head, tail, and the tail to be. */
    static final List<String> SUFFIXES = List.of(".log", ".tail", ".tail" + GrowingFile.NEXT);

    /** Eighteen digits: a position that no text can reach, and still a long. */
    private static final Pattern FIRST_LINE = Pattern.compile("(\\d{1,18})\n");
    private static final int LONGEST_FIRST_LINE = 19;

    private final int half;
    private final GrowingFile head;
    private final GrowingFile tail;
    /** How long the first line of the tail is; 0 if there is no tail, or none that can be read. */
    private int preamble;
    /** The position of what follows the first line of the tail; of a damaged tail, that of its end, counting all its bytes. */
    private long start;
    /** Whether the last line lacks its end, because the process did not live to write it. */
    private boolean torn;

    /**
     * Takes up what is in the files, if they exist.
     *
     * @param stem    what their names begin with
     * @param limit   how many bytes are kept
     * @param permits one for each file that may be kept open
     */
    HeadAndTail(File stem, int limit, Semaphore permits) {
        this.half = Math.max(1, limit / 2);
        this.head = new GrowingFile(new File(stem + SUFFIXES.get(0)), permits);
        this.tail = new GrowingFile(new File(stem + SUFFIXES.get(1)), permits);
        if (head.length() > 0 || tail.length() > 0) {
            try {
                readFirstLine();
                GrowingFile last = preamble > 0 ? tail : head;
                byte[] end = last.read(last.length() - 1, last.length());
                torn = end.length > 0 && end[0] != '\n';
            } catch (IOException unreadable) {
                // Tried again before the tail is written; until then it counts as left out.
                start = head.length() + tail.length();
            }
        }
    }

    private void readFirstLine() throws IOException {
        byte[] bytes = tail.read(0, Math.min(tail.length(), LONGEST_FIRST_LINE));
        Matcher line = FIRST_LINE.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (line.lookingAt() && Long.parseLong(line.group(1)) >= head.length()) {
            preamble = line.end();
            start = Long.parseLong(line.group(1));
        } else {
            start = head.length() + tail.length();
        }
    }

    /** Returns the position after the last byte written. */
    long written() {
        return preamble > 0 ? start + tail.length() - preamble : Math.max(start, head.length());
    }

    /** Returns how many bytes the files have. */
    long size() {
        return head.length() + tail.length();
    }

    /** Appends {@code text}: all of it, or none when that fails. */
    void append(byte[] text) throws IOException {
        byte[] whole = torn ? join(new byte[] {'\n'}, text, 0) : text;
        long before = head.length();
        // Once there is a tail, or something was left out, the beginning is over.
        int split = preamble > 0 || start > before ? 0 : characterStart(whole, Math.clamp(half - before, 0, whole.length));
        if (split > 0) {
            head.append(whole, 0, split);
        }
        if (split < whole.length) {
            boolean appended = false;
            try {
                head.close();
                appendToTail(whole, split);
                appended = true;
            } finally {
                if (!appended && split > 0) {
                    head.cut(before);
                }
            }
        }
        torn = false;
    }

    private void appendToTail(byte[] text, int from) throws IOException {
        if (preamble == 0 && tail.length() > 0) {
            readFirstLine();
        }
        int added = text.length - from;
        long present = preamble == 0 ? 0 : tail.length() - preamble;
        // Cut at twice the window, so that a byte is moved once, not once for each line that follows it.
        if (preamble > 0 && present + added <= 2L * half) {
            tail.append(text, from, text.length);
            return;
        }
        int fromText = Math.min(added, half);
        byte[] moved = tail.read(tail.length() - Math.min(present, half - fromText), tail.length());
        byte[] window = join(moved, text, text.length - fromText);
        int surplus = present + added > window.length ? partOfCharacter(window) : 0;
        long position = written() + added - window.length + surplus;
        byte[] firstLine = (position + "\n").getBytes(StandardCharsets.ISO_8859_1);
        tail.replace(join(firstLine, window, surplus));
        preamble = firstLine.length;
        start = position;
    }

    /** Returns what is kept of the text from {@code position} up to {@code to}, with a line about what is left out. */
    String read(long position, long to) {
        var text = new StringBuilder();
        text.append(utf8(readable(head, Math.max(0, position), Math.min(head.length(), to)), 0));
        long from = Math.max(position, head.length());
        long window = Math.max(start, written() - half);
        byte[] end = { };
        if (preamble > 0) {
            end = readable(tail, preamble + Math.max(from, window) - start, Math.min(tail.length(), preamble + to - start));
        }
        int surplus = 0;
        if (from < Math.min(window, to)) {
            surplus = partOfCharacter(end);
            text.append(leftOut(Math.min(window, to) + surplus - from));
        }
        return text.append(utf8(end, surplus)).toString();
    }

    /** Closes the files; they are opened again when needed. */
    void close() {
        head.close();
        tail.close();
    }

    /** Returns the line that stands for {@code bytes} bytes. */
    static String leftOut(long bytes) {
        return "\n[... " + bytes + " bytes left out ...]\n";
    }

    private static byte[] readable(GrowingFile file, long from, long to) {
        try {
            return file.read(from, to);
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }

    private static String utf8(byte[] bytes, int from) {
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }

    /** Returns the largest index up to {@code at} where {@code text} can be cut without cutting a character. */
    private static int characterStart(byte[] text, int at) {
        int start = at;
        while (start > 0 && start < text.length && isContinuation(text[start])) {
            start--;
        }
        return start;
    }

    /** Returns how many bytes at the beginning of {@code bytes} belong to a character of which the first byte is missing. */
    private static int partOfCharacter(byte[] bytes) {
        int count = 0;
        while (count < bytes.length && count < 3 && isContinuation(bytes[count])) {
            count++;
        }
        return count;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }

    /** Returns {@code first}, and {@code second} from {@code from}. */
    private static byte[] join(byte[] first, byte[] second, int from) {
        byte[] both = Arrays.copyOf(first, first.length + second.length - from);
        System.arraycopy(second, from, both, first.length, second.length - from);
        return both;
    }
}
