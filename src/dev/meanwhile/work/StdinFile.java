package dev.meanwhile.work;

import java.io.Closeable;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file behind a program's stdin, readable by the server's user only. A file and not a pipe, so that a program may
 * leave it unread, and nobody waits until it is.
 */
final class StdinFile implements Closeable {

    private final File file;

    private StdinFile(File file) {
        this.file = file;
    }

    /** Creates the file, with {@code text} in it. */
    static StdinFile create(Path folder, String text) throws IOException {
        Files.createDirectories(folder);
        var stdin = new StdinFile(Files.createTempFile(folder, "command", ".in").toFile());
        // Not by Files: an interrupt would close its channel, and be taken for a failure.
        try (var writer = new FileOutputStream(stdin.file)) {
            writer.write(text.getBytes(StandardCharsets.UTF_8));
            return stdin;
        } catch (IOException full) {
            stdin.close();
            throw full;
        }
    }

    File file() {
        return file;
    }

    /**
     * Takes the name away. A POSIX system keeps a file as long as somebody has it open, so this may come as early as
     * that: then not even a killed server leaves anything behind.
     */
    @Override
    public void close() {
        file.delete();
    }
}
