package dev.meanwhile.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    Path folder;

    private final AtomicLong characters = new AtomicLong();
    private final List<String> notes = new ArrayList<>();

    private OutputFile open(File file) throws Exception {
        return new OutputFile(file, line -> characters.addAndGet(line.length()), notes::add);
    }

    private static void append(Path path, int bytes) throws Exception {
        Files.write(path, new byte[bytes], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void cutsALongFileOnceItIsRead() throws Exception {
        Path path = folder.resolve("out");
        try (var output = open(path.toFile())) {
            append(path, 9 << 20);
            while (output.read()) { }
            assertThat(path).hasSize(0);
            append(path, 5);
            output.readToEnd();
            assertThat(characters).hasValue((9 << 20) + 5);
        }
    }

    @Test
    void keepsAShortFile() throws Exception {
        Path path = folder.resolve("out");
        try (var output = open(path.toFile())) {
            append(path, 1 << 20);
            while (output.read()) { }
            assertThat(path).hasSize(1 << 20);
            assertThat(output.read()).isFalse();
        }
    }

    @Test
    void dropsAFloodAndSaysHowMuch() throws Exception {
        Path path = folder.resolve("out");
        try (var output = open(path.toFile()); var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(OutputFile.MAX_UNREAD + 1);
            assertThat(output.read()).isTrue();
            assertThat(path).hasSize(0);
            assertThat(notes).containsExactly("[meanwhile: 67,108,865 bytes of output dropped, they came faster than they could be read]");
        }
    }

    @Test
    void keepsTheEndOfAFloodThatIsOver() throws Exception {
        Path path = folder.resolve("out");
        try (var output = open(path.toFile()); var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(OutputFile.MAX_UNREAD + 1);
            output.readToEnd();
            assertThat(characters).hasValue(OutputFile.CUT);
            assertThat(notes).hasSize(1);
        }
    }

    @Test
    void staysBoundedUnderAFlood() throws Exception {
        var spec = new CommandSpec(List.of("sh", "-c", "yes | head -c 50000000"), folder, Map.of());
        var attempt = Attempt.start(new CommandWork(spec, folder, () -> null), "null");
        attempt.result();
        assertThat(attempt.context.count).hasValue(25_000_000);
    }

    @Test
    void canBeStoppedWhileAFloodLasts() throws Exception {
        var spec = new CommandSpec(List.of("yes"), folder, Map.of());
        var attempt = Attempt.start(new CommandWork(spec, folder, () -> null), "null");
        long free = folder.toFile().getUsableSpace();
        long least = free;
        for (long end = System.nanoTime() + 2_000_000_000L; System.nanoTime() < end;) {
            least = Math.min(least, folder.toFile().getUsableSpace());
        }
        attempt.interrupt();
        attempt.failure(InterruptedException.class);
        assertThat(free - least).as("bytes of disk").isLessThan(512L << 20);
    }
}
