package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for one measurement, in the working directory: a temporary one may be in memory. */
final class Folder implements AutoCloseable {

    private final Path path;

    Folder() throws IOException {
        path = Files.createTempDirectory(Path.of("build"), "bench");
    }

    String path() {
        return path.toString();
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(path)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
