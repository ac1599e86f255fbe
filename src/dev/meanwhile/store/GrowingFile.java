package dev.meanwhile.store;

import dev.meanwhile.journal.PrivateFolder;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Semaphore;

/**
 * A file that grows at its end, or is replaced as a whole. What was appended has reached the operating system: it outlives
 * the process, but not a loss of power.
 *
 * <p>Used under the lock of its owner, by threads that may be interrupted at any time: an interrupt closes a channel, so there
 * is none here.
 */
final class GrowingFile {

    /** What the name of a file ends in until it takes the place of another. */
    static final String NEXT = ".next";

    private static final byte[] NOTHING = { };

    private final File file;
    private final Semaphore permits;
    private long length;
    /** What is appended to, from one append to the next; null while there is none, or no permit for it. */
    private RandomAccessFile kept;

    /** Creates what stands for {@code file}, there or not, and takes one of {@code permits} for as long as it keeps it open. */
    GrowingFile(File file, Semaphore permits) {
        this.file = file;
        this.permits = permits;
        this.length = file.length();
    }

    long length() {
        return length;
    }

    /** Appends {@code bytes} from {@code from} to {@code to}: all of them, or none when that fails. */
    void append(byte[] bytes, int from, int to) throws IOException {
        RandomAccessFile handle = kept == null ? open() : kept;
        boolean appended = false;
        try {
            handle.write(bytes, from, to - from);
            length += to - from;
            appended = true;
        } finally {
            if (!appended) {
                // Closed, because a file opened anew may be well again.
                close(handle);
                cut(length);
            } else if (kept == null && permits.tryAcquire()) {
                kept = handle;
            } else if (kept == null) {
                close(handle);
            }
        }
    }

    private RandomAccessFile open() throws IOException {
        RandomAccessFile handle = openOrCreate(file);
        boolean atEnd = false;
        try {
            handle.seek(length);
            atEnd = true;
            return handle;
        } finally {
            if (!atEnd) {
                close(handle);
            }
        }
    }

    private static RandomAccessFile openOrCreate(File file) throws IOException {
        try {
            return new RandomAccessFile(file, "rw");
        } catch (FileNotFoundException noFolder) {
            PrivateFolder.make(file.toPath().getParent());
            return new RandomAccessFile(file, "rw");
        }
    }

    /** Cuts the file to {@code shorter} bytes: a disk may have had room for the first part of what did not fit. */
    void cut(long shorter) {
        close();
        try (var handle = new RandomAccessFile(file, "rw")) {
            handle.setLength(shorter);
            length = shorter;
        } catch (IOException stays) {
            length = Math.max(shorter, file.length());
        }
    }

    /**
     * Puts {@code content} in the place of all there was. Whoever opens the file, even after a crash, finds either the old or
     * the new.
     */
    void replace(byte[] content) throws IOException {
        close();
        var next = new File(file.getPath() + NEXT);
        boolean replaced = false;
        try {
            try (RandomAccessFile handle = openOrCreate(next)) {
                handle.setLength(0);
                handle.write(content);
            }
            Files.move(next.toPath(), file.toPath(), StandardCopyOption.ATOMIC_MOVE);
            length = content.length;
            replaced = true;
        } finally {
            if (!replaced) {
                next.delete();
            }
        }
    }

    /** Returns the bytes from {@code from} to {@code to}, or what there is of them: none if the file is gone. */
    byte[] read(long from, long to) throws IOException {
        if (from >= to) {
            return NOTHING;
        }
        try (var in = new FileInputStream(file)) {
            in.skipNBytes(from);
            return in.readNBytes((int) Math.min(to - from, Integer.MAX_VALUE));
        } catch (FileNotFoundException absent) {
            // Also thrown when too many files are open.
            if (file.exists()) {
                throw absent;
            }
            return NOTHING;
        }
    }

    /** Keeps the file open no longer; the next append opens it again. */
    void close() {
        if (kept != null) {
            close(kept);
        }
    }

    private void close(RandomAccessFile handle) {
        if (handle == kept) {
            kept = null;
            permits.release();
        }
        try {
            handle.close();
        } catch (IOException closedAnyway) {
            // Each write went to the file itself: there is nothing left to be written now.
        }
    }
}
