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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
    @EnabledOnOs(OS.LINUX)
    void takesNoMoreOfTheDiskWhileAFloodLasts() throws Exception {
        var spec = new CommandSpec(List.of("yes"), folder, Map.of());
        var attempt = Attempt.start(new CommandWork(spec, folder, () -> null), "null");
        assertThat(attempt.context.firstLine.await(10, TimeUnit.SECONDS)).isTrue();
        var programs = new ArrayList<ProcessHandle>();
        ProcessTable.find(CommandEnvironment.mark(attempt.context), programs::add);
        // The file has no name any more, but the program has it open.
        Path stdout = Path.of("/proc/" + programs.getFirst().pid() + "/fd/1");
        long most = 0;
        for (long start = System.nanoTime(); System.nanoTime() - start < 1_500_000_000L;) {
            most = Math.max(most, Files.size(stdout));
        }
        attempt.interrupt();
        attempt.failure(InterruptedException.class);
        assertThat(most).isLessThan(4 * OutputFile.MAX_UNREAD);
    }
}
