package dev.meanwhile.journal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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

    /** Returns an exception that says in one line that a data folder can not be used, and why. */
    public static IOException unusable(Path data, IOException why) {
        return new IOException("data folder " + data + " can not be used: " + reason(why), why);
    }

    /** Returns why something could not be done with a file: many exceptions say nothing but its name, and the rest by their class. */
    static String reason(IOException why) {
        return switch (why) {
            case FileAlreadyExistsException notAFolder -> notAFolder.getFile() + " is not a folder";
            case NotDirectoryException notAFolder -> notAFolder.getFile() + " is not a folder";
            case NoSuchFileException missing -> missing.getFile() + " is missing";
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            case FileSystemException other when other.getReason() != null -> other.getMessage();
            case FileSystemException other -> other.toString();
            default -> why.getMessage() == null ? why.toString() : why.getMessage();
        };
    }
}
