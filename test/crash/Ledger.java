package crash;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * All that the server has promised: every job it has accepted, until it has been seen to have ended and is old enough for
 * the server to forget. Whatever the server says of a job is held against what it said before.
 *
 * <p>Safe for use by any thread.
 */
final class Ledger {

    private static final int RECENT = 1 << 15;

    private final Findings findings;
    private final Executions executions;
    private final Precedence precedence;
    /** So many jobs may be unfinished, and so many finished ones are remembered: a quarter each of what the server keeps. */
    private final int window;

    private final ConcurrentMap<UUID, Entry> entries = new ConcurrentHashMap<>();
    /** In the order in which they were seen to have ended. */
    private final Queue<Entry> ended = new ConcurrentLinkedQueue<>();
    private final AtomicReferenceArray<Entry> recent = new AtomicReferenceArray<>(RECENT);

    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong unfinished = new AtomicLong();
    private final AtomicLong finished = new AtomicLong();
    private final AtomicLong runAgain = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong foundBatches = new AtomicLong();

    Ledger(Findings findings, Executions executions, int keep) {
        this.findings = findings;
        this.executions = executions;
        this.precedence = new Precedence(findings);
        this.window = keep / 4;
    }

    /** Counts a kill that is about to happen. */
    void killing() {
        kills.incrementAndGet();
    }

    int kills() {
        return kills.get();
    }

    /** Counts a server that is about to start, now that there is no other. */
    void starting() {
        starts.incrementAndGet();
    }

    int starts() {
        return starts.get();
    }

    /** Enters a job the server has accepted; returns its entry, which may be there already if it had a key. */
    Entry accept(UUID id, Draft draft, int killsBefore) {
        var entry = new Entry(id, draft, killsBefore);
        Entry known = entries.putIfAbsent(id, entry);
        if (known != null) {
            return known;
        }
        precedence.accepted(entry);
        unfinished.incrementAndGet();
        recent.set((int) (accepted.getAndIncrement() % RECENT), entry);
        return entry;
    }

    /** Counts a submission whose connection ended before its answer: there may be a job or not. */
    void unanswered() {
        unanswered.incrementAndGet();
    }

    /** Counts a batch that was accepted; {@code found} says whether that was only found out later. */
    void acceptedBatch(boolean found) {
        batches.incrementAndGet();
        foundBatches.addAndGet(found ? 1 : 0);
    }

    /** Returns the entry of a job, or null if it was not accepted, or is old enough to be forgotten. */
    Entry find(UUID id) {
        return entries.get(id);
    }

    /** Returns whether so many jobs have not been seen to have ended that no more should be submitted. */
    boolean isFull() {
        return unfinishedCount() >= window;
    }

    /** Returns whether it is time to look which jobs have ended. */
    boolean isHalfFull() {
        return unfinishedCount() >= window / 2;
    }

    /** Returns whether so many jobs are as many as may be accepted before somebody looks at what the server makes by itself. */
    boolean isMuch(long jobs) {
        return jobs >= window / 2;
    }

    /** Returns how many accepted jobs have neither been seen to have ended nor been lost. */
    long unfinishedCount() {
        return unfinished.get();
    }

    List<Entry> unfinished() {
        return entries.values().stream().filter(entry -> entry.ending() == null).toList();
    }

    List<Entry> all() {
        return List.copyOf(entries.values());
    }

    /** Returns some of the jobs accepted last. */
    List<Entry> sample(SplittableRandom random, int size) {
        var sample = new ArrayList<Entry>();
        int filled = (int) Math.min(RECENT, accepted.get());
        for (int i = 0; i < size && filled > 0; i++) {
            Entry entry = recent.get(random.nextInt(filled));
            if (entry != null && entries.containsKey(entry.id)) {
                sample.add(entry);
            }
        }
        return sample;
    }

    /** Holds against the ledger what the server has answered to a request for a job that was sent at {@code sent}. */
    void observe(Entry entry, JsonObject json, long sent) {
        var job = JobView.of(json);
        if (entry.isEndedBefore(sent) && !job.isFinished()) {
            findings.violation("unfinished after it had ended", entry.id, json + "\n    " + entry);
        } else if (entry.isCancelledBefore(sent) && !job.isFinished()) {
            findings.violation("unfinished after it was cancelled", entry.id, json + "\n    " + entry);
        } else if (entry.isSweptBefore(sent) && !job.isFinished() && !json.get("cancelRequested").getAsBoolean()) {
            findings.violation("left out when its batch was cancelled", entry.id, json + "\n    " + entry);
        }
        if (entry.ending() == null || !job.isFinished()) {
            int count = entry.delivery < 0 ? 0 : executions.of(entry.delivery);
            for (String broken : Rules.broken(entry, job, kills.get() - entry.killsBefore, count)) {
                findings.violation(broken, entry.id, json + "\n    executions " + count + ", " + entry);
            }
        }
        precedence.observed(entry, job, json.toString(), sent);
        if (job.isFinished()) {
            ended(entry, job, json.toString());
        }
    }

    private void ended(Entry entry, JobView job, String json) {
        if (entry.ended(json, accepted.get())) {
            finished.incrementAndGet();
            unfinished.decrementAndGet();
            runAgain.addAndGet(job.wasRunAgain() ? 1 : 0);
            if (entry.delivery >= 0) {
                executions.settle(entry.delivery, job.steps().begun());
            }
            precedence.ended(entry);
            ended.add(entry);
            forget();
        } else if (!entry.ending().equals(json)) {
            findings.violation("changed after it had ended", entry.id, json + "\n    " + entry);
        }
    }

    private void forget() {
        for (Entry oldest = ended.peek(); oldest != null && isOld(oldest) && ended.remove(oldest); oldest = ended.peek()) {
            entries.remove(oldest.id);
        }
    }

    /** Returns whether a job has ended so long ago that the server may have forgotten it. */
    boolean isOld(Entry entry) {
        return entry.age(accepted.get()) >= window;
    }

    /** The server does not know a job. It may forget an old one; any other is lost. */
    void missing(Entry entry) {
        if (!isOld(entry) && entries.remove(entry.id) != null) {
            unfinished.addAndGet(entry.ending() == null ? -1 : 0);
            findings.lost(entry.id, entry.toString());
        }
    }

    /** Holds against the ledger that a request to cancel a job was answered with {@code status}. */
    void cancelled(Entry entry, int status) {
        entry.cancelling(switch (status) {
            case 200 -> Entry.Cancelling.CANCELLED;
            case 202 -> Entry.Cancelling.TOLD_TO_STOP;
            default -> Entry.Cancelling.TOO_LATE;
        });
        String ending = entry.ending();
        if (ending != null && ending.contains("\"state\":\"cancelled\"") == (status == 409)) {
            findings.violation("a cancel was answered with " + status, entry.id, entry.toString());
        }
    }

    long accepted() {
        return accepted.get();
    }

    long finished() {
        return finished.get();
    }

    long runAgain() {
        return runAgain.get();
    }

    long unansweredCount() {
        return unanswered.get();
    }

    /** Returns how much there was of what not every run need have. */
    Map<String, Long> counts() {
        var counts = new LinkedHashMap<String, Long>();
        counts.put("jobs that came after others", precedence.judgedCount());
        counts.put("  cancelled because of one of those", precedence.blamingCount());
        counts.put("batches accepted", batches.get());
        counts.put("  though that was not answered", foundBatches.get());
        return counts;
    }
}
