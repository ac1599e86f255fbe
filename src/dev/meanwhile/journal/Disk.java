package dev.meanwhile.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** All that the writer asks of the file system, so that a test can have each of it fail. */
interface Disk {

    /** The real one. */
    Disk REAL = new Real();

    /** A file that grows at its end. */
    interface Out extends Closeable {

        /** Writes some of what remains of {@code bytes}, perhaps not all of it. */
        void write(ByteBuffer bytes) throws IOException;

        /** Returns when all that was written is on the disk. */
        void force() throws IOException;

        /** Cuts off what is after the first {@code length} bytes. */
        void truncate(long length) throws IOException;
    }

    /** Creates a file, which only this user can read; empties it if it is there. */
    Out create(Path file) throws IOException;

    /** Deletes a file, if it is there. */
    void delete(Path file) throws IOException;

    /** Returns when all files created or deleted in {@code folder} are on the disk as such. */
    void forceFolder(Path folder) throws IOException;

    /** The file system as it is. */
    final class Real implements Disk {

        private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        private static final FileAttribute<?>[] PRIVATE = POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];

        private record Channel(FileChannel channel) implements Out {

            @Override
            public void write(ByteBuffer bytes) throws IOException {
                channel.write(bytes);
            }

            @Override
            public void force() throws IOException {
                // Without the times of the file, but with its length, which is needed to read it.
                channel.force(false);
            }

            @Override
            public void truncate(long length) throws IOException {
                channel.truncate(length);
                channel.force(true);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        }

        private Real() { }

        @Override
        public Out create(Path file) throws IOException {
            return new Channel(FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING), PRIVATE));
        }

        @Override
        public void delete(Path file) throws IOException {
            Files.deleteIfExists(file);
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            if (POSIX) {
                try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
    }
}
