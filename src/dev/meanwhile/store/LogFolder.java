package dev.meanwhile.store;

import java.io.File;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The logs of all jobs, each in files of its own; most jobs write nothing and have none. Safe for use by any thread,
 * interrupted or not.
 *
 * <pre>
 * 7c/019a2f4e-...-b81f3a90e57c.log         the beginning of the log
 * 7c/019a2f4e-...-b81f3a90e57c.tail        where it goes on, in its first line, and the end of the log
 * 7c/019a2f4e-...-b81f3a90e57c.tail.next   the next tail, while it is being written
 * </pre>
 *
 * <p>No file is open but for those of unfinished jobs, and of these at most {@value #MAX_OPEN} but for the moment in which
 * they are written or read.
 */
final class LogFolder implements AutoCloseable {

    /** Of the 1,024 open files a process commonly may have, most are for connections. */
    static final int MAX_OPEN = 256;

    /** An id, and a suffix. */
    private static final Pattern NAME = Pattern.compile("(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})(\\..+)");

    private final File folder;
    private final int maxLog;
    private final Predicate<UUID> unfinished;
    private final Semaphore permits = new Semaphore(MAX_OPEN);

    /** The logs of unfinished jobs that were asked for. */
    private final ConcurrentMap<UUID, FileLog> live = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Creates what stands for {@code folder}, which is created with its first file, for this user alone.
     *
     * @param maxLog     how many bytes of each log are kept, half of them its beginning, half its end
     * @param unfinished whether a job may write. Must not wait for anything: it is asked while a lock is held. Must say no from
     *                   before {@link #end} is called for the job
     */
    LogFolder(Path folder, int maxLog, Predicate<UUID> unfinished) {
        this.folder = folder.toFile();
        this.maxLog = maxLog;
        this.unfinished = unfinished;
    }

    /**
     * Returns the log of a job. As long as the job is unfinished that is the same one for everybody, and goes on after what
     * was written before a restart; else, and once this is closed, it has ended.
     */
    JobLog of(UUID id) {
        FileLog log = live.get(id);
        if (log == null) {
            // Asked inside, so that whoever ends the log after that finds it here: none stays that nobody will end.
            log = live.computeIfAbsent(id, absent -> unfinished.test(absent) ? open(absent) : null);
            if (closed) {
                end(id);
            }
        }
        return log != null ? log : ended(id);
    }

    private FileLog open(UUID id) {
        return new FileLog(stem(id), maxLog, permits);
    }

    private FileLog ended(UUID id) {
        FileLog log = open(id);
        log.end();
        return log;
    }

    /** Ends the log of a job that has finished. */
    void end(UUID id) {
        // Ended before it is gone, so that a job that is retried at once has no second log that writes the same files.
        live.computeIfPresent(id, (same, log) -> {
            log.end();
            return null;
        });
    }

    /** Deletes the log of a finished job; does nothing if there is none. */
    void remove(UUID id) {
        // Whoever saved the job as finished may be about to do so, and what is written until then would create the file again.
        end(id);
        for (String suffix : HeadAndTail.SUFFIXES) {
            new File(stem(id) + suffix).delete();
        }
    }

    /** Returns how many bytes the log of a job has on disk. */
    long size(UUID id) {
        long bytes = 0;
        for (String suffix : HeadAndTail.SUFFIXES) {
            bytes += new File(stem(id) + suffix).length();
        }
        return bytes;
    }

    /**
     * Deletes the logs of jobs that are not known, and what a crash has left half written. For the start, before any log is
     * written.
     */
    void retain(Predicate<UUID> known) {
        for (String shelf : names(folder)) {
            var shelved = new File(folder, shelf);
            for (String name : names(shelved)) {
                Matcher file = NAME.matcher(name);
                if (file.matches() && HeadAndTail.SUFFIXES.contains(file.group(2))
                        && (name.endsWith(GrowingFile.NEXT) || !known.test(UUID.fromString(file.group(1))))) {
                    new File(shelved, name).delete();
                }
            }
        }
    }

    private static String[] names(File folder) {
        String[] names = folder.list();
        return names == null ? new String[0] : names;
    }

    /** Ends all logs. */
    @Override
    public void close() {
        closed = true;
        live.keySet().forEach(this::end);
    }

    /** What the names of a job's files begin with. Its id begins with the time: the end is what spreads them evenly. */
    private File stem(UUID id) {
        String shelf = HexFormat.of().toHexDigits((byte) id.getLeastSignificantBits());
        return new File(new File(folder, shelf), id.toString());
    }
}
