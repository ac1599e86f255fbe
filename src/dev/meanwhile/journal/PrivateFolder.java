package dev.meanwhile.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes folders for what other users of the machine must not see: jobs carry addresses, and sometimes secrets. */
public final class PrivateFolder {

    private PrivateFolder() { }

    /**
     * Makes a folder and those above it, as far as they are not there, for this user alone (mode 0700) where there are such modes.
     *
     * @return {@code folder}
     * @throws IOException if it can not be made, or is a file
     */
    public static Path make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createDirectories(folder);
        }
        return Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
