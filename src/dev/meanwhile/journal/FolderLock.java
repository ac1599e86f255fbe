package dev.meanwhile.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The right of one process to use a folder. It goes with the process, however that ends. */
final class FolderLock implements AutoCloseable {

    /**
     * The folders in use by this very process: to open and close a locked file a second time would give up the lock (POSIX,
     * fcntl).
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private static final String NAME = "lock";
    private static final Pattern PID = Pattern.compile("\\d{1,18}");

    private final Path folder;
    /** Null where there is no file to lock. */
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the lock, to change what is in the folder.
     *
     * @throws JournalException if somebody has it
     */
    static FolderLock take(Path folder) throws IOException {
        return lock(folder, false, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /**
     * Keeps others from taking the lock, but changes nothing at all: if there is no file for it, nobody is there.
     *
     * @throws JournalException if somebody has it
     */
    static FolderLock share(Path folder) throws IOException {
        return lock(folder, true, StandardOpenOption.READ);
    }

    private static FolderLock lock(Path folder, boolean shared, OpenOption... options) throws IOException {
        Path real = folder.toRealPath();
        if (!OURS.add(real)) {
            throw new JournalException(folder + " is in use by another server of this process");
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            Path file = real.resolve(NAME);
            channel = shared && !Files.exists(file) ? null : FileChannel.open(file, options);
            FileLock lock = channel == null ? null : channel.tryLock(0, Long.MAX_VALUE, shared);
            if (channel != null && lock == null) {
                throw new JournalException(folder + " is in use by " + owner(file)
                        + "; stop that one first, or choose another data folder");
            }
            if (!shared) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            }
            taken = true;
            return new FolderLock(real, channel);
        } finally {
            if (!taken) {
                OURS.remove(real);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    private static String owner(Path file) throws IOException {
        String pid = Files.readString(file).strip();
        // Who shares it does not sign; nor does one sign at once.
        boolean alive = PID.matcher(pid).matches() && ProcessHandle.of(Long.parseLong(pid)).isPresent();
        return alive ? "another server, process " + pid : "another process";
    }

    @Override
    public void close() throws IOException {
        // In this order: a server of this process that takes it next must find it free.
        if (channel != null) {
            channel.close();
        }
        OURS.remove(folder);
    }
}
