package dev.meanwhile.work;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes lines of bytes as they come. What is not UTF-8 is replaced; a line longer than {@link #MAX_LINE} bytes becomes
 * several, cut between characters. Used by one thread.
 */
final class LineSplitter {

    /** The longest line in bytes, so that a program that never ends one takes no more memory than this. */
    static final int MAX_LINE = 8192;

    private final byte[] unfinished = new byte[MAX_LINE];
    private final Consumer<String> lines;
    private int length;

    LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    void accept(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                emit(length > 0 && unfinished[length - 1] == '\r' ? length - 1 : length);
                length = 0;
            } else {
                if (length == MAX_LINE) {
                    split();
                }
                unfinished[length++] = bytes[i];
            }
        }
    }

    /** Takes what has come since the last line end for a line, if it is anything. */
    void flush() {
        if (length > 0) {
            emit(length);
            length = 0;
        }
    }

    private void split() {
        int end = MAX_LINE;
        // Back to where a character begins; a UTF-8 one has at most three bytes that continue it.
        while (end > MAX_LINE - 4 && (unfinished[end - 1] & 0xc0) == 0x80) {
            end--;
        }
        end = (unfinished[end - 1] & 0xc0) == 0xc0 ? end - 1 : MAX_LINE;
        emit(end);
        length = MAX_LINE - end;
        System.arraycopy(unfinished, end, unfinished, 0, length);
    }

    private void emit(int end) {
        lines.accept(new String(unfinished, 0, end, StandardCharsets.UTF_8));
    }
}
