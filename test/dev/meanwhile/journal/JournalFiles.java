package dev.meanwhile.journal;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.json.JsonScan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folder of a journal, written and looked at without one. Each line is a batch of its own, and has a number. */
final class JournalFiles {

    final Path folder;
    private long batch;

    JournalFiles(Path folder) {
        this.folder = folder;
    }

    Path path(long segment) {
        return Segments.path(folder, segment);
    }

    /** Writes a segment with the lines of those numbers. */
    JournalFiles segment(long number, int... lines) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(Header.line(++batch, number));
        for (int line : lines) {
            bytes.write(line(line));
        }
        Files.write(path(number), bytes.toByteArray());
        return this;
    }

    byte[] line(int number) {
        return Line.of(++batch, "\"op\":\"note\",\"number\":" + number + "}");
    }

    /** Returns where the line of a number begins in its segment. */
    int offset(long segment, int line) throws IOException {
        String text = Files.readString(path(segment), StandardCharsets.ISO_8859_1);
        return text.lastIndexOf('\n', text.indexOf("\"number\":" + line + "}")) + 1;
    }

    /** Changes a bit of a byte. */
    JournalFiles flip(long segment, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(path(segment));
        bytes[offset] ^= 1;
        Files.write(path(segment), bytes);
        return this;
    }

    /** Changes a bit of a line, such that what it says can still be read. */
    JournalFiles damage(long segment, int line) throws IOException {
        return flip(segment, offset(segment, line) + 9);
    }

    /** Takes the numbers of lines. */
    static Replay numbers(List<Integer> numbers) {
        return (position, length, op, members) -> numbers.add(number(members));
    }

    private static int number(JsonScan members) {
        if (!members.name().equals("number")) {
            throw new IllegalArgumentException("no number");
        }
        return (int) members.number();
    }

    Examination examine(List<Integer> numbers) throws IOException {
        try (var journal = IdleJournal.toExamine(folder)) {
            return journal.examine(numbers(numbers));
        }
    }

    Examination examine() throws IOException {
        return examine(new ArrayList<>());
    }

    /** Repairs what is wrong; returns what was kept. */
    List<Path> repair() throws IOException {
        try (var journal = IdleJournal.toRepair(folder)) {
            return journal.repair(journal.examine(numbers(new ArrayList<>())));
        }
    }

    /** Starts on it as a server does; returns the numbers of the lines. */
    List<Integer> start() throws IOException {
        var numbers = new ArrayList<Integer>();
        new Recovery(folder, EventLog.NONE, numbers(numbers)).run();
        return numbers;
    }

    /** Returns the content of each file. */
    SortedMap<String, String> snapshot() throws IOException {
        var snapshot = new TreeMap<String, String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                snapshot.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return snapshot;
    }
}
