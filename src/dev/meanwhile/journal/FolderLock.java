package dev.meanwhile.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The right of one process to use a folder. It goes with the process, however that ends. */
final class FolderLock implements AutoCloseable {

    /**
     * The folders in use by this very process: to open and close a locked file a second time would give up the lock (POSIX,
     * fcntl).
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws JournalException if somebody has it
     */
    static FolderLock take(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!OURS.add(real)) {
            throw new JournalException(folder + " is in use by another server of this process");
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            Path file = real.resolve("lock");
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new JournalException(folder + " is in use by another server, " + owner(file)
                        + "; stop that one first, or choose another data folder");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
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
        return pid.isEmpty() ? "which is just starting" : "process " + pid;
    }

    @Override
    public void close() throws IOException {
        // In this order: a server of this process that takes it next must find it free.
        channel.close();
        OURS.remove(folder);
    }
}
