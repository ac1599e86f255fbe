package dev.meanwhile.work;

import java.io.Closeable;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The three files behind a program's stdin, stdout and stderr, readable by the server's user only. */
final class SpoolFiles implements Closeable {

    private final File in;
    private final File out;
    private final File err;

    private SpoolFiles(File in, File out, File err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Creates the files, with {@code stdin} in the first. */
    static SpoolFiles create(Path folder, String stdin) throws IOException {
        Files.createDirectories(folder);
        var files = new SpoolFiles(file(folder, ".in"), file(folder, ".out"), file(folder, ".err"));
        // Not by Files: an interrupt would close its channel, and be taken for a failure.
        try (var writer = new FileOutputStream(files.in)) {
            writer.write(stdin.getBytes(StandardCharsets.UTF_8));
            return files;
        } catch (IOException full) {
            files.close();
            throw full;
        }
    }

    File in() {
        return in;
    }

    File out() {
        return out;
    }

    File err() {
        return err;
    }

    /**
     * Takes the names away. A POSIX system keeps a file as long as somebody has it open, so this may come as early as
     * that: then not even a killed server leaves anything behind.
     */
    @Override
    public void close() {
        in.delete();
        out.delete();
        err.delete();
    }

    private static File file(Path folder, String suffix) throws IOException {
        return Files.createTempFile(folder, "command", suffix).toFile();
    }
}
