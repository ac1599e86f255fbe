package dev.meanwhile.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Makes of a journal that is damaged one that is not, without what is damaged. Every file it makes comes into its place as a
 * whole, and none of the old ones goes before its copy is on the disk: wherever it is cut short, it can begin again.
 */
final class Repair {

    /** More are not lost one by one: some file only looks like a segment. */
    private static final int MOST_MISSING = 1_000;
    private static final int BUFFER = 1 << 16;

    /** What goes into a file. */
    @FunctionalInterface
    private interface Content {
        void writeTo(Disk.Out out) throws IOException;
    }

    private final Path folder;
    private final Disk disk;

    Repair(Path folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    /** Repairs; returns where the segments that were replaced are kept. */
    List<Path> run(Examination found) throws IOException {
        for (Examination.Gap gap : found.gaps()) {
            if (gap.last() - gap.first() >= MOST_MISSING) {
                throw new JournalException((gap.last() - gap.first() + 1) + " segments are missing after "
                        + Segments.path(folder, gap.first() - 1) + ": is " + Segments.path(folder, gap.last() + 1)
                        + " of this journal at all? If not, move it elsewhere. Nothing was changed");
            }
        }
        var kept = new ArrayList<Path>();
        var damages = new TreeMap<Long, List<Damage>>();
        found.damages().forEach(damage -> damages.computeIfAbsent(damage.segment(), absent -> new ArrayList<>()).add(damage));
        for (var damaged : damages.entrySet()) {
            kept.add(replace(damaged.getKey(), damaged.getValue()));
        }
        for (Examination.Gap gap : found.gaps()) {
            for (long number = gap.first(); number <= gap.last(); number++) {
                byte[] header = Header.line(gap.batch(), number);
                make(Segments.path(folder, number), out -> SegmentOut.writeAll(out, ByteBuffer.wrap(header)));
            }
        }
        return kept;
    }

    /** Puts a segment into the place of a damaged one, with all of it but the damage; returns where that one is kept. */
    private Path replace(long number, List<Damage> damages) throws IOException {
        Path file = Segments.path(folder, number);
        Path kept = Segments.unused(file, "damaged");
        try (var from = FileChannel.open(file, StandardOpenOption.READ)) {
            make(kept, out -> copy(from, 0, from.size(), out));
            make(file, out -> {
                long at = 0;
                for (Damage damage : damages) {
                    copy(from, at, damage.offset(), out);
                    if (damage.offset() == 0) {
                        SegmentOut.writeAll(out, ByteBuffer.wrap(Header.line(damage.batch(), number)));
                    }
                    at = damage.offset() + damage.length();
                }
                copy(from, at, from.size(), out);
            });
        }
        return kept;
    }

    private void make(Path file, Content content) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        boolean made = false;
        try {
            try (Disk.Out out = disk.create(unfinished)) {
                content.writeTo(out);
                out.force();
            }
            give(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            disk.forceFolder(folder);
            made = true;
        } finally {
            if (!made) {
                disk.delete(unfinished);
            }
        }
    }

    /** Gives a file to whom the folder belongs: root may repair what it does not serve. */
    private void give(Path file) throws IOException {
        UserPrincipal owner = Files.getOwner(folder);
        if (!owner.equals(Files.getOwner(file))) {
            Files.setOwner(file, owner);
        }
    }

    private static void copy(FileChannel from, long begin, long end, Disk.Out to) throws IOException {
        var buffer = ByteBuffer.allocate(BUFFER);
        for (long at = begin; at < end; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(BUFFER, end - at));
            int count = from.read(buffer, at);
            if (count < 0) {
                throw new IOException("a segment has become shorter");
            }
            SegmentOut.writeAll(to, buffer.flip());
        }
    }
}
