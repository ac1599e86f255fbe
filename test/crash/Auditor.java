package crash;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds the server against the ledger: after each start, and whenever much has been accepted since. Runs on a thread of its
 * own while there are kills, and is then used by the thread that ends the run.
 */
final class Auditor implements Runnable, AutoCloseable {

    private static final int SAMPLE = 200;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final int port;
    private final Ledger ledger;
    private final Findings findings;
    private final Inquiry inquiry;
    private final Timekeeper timekeeper;
    private final SplittableRandom random;

    /** Confined to the thread that uses this, as is all below. */
    private Connection connection;
    private long sweeps;
    /** How many jobs had been accepted when the ticks were looked at. */
    private long acceptedBefore;

    /** Written by the thread that starts servers. */
    private volatile int started;
    private volatile boolean stopping;
    /** Written by the auditor: the last start after which all was looked at. */
    private volatile int audited;

    Auditor(int port, SplittableRandom random, Ledger ledger, Findings findings, Timekeeper timekeeper) {
        this.port = port;
        this.random = random;
        this.ledger = ledger;
        this.findings = findings;
        this.inquiry = new Inquiry(ledger, findings);
        this.timekeeper = timekeeper;
    }

    /** Tells that a server has started. */
    void started(int number) {
        started = number;
    }

    /** Returns whether all was looked at since the last start. */
    boolean isDone() {
        return audited == started;
    }

    /** Ends the auditor after what it is at. */
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        try {
            audit();
        } catch (CancellationException nobodyLeft) {
            // Why has been told.
        }
    }

    private void audit() {
        while (!stopping) {
            int start = started;
            if (start == audited && !ledger.isHalfFull() && !ledger.isMuch(ledger.accepted() - acceptedBefore)) {
                LockSupport.parkNanos(PAUSE);
                continue;
            }
            acceptedBefore = ledger.accepted();
            sweep();
            // Nobody was told of these, but whoever sees them may rely on them.
            lookAtTicks().forEach(this::enter);
            if (start != audited) {
                ledger.sample(random, SAMPLE).forEach(entry -> persist(() -> inquiry.look(connection, entry)));
                audited = start;
            }
        }
    }

    private void enter(JsonObject tick) {
        ledger.observe(ledger.accept(Inquiry.Page.id(tick), Draft.TICK, 0), tick, System.nanoTime());
    }

    /** Looks at the schedules; returns the jobs of ticks that were not known. */
    List<JsonObject> lookAtTicks() {
        var fresh = new ArrayList<JsonObject>();
        persist(() -> fresh.addAll(timekeeper.look(connection)));
        return fresh;
    }

    /** Returns whether all ticks up to {@code time} were handled when they were last looked at. */
    boolean areTicksHandled(Instant time) {
        return timekeeper.isHandled(time);
    }

    /** Returns how many ticks there were of each kind. */
    Map<String, Long> ticks() {
        return timekeeper.counts();
    }

    /** Returns an unfinished job, whoever knows of it, or null if there is none. */
    JsonElement anyUnfinished() {
        var any = new JsonElement[1];
        persist(() -> any[0] = inquiry.anyUnfinished(connection));
        return any[0];
    }

    /** Looks at every job that was accepted before and is not known to have ended. */
    void sweep() {
        sweeps++;
        List<Entry> due = ledger.unfinished();
        UUID oldest = due.stream().map(entry -> entry.id).min(UUID::compareTo).orElse(null);
        String cursor = null;
        boolean more = oldest != null;
        while (more) {
            Inquiry.Page page = page(cursor);
            for (JsonObject job : page.jobs()) {
                Entry entry = ledger.find(Inquiry.Page.id(job));
                if (entry != null) {
                    entry.sweep = sweeps;
                }
            }
            cursor = page.next();
            more = cursor != null && UUID.fromString(cursor).compareTo(oldest) > 0;
        }
        due.stream().filter(entry -> entry.sweep != sweeps).forEach(this::lookForUnlisted);
    }

    private void lookForUnlisted(Entry entry) {
        persist(() -> inquiry.look(connection, entry));
        // One that was lost is not in the ledger any more, nor one that has ended long ago.
        if (ledger.find(entry.id) != null) {
            findings.violation("not listed", entry.id, entry.toString());
        }
    }

    /** Looks at every job the server knows. Only while no job is unfinished. */
    void sweepAll() {
        sweeps++;
        var orders = new HashMap<String, UUID>();
        var keys = new HashMap<String, String>();
        String cursor = null;
        do {
            Inquiry.Page page = page(cursor);
            for (JsonObject job : page.jobs()) {
                UUID id = Inquiry.Page.id(job);
                Entry entry = ledger.find(id);
                if (entry != null) {
                    entry.sweep = sweeps;
                }
                for (JsonElement tag : job.getAsJsonArray("tags")) {
                    UUID other = tag.getAsString().startsWith("batch-") ? null : orders.put(tag.getAsString(), id);
                    if (other != null) {
                        findings.violation("a submission was made two jobs", id, tag + " is of " + other + " too");
                    }
                }
                checkKey(job, keys);
            }
            cursor = page.next();
        } while (cursor != null);
        ledger.all().stream().filter(entry -> entry.sweep != sweeps).forEach(this::lookForUnlisted);
    }

    /** Checks that a job had finished before the next one of its key was submitted. */
    private void checkKey(JsonObject job, Map<String, String> nextSubmitted) {
        if (job.get("key").isJsonNull()) {
            return;
        }
        String next = nextSubmitted.put(job.get("key").getAsString(), job.get("submittedAt").getAsString());
        String finished = job.get("finishedAt").isJsonNull() ? "not yet" : job.get("finishedAt").getAsString();
        if (next != null && finished.compareTo(next) > 0) {
            findings.violation("two unfinished jobs of one key", Inquiry.Page.id(job), job + "\n    the next was submitted at " + next);
        }
    }

    private Inquiry.Page page(String cursor) {
        var page = new Inquiry.Page[1];
        persist(() -> page[0] = inquiry.page(connection, cursor));
        return page[0];
    }

    /** What is asked of a server that may be killed in the middle of it. */
    private interface Question {
        void ask() throws IOException;
    }

    /** Asks until there is an answer. */
    private void persist(Question question) {
        while (!findings.isFatal()) {
            try {
                if (connection == null || connection.isOver()) {
                    disconnect();
                    connection = new Connection(port);
                }
                question.ask();
                return;
            } catch (IOException broken) {
                disconnect();
                LockSupport.parkNanos(PAUSE);
            }
        }
        throw new CancellationException("there is nobody left to ask");
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}
