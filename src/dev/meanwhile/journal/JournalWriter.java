package dev.meanwhile.journal;

import dev.meanwhile.event.Endurance;
import dev.meanwhile.event.EventLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that writes. Whatever waits is written together and forced once: the more that wait, the less each costs.
 *
 * <p>When a write or a force fails, the segment is cut back to what is known to be on the disk, because after a failed force
 * nobody knows what became of the rest. New records are refused then. Those that can not be refused are kept, and written
 * again, in their order and into a new segment, as soon as the disk takes a file of some size again.
 */
final class JournalWriter {

    /** The kind of the line that says that the journal was closed, rather than left by a crash. */
    static final String CLOSED = "closed";
    /** Asks for a force, whatever {@link Fsync} says. */
    static final Record SYNC = () -> null;
    static final Record CLOSE = () -> null;
    private static final int MOST_AT_ONCE = 10_000;
    private static final Duration FORCE_EVERY = Duration.ofMillis(200);
    private static final Duration PROBE_EVERY = Duration.ofMillis(500);
    private static final int PROBE_BYTES = 1 << 18;

    private final Path folder;
    private final Fsync fsync;
    private final long segmentSize;
    private final SegmentOut segment;
    private final Batch batch;
    private final EventLog log;
    private final Endurance endurance;
    private final LinkedBlockingQueue<Ticket> queue = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofPlatform().name("journal").daemon().unstarted(this::run);

    /** Why nothing can be written, or null; and how often something could not be. Written by the writer. */
    private volatile String failure;
    private volatile int failures;
    /** Set by the writer when it will never look into the queue again. */
    private volatile boolean ended;

    /** Whether to say, at the end, that it was closed. Set before the ticket that asks for the end is added. */
    private boolean sealing;

    // Confined to the writer, from its start on.
    /** Composed since the last write, and written since the last force. */
    private final List<Ticket> composed = new ArrayList<>();
    private final Deque<Ticket> unforced = new ArrayDeque<>();
    /** To be written as soon as that is possible. */
    private Deque<Ticket> held = new ArrayDeque<>();
    /** Taken out of the queue to be written, if nothing comes between. */
    private final Deque<Ticket> todo = new ArrayDeque<>();
    private boolean closing;
    /** What came between; null once that is cleared up. */
    private Throwable trouble;
    private boolean forceAsked;
    private long forcedAt = System.nanoTime();
    private long probedAt;

    JournalWriter(Path folder, Disk disk, Fsync fsync, long segmentSize, Segments segments, EventLog log) {
        this.folder = folder;
        this.fsync = fsync;
        this.segmentSize = segmentSize;
        this.segment = new SegmentOut(disk, folder, segments);
        this.batch = new Batch(segment);
        this.log = log;
        this.endurance = new Endurance("journal_writer_failed", log);
    }

    /** Opens the segment of that number and starts the writer. */
    void start(long firstNumber, long firstBatch) throws IOException {
        batch.begin(firstBatch);
        open(firstNumber);
        thread.start();
    }

    void add(Ticket ticket) {
        if (ticket.refusable && failure != null) {
            ticket.refuse(failure);
            return;
        }
        queue.add(ticket);
        // Added too late to be seen: whoever takes it out of the queue says so.
        if (ended && queue.remove(ticket)) {
            ticket.refuse("the journal is closed");
        }
    }

    String failure() {
        return failure;
    }

    /** Returns how often something could not be written; it was refused, or waits. */
    int failures() {
        return failures;
    }

    /**
     * Ends the writer when all that was added before has been recorded, or can not be.
     *
     * @param seal whether to say so in the journal; else it ends as with a crash
     */
    void close(boolean seal) {
        sealing = seal;
        var last = new Ticket(CLOSE, Ack.FORCED, false, Thread.currentThread());
        add(last);
        last.await();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException hurry) {
                // The folder is given free next: nothing may be written to it then.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        endurance.run(this::work);
        end();
    }

    private void work() {
        clearUp();
        while (!closing) {
            take();
            boolean last = todo.stream().anyMatch(ticket -> ticket.record == CLOSE);
            if (failure != null) {
                for (; !todo.isEmpty(); todo.remove()) {
                    hold(todo.peek(), held);
                }
                if (!last && System.nanoTime() - probedAt < PROBE_EVERY.toNanos()) {
                    continue;
                }
            }
            closing = last;
            try {
                if (failure != null) {
                    recover();
                }
                record();
            } catch (Throwable thrown) {
                trouble = thrown;
                clearUp();
            }
        }
    }

    /** Waits until there is something to do. */
    private void take() {
        if (!todo.isEmpty()) {
            return;
        }
        try {
            Ticket first = failure != null ? queue.poll(PROBE_EVERY.toNanos(), TimeUnit.NANOSECONDS)
                    : !unforced.isEmpty() ? queue.poll(FORCE_EVERY.toNanos(), TimeUnit.NANOSECONDS)
                    : queue.take();
            if (first != null) {
                todo.add(first);
                queue.drainTo(todo, MOST_AT_ONCE);
            }
        } catch (InterruptedException nobodysBusiness) {
            // Nothing of ours interrupts this thread, and it ends by close() alone.
        }
    }

    private void record() throws IOException {
        boolean idle = todo.isEmpty();
        while (!todo.isEmpty()) {
            if (segment.end() >= segmentSize) {
                rotate();
            }
            // First of all, so that it is found if anything goes wrong.
            composed.add(todo.peek());
            compose(todo.remove());
        }
        write();
        if (forceAsked || !unforced.isEmpty() && (idle || fsync == Fsync.INTERVAL
                && System.nanoTime() - forcedAt >= FORCE_EVERY.toNanos())) {
            force();
        }
    }

    private void compose(Ticket ticket) throws IOException {
        forceAsked |= ticket.awaitsForce(fsync);
        if (ticket.record == SYNC || ticket.record == CLOSE) {
            return;
        }
        if (ticket.members == null) {
            ticket.members = members(ticket);
        }
        if (ticket.members == null) {
            composed.removeLast();
            if (ticket.isPending()) {
                acknowledge(ticket);
            }
            return;
        }
        long from = batch.put(ticket.members);
        ticket.position = Segments.position(segment.number(), from);
        ticket.length = (int) (segment.end() - from);
    }

    private byte[] members(Ticket ticket) {
        try {
            return ticket.record.members();
        } catch (RuntimeException bug) {
            log.error("record_failed", "error", bug);
            failures++;
            ticket.refuse("the record can not be made: " + bug);
            return null;
        }
    }

    private void write() throws IOException {
        segment.flush();
        for (Ticket ticket : composed) {
            if (!ticket.awaitsForce(fsync)) {
                acknowledge(ticket);
            }
            if (fsync != Fsync.NEVER || ticket.awaitsForce(fsync)) {
                unforced.add(ticket);
            }
        }
        composed.clear();
        if (fsync == Fsync.NEVER) {
            segment.trust();
        }
    }

    private void force() throws IOException {
        segment.force();
        forcedAt = System.nanoTime();
        forceAsked = false;
        batch.forced();
        for (Ticket ticket = unforced.poll(); ticket != null; ticket = unforced.poll()) {
            if (ticket.awaitsForce(fsync)) {
                acknowledge(ticket);
            }
        }
    }

    private void acknowledge(Ticket ticket) {
        try {
            ticket.record.recorded(ticket.position, ticket.length);
        } catch (Throwable bug) {
            // It is on the disk all the same.
            endurance.failed(bug);
        } finally {
            ticket.done();
        }
    }

    /** Goes on in a new segment. The old one is on the disk then, so that only the last one can ever be torn. */
    private void rotate() throws IOException {
        write();
        force();
        segment.close();
        open(segment.number() + 1);
    }

    private void open(long number) throws IOException {
        segment.open(number, Header.line(batch.number(), number));
        batch.begin(batch.number() + 1);
    }

    /** If there was trouble, refuses what can be refused of all that is not known to be on the disk, and holds the rest. */
    private void clearUp() {
        if (trouble == null) {
            return;
        }
        String reason = trouble instanceof IOException why ? PrivateFolder.reason(why) : trouble.toString();
        if (failure == null) {
            log.error("journal_failed", "folder", folder, "error", reason);
        }
        failure = "the journal in " + folder + " can not be written: " + reason;
        failures++;
        probedAt = System.nanoTime();
        // Before anybody is told that it is refused.
        segment.retract(unforced.stream().anyMatch(Ticket::canBeRefused), !composed.isEmpty());
        // In this order; and once, though what was being moved from one to the next may be in both.
        var all = new LinkedHashSet<>(unforced);
        all.addAll(composed);
        all.addAll(held);
        all.addAll(todo);
        var next = new ArrayDeque<Ticket>(all.size());
        all.forEach(ticket -> hold(ticket, next));
        held = next;
        unforced.clear();
        composed.clear();
        todo.clear();
        forceAsked = false;
        trouble = null;
    }

    private void hold(Ticket ticket, Deque<Ticket> kept) {
        if (ticket.canBeRefused()) {
            ticket.retract(failure);
        } else {
            kept.add(ticket);
        }
    }

    /** Makes what was held the next to be written, if the disk works again. */
    private void recover() throws IOException {
        // Of some size: on a disk that is full, the few bytes of a record may find room where the next ones do not.
        segment.probe(PROBE_BYTES);
        // Not before: until it can be written again, what was acknowledged as written is nowhere else.
        segment.cut();
        open(segment.number() + 1);
        todo.addAll(held);
        held.clear();
        failure = null;
        log.info("journal_recovered", "folder", folder, "held", todo.size());
    }

    private void end() {
        try {
            if (failure == null) {
                if (sealing) {
                    segment.put(Line.of(batch.number(), "\"op\":\"" + CLOSED + "\"}"));
                }
                segment.flush();
                segment.force();
                segment.close();
            }
        } catch (IOException unfinished) {
            // All was recorded; only the next start will take this for a crash.
            log.warn("journal_not_closed", "folder", folder, "error", unfinished.getMessage());
        }
        ended = true;
        held.forEach(ticket -> ticket.refuse(failure));
        for (Ticket late = queue.poll(); late != null; late = queue.poll()) {
            late.refuse("the journal is closed");
        }
    }
}
