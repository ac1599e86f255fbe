package dev.meanwhile.http;

import dev.meanwhile.journal.PrivateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder for what running commands read. It goes with the server. */
final class Spool implements AutoCloseable {

    /** The process that made a folder, and what makes its name unique. */
    private static final Pattern OWNED = Pattern.compile("(\\d{1,18})-\\d+");

    private final Path folder;

    private Spool(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens a folder of this server's own under {@code spool} in {@code data}, for this user alone, or a temporary one if
     * that is null.
     *
     * @throws IOException if that can not be done; the message names the folder and says why
     */
    static Spool open(Path data) throws IOException {
        if (data == null) {
            return new Spool(Files.createTempDirectory("meanwhile"));
        }
        try {
            Path spool = PrivateFolder.make(PrivateFolder.make(data).resolve("spool"));
            removeOrphans(spool);
            // Made new each time, so that several servers may share the data folder as long as nothing else is in it.
            return new Spool(Files.createTempDirectory(spool, ProcessHandle.current().pid() + "-"));
        } catch (UncheckedIOException broken) {
            throw PrivateFolder.unusable(data, broken.getCause());
        } catch (IOException broken) {
            throw PrivateFolder.unusable(data, broken);
        }
    }

    /** Removes the folders of servers that are no more. */
    private static void removeOrphans(Path spool) throws IOException {
        try (Stream<Path> folders = Files.list(spool)) {
            for (Path orphan : folders.filter(Spool::isOrphan).toList()) {
                remove(orphan);
            }
        }
    }

    private static boolean isOrphan(Path folder) {
        Matcher owner = OWNED.matcher(folder.getFileName().toString());
        return owner.matches() && ProcessHandle.of(Long.parseLong(owner.group(1))).isEmpty();
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    Path folder() {
        return folder;
    }

    /** Removes the folder. */
    @Override
    public void close() {
        try {
            remove(folder);
        } catch (IOException leftBehind) {
            // A command that could not be killed may still write there; the next server that opens the folder removes it.
        }
    }
}
