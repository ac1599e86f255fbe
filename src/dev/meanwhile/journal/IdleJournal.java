package dev.meanwhile.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A journal that no server uses, held so that none begins to. For use by one thread. */
public final class IdleJournal implements AutoCloseable {

    private final Path folder;
    private final FolderLock lock;

    private IdleJournal(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Holds the journal in {@code folder}, to read it. Nothing at all is changed, so that a copy that can only be read will do.
     *
     * @throws JournalException if a server uses it
     */
    public static IdleJournal toExamine(Path folder) throws IOException {
        return new IdleJournal(folder, FolderLock.share(folder));
    }

    /**
     * Holds the journal in {@code folder}, to read and to repair it.
     *
     * @throws JournalException if a server uses it, or somebody reads it
     */
    public static IdleJournal toRepair(Path folder) throws IOException {
        return new IdleJournal(folder, FolderLock.take(folder));
    }

    /**
     * Reads it to its end, whatever is wrong with it.
     *
     * @throws JournalException if a newer version has written it
     */
    public Examination examine(Replay replay) throws IOException {
        return Examination.of(folder, replay);
    }

    /**
     * Sets aside what was found wrong, so that a server can start on the rest. What a crash has torn is left to that.
     *
     * @return the files that were kept of what was replaced
     * @throws IOException if that can not be done; what is not done yet can be done later
     */
    public List<Path> repair(Examination found) throws IOException {
        return new Repair(folder, Disk.REAL).run(found);
    }

    /** Returns the command that examines the journal in {@code folder}, or repairs it, as a shell takes it. */
    public static String command(Path folder, boolean repair) {
        // The journal is in a folder of its own in the data folder, which is what a command is told.
        String data = Objects.requireNonNullElse(folder.getParent(), Path.of(".")).toString();
        String word = data.matches("[\\w./+-]+") ? data : "'" + data.replace("'", "'\\''") + "'";
        return "java -jar meanwhile.jar check " + (repair ? "--repair " : "") + "--data " + word;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
