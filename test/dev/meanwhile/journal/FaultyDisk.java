package dev.meanwhile.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A disk that fails where it is told to, and knows what a loss of power or the death of the process would leave of it. The
 * files are real, so that whatever reads them needs no disk of its own; nothing is really forced.
 *
 * <p>Safe for use by any thread; one operation at a time.
 */
public final class FaultyDisk implements Disk {

    /** Which operations fail. */
    @FunctionalInterface
    public interface Fault {

        /** Nothing fails. */
        Fault NONE = number -> false;

        /** Returns whether the operation of that number fails; the first is 1. */
        boolean hits(int number);
    }

    /** Smaller than in truth, since the lines of tests are short: a line is torn more often. */
    private static final int BLOCK = 64;

    /** A file, under whatever name. */
    private static final class Inode {
        /** What is on the disk for certain. */
        private byte[] forced = {};
        /** What was in it when it was deleted, or null. */
        private byte[] deleted;
    }

    private Fault fault = Fault.NONE;
    private boolean shortWrites;
    private boolean losing;
    private long capacity = Long.MAX_VALUE;
    private IntConsumer before = number -> { };
    private int number;
    private final Map<Path, Inode> names = new HashMap<>();
    private final Map<Path, Inode> forcedNames = new HashMap<>();

    public FaultyDisk failing(Fault when) {
        fault = when;
        return this;
    }

    /** Has each write take but one byte. */
    public FaultyDisk shortWrites() {
        shortWrites = true;
        return this;
    }

    /** Has a failed force lose what was to be forced: what is read from there is zeros, and the next force succeeds. */
    public FaultyDisk losing() {
        losing = true;
        return this;
    }

    /** Has {@code action} run before each operation, with its number; it may take a copy of the folder. */
    public FaultyDisk before(IntConsumer action) {
        before = action;
        return this;
    }

    /** Lets all files together take so many bytes. */
    public synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    public synchronized int operations() {
        return number;
    }

    private boolean fails() {
        before.accept(++number);
        return fault.hits(number);
    }

    private IOException failure(String what) {
        return new IOException("operation " + number + " fails: " + what);
    }

    @Override
    public synchronized Out create(Path file) throws IOException {
        if (fails()) {
            throw failure("create " + file);
        }
        adopt(file.getParent());
        Inode inode = names.computeIfAbsent(file, absent -> new Inode());
        var out = new RandomAccessFile(file.toFile(), "rw");
        out.setLength(0);
        return new FaultyOut(file, inode, out);
    }

    /** Takes what was there before for forced. */
    private void adopt(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> Segments.number(file) >= 0 && !names.containsKey(file)).toList()) {
                var inode = new Inode();
                inode.forced = Files.readAllBytes(file);
                names.put(file, inode);
                forcedNames.put(file, inode);
            }
        }
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        if (fails()) {
            throw failure("delete " + file);
        }
        Inode inode = names.remove(file);
        if (inode != null) {
            inode.deleted = Files.readAllBytes(file);
        }
        Files.deleteIfExists(file);
    }

    @Override
    public synchronized void forceFolder(Path folder) throws IOException {
        if (fails()) {
            throw failure("force " + folder);
        }
        forcedNames.clear();
        forcedNames.putAll(names);
    }

    /** Returns how many bytes all files together take. */
    public synchronized long used() throws IOException {
        long used = 0;
        for (Path file : names.keySet()) {
            used += Files.size(file);
        }
        return used;
    }

    private final class FaultyOut implements Out {

        private final Path file;
        private final Inode inode;
        private final RandomAccessFile out;

        FaultyOut(Path file, Inode inode, RandomAccessFile out) {
            this.file = file;
            this.inode = inode;
            this.out = out;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            synchronized (FaultyDisk.this) {
                boolean fails = fails();
                int count = fails ? bytes.remaining() / 2 : shortWrites ? 1 : bytes.remaining();
                if (capacity < Long.MAX_VALUE) {
                    count = Math.clamp(capacity - used(), 0, count);
                }
                byte[] some = new byte[count];
                bytes.get(some);
                out.write(some);
                if (fails) {
                    throw failure("write to " + file);
                }
                if (count == 0) {
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (FaultyDisk.this) {
                if (fails()) {
                    if (losing) {
                        lose();
                    }
                    throw failure("force " + file);
                }
                inode.forced = Files.readAllBytes(file);
            }
        }

        private void lose() throws IOException {
            int from = inode.forced.length;
            out.seek(from);
            out.write(new byte[(int) Math.max(0, out.length() - from)]);
        }

        @Override
        public void truncate(long length) throws IOException {
            synchronized (FaultyDisk.this) {
                boolean fails = fails();
                if (fails && number % 2 == 0) {
                    throw failure("truncate " + file);
                }
                out.setLength(length);
                if (fails) {
                    throw failure("force truncated " + file);
                }
                inode.forced = Files.readAllBytes(file);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Copies what is there if the process dies now. */
    public synchronized void kill(Path into) {
        try {
            Files.createDirectories(into);
            for (Path file : names.keySet()) {
                Files.copy(file, into.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies what may be there if the power fails now: of what was not forced, some. */
    public synchronized void crash(Path into, RandomGenerator random) {
        try {
            Files.createDirectories(into);
            var files = new TreeSet<>(names.keySet());
            files.addAll(forcedNames.keySet());
            for (Path file : files) {
                Inode now = names.get(file);
                Inode old = forcedNames.get(file);
                Inode left = random.nextBoolean() ? now : old;
                if (left != null) {
                    Files.write(into.resolve(file.getFileName()), remains(file, left, random));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] remains(Path file, Inode inode, RandomGenerator random) throws IOException {
        byte[] forced = inode.forced;
        byte[] now = inode.deleted != null ? inode.deleted : Files.readAllBytes(file);
        if (now.length < forced.length) {
            return random.nextBoolean() ? now : forced;
        }
        int length = List.of(forced.length, now.length, random.nextInt(forced.length, now.length + 1)).get(random.nextInt(3));
        byte[] left = Arrays.copyOf(forced, length);
        for (int at = forced.length; at < length; ) {
            int end = Math.min(length, (at / BLOCK + 1) * BLOCK);
            if (random.nextInt(3) > 0) {
                System.arraycopy(now, at, left, at, end - at);
            }
            at = end;
        }
        return left;
    }
}
