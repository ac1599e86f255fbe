package dev.meanwhile.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** The segments there are, and how long each is. Changed by the writer, and by the one thread that cleans. */
final class Segments {

    private static final Pattern NAME = Pattern.compile("(\\d{8,18})\\.jsonl");
    /** A position has the number of the segment in its upper and the offset in its lower half. */
    private static final int OFFSET_BITS = 32;

    private final Path folder;
    private final ConcurrentNavigableMap<Long, Long> lengths = new ConcurrentSkipListMap<>();
    private final AtomicLong bytes = new AtomicLong();

    Segments(Path folder, SortedMap<Long, Long> lengths) {
        this.folder = folder;
        lengths.forEach(this::set);
    }

    static Path path(Path folder, long number) {
        String digits = Long.toString(number);
        // Not by a format, which asks the locale for its digits, and that takes a while at the start.
        return folder.resolve("0".repeat(Math.max(0, 8 - digits.length())) + digits + ".jsonl");
    }

    /** Returns the number of the segment in that file, or -1 if the name is none of a segment. */
    static long number(Path file) {
        var name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return -1;
        }
        long number = Long.parseLong(name.group(1));
        return path(file.getParent(), number).equals(file) ? number : -1;
    }

    /** Returns a name beside that of a segment that no file has: {@code 00000001.jsonl.torn}, {@code .torn2} and so on. */
    static Path unused(Path file, String suffix) {
        Path beside = file.resolveSibling(file.getFileName() + "." + suffix);
        for (int i = 2; Files.exists(beside); i++) {
            beside = file.resolveSibling(file.getFileName() + "." + suffix + i);
        }
        return beside;
    }

    static long position(long number, long offset) {
        return number << OFFSET_BITS | offset;
    }

    static long offset(long position) {
        return position & (1L << OFFSET_BITS) - 1;
    }

    static long number(long position) {
        return position >>> OFFSET_BITS;
    }

    Path path(long number) {
        return path(folder, number);
    }

    void set(long number, long length) {
        Long before = lengths.put(number, length);
        bytes.addAndGet(length - (before == null ? 0 : before));
    }

    void remove(long number) {
        Long length = lengths.remove(number);
        bytes.addAndGet(length == null ? 0 : -length);
    }

    /** Returns the number of the oldest one unless it is the only one, which may still be written; or -1. */
    long oldestOfSeveral() {
        var first = lengths.firstEntry();
        return first == null || lengths.higherKey(first.getKey()) == null ? -1 : first.getKey();
    }

    int count() {
        return lengths.size();
    }

    long bytes() {
        return bytes.get();
    }
}
