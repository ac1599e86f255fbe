package crash;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds jobs against those that come before them: which of them runs, when, and what it is given. The server may be asked about
 * them in any order, so a job is judged once its own end is known, and the ends it was to wait for. Safe for use by any thread.
 */
final class Precedence {

    private final Findings findings;
    private final AtomicLong judged = new AtomicLong();
    private final AtomicLong blaming = new AtomicLong();

    Precedence(Findings findings) {
        this.findings = findings;
    }

    /** A job was accepted. */
    void accepted(Entry entry) {
        entry.after().jobs().forEach(first -> first.precedes(entry));
    }

    /** The server has answered so to a request that was sent at {@code sent}. */
    void observed(Entry entry, JobView job, String json, long sent) {
        if (!job.isFinished() && entry.isOverBefore(sent)) {
            findings.violation("unfinished though a job that comes after it has begun", entry.id, json + "\n    " + entry);
        }
        if (job.steps().begun() > 0) {
            entry.after().jobs().forEach(Entry::over);
        }
    }

    /** A job was seen to have ended for the first time. */
    void ended(Entry entry) {
        judge(entry);
        entry.dependents().forEach(this::judge);
    }

    private void judge(Entry entry) {
        After after = entry.after();
        String ending = entry.ending();
        if (after.isNone() || ending == null) {
            return;
        }
        JobView job = view(ending);
        JobView.Blamed blamed = job.blamed();
        boolean aloof = job.state().equals("cancelled") && blamed == null && job.steps().begun() == 0;
        var firsts = new LinkedHashMap<UUID, JobView>();
        for (Entry first : after.jobs()) {
            // Cancelled because somebody asked for that, or because of one of them: the others may well be unfinished.
            if (!aloof && (blamed == null || blamed.id().equals(first.id))) {
                String end = first.ending();
                if (end == null) {
                    return;
                }
                firsts.put(first.id, view(end));
            }
        }
        String evidence = entry.toString();
        if (entry.judged()) {
            judged.incrementAndGet();
            blaming.addAndGet(blamed == null ? 0 : 1);
            for (String broken : broken(entry.kind, job, firsts, after.anyhow())) {
                findings.violation(broken, entry.id, evidence + "\n    " + firsts);
            }
        }
    }

    /** Returns how many jobs were judged. */
    long judgedCount() {
        return judged.get();
    }

    /** Returns how many of them were cancelled because one that comes first did not succeed. */
    long blamingCount() {
        return blaming.get();
    }

    private static JobView view(String json) {
        return JobView.of(JsonParser.parseString(json).getAsJsonObject());
    }

    /**
     * Judges a job that has ended. Pure.
     *
     * @param firsts those that come before it, or only the one it blames
     * @return what is wrong with it
     */
    private static List<String> broken(Kind kind, JobView job, Map<UUID, JobView> firsts, boolean anyhow) {
        var broken = new ArrayList<String>();
        JobView.Blamed blamed = job.blamed();
        if (blamed != null) {
            JobView first = firsts.get(blamed.id());
            check(broken, !anyhow, "cancelled for the sake of a job that may end anyhow");
            check(broken, job.steps().begun() == 0, "cancelled for the sake of another though it had begun");
            check(broken, first != null, "blames a job that does not come first");
            check(broken, first == null || !first.isSucceeded() && first.state().equals(blamed.state()),
                    "blames a job for what it is not");
        } else if (job.steps().begun() > 0) {
            check(broken, anyhow || firsts.values().stream().allMatch(JobView::isSucceeded),
                    "ran though one that comes first did not succeed");
            check(broken, firsts.values().stream().allMatch(first -> first.ended().compareTo(job.steps().began()) <= 0),
                    "began before one that comes first had ended");
            check(broken, kind != Kind.ECHO || !job.isSucceeded() || passedOn(job).equals(expected(firsts)), "was given other results");
        }
        return broken;
    }

    /** Returns the results a job says it was given, by the ids of those that come first. */
    private static Map<UUID, JsonElement> passedOn(JobView job) {
        var results = new LinkedHashMap<UUID, JsonElement>();
        if (JsonParser.parseString(job.result()).getAsJsonObject().get("after") instanceof JsonObject given) {
            given.entrySet().forEach(result -> results.put(UUID.fromString(result.getKey()), result.getValue()));
        }
        return results;
    }

    private static Map<UUID, JsonElement> expected(Map<UUID, JobView> firsts) {
        var results = new LinkedHashMap<UUID, JsonElement>();
        firsts.forEach((id, first) -> results.put(id, JsonParser.parseString(first.isSucceeded() ? first.result() : "null")));
        return results;
    }

    private static void check(List<String> broken, boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }
}
