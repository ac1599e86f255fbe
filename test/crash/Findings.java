package crash;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What went wrong. The first few are told at once, with all that is known of the job and what the journal has on it, since
 * a journal is tidied. Safe for use by any thread.
 */
final class Findings {

    /** Of each kind, so many are told. */
    private static final int TOLD = 3;
    private static final int MAX_LINES = 60;
    private static final int MAX_LINE = 2000;

    private final PrintStream out;
    private final Path journal;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by lock. */
    private final Map<String, Integer> violations = new TreeMap<>();
    /** Guarded by lock. */
    private int lost;

    /** Whether going on makes no sense. */
    private volatile boolean fatal;

    Findings(PrintStream out, Path journal) {
        this.out = out;
        this.journal = journal;
    }

    /** Tells of an accepted job the server does not know any more. */
    void lost(UUID id, String evidence) {
        lock.lock();
        try {
            if (++lost <= TOLD) {
                tell("LOST", id, evidence);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells of anything else; {@code id} is null if it is not about one job. */
    void violation(String what, UUID id, String evidence) {
        lock.lock();
        try {
            if (violations.merge(what, 1, Integer::sum) <= TOLD) {
                tell("VIOLATION " + what, id, evidence);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells of what ends the run. */
    void fatal(String what, String evidence) {
        violation(what, null, evidence);
        giveUp();
    }

    /** Has all that still asks the server cease. */
    void giveUp() {
        fatal = true;
    }

    boolean isFatal() {
        return fatal;
    }

    int lost() {
        lock.lock();
        try {
            return lost;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how often each violation was found. */
    Map<String, Integer> violations() {
        lock.lock();
        try {
            return new TreeMap<>(violations);
        } finally {
            lock.unlock();
        }
    }

    private void tell(String what, UUID id, String evidence) {
        assert lock.isHeldByCurrentThread();
        var text = new StringBuilder(what);
        if (id != null) {
            text.append(" id=").append(id);
        }
        text.append("\n    ").append(evidence);
        if (id != null) {
            recorded(id.toString()).forEach(line -> text.append("\n    ").append(line));
        }
        out.println(text);
    }

    private List<String> recorded(String id) {
        var lines = new ArrayList<String>();
        try (var files = Files.list(journal)) {
            for (Path file : files.sorted().toList()) {
                // Any bytes are read: what a kill tore is shown as it is.
                try (var text = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                    text.filter(line -> line.contains(id)).limit(MAX_LINES)
                            .forEach(line -> lines.add(file.getFileName() + ": " + line.substring(0, Math.min(MAX_LINE, line.length()))));
                }
            }
        } catch (IOException | UncheckedIOException unreadable) {
            lines.add("the journal can not be read: " + unreadable);
        }
        return lines.subList(0, Math.min(MAX_LINES, lines.size()));
    }
}
