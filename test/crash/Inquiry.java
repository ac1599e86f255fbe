package crash;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Asks the server for jobs, and holds the answers against the ledger. No state of its own; safe for use by any thread. */
final class Inquiry {

    private static final int PAGE = 1000;

    private final Ledger ledger;
    private final Findings findings;

    Inquiry(Ledger ledger, Findings findings) {
        this.ledger = ledger;
        this.findings = findings;
    }

    /** Asks for one job. */
    void look(Connection connection, Entry entry) throws IOException {
        long sent = System.nanoTime();
        Reply reply = connection.get("/v1/jobs/" + entry.id);
        switch (reply.status()) {
            case 200 -> ledger.observe(entry, reply.json(), sent);
            case 404 -> ledger.missing(entry);
            case 503 -> throw new IOException("the server stops");
            default -> findings.violation("a job was answered with " + reply.status(), entry.id, reply.text());
        }
    }

    /** Jobs, the last submitted first, and where the next page begins, or null. */
    record Page(List<JsonObject> jobs, String next) {

        static UUID id(JsonObject job) {
            return UUID.fromString(job.get("id").getAsString());
        }
    }

    /** Asks for a page of all jobs; {@code cursor} is null for the first. */
    Page page(Connection connection, String cursor) throws IOException {
        long sent = System.nanoTime();
        JsonObject json = list(connection, "limit=" + PAGE + (cursor == null ? "" : "&cursor=" + cursor));
        var jobs = new ArrayList<JsonObject>();
        for (JsonElement element : json.getAsJsonArray("jobs")) {
            JsonObject job = element.getAsJsonObject();
            Entry entry = ledger.find(Page.id(job));
            if (entry != null) {
                ledger.observe(entry, job, sent);
            }
            jobs.add(job);
        }
        JsonElement next = json.get("next");
        return new Page(jobs, next.isJsonNull() ? null : next.getAsString());
    }

    /** Asks whether any job is unfinished, whoever knows of it. */
    JsonElement anyUnfinished(Connection connection) throws IOException {
        JsonObject json = list(connection, "state=waiting,scheduled,queued,running,retrying&limit=1");
        return json.getAsJsonArray("jobs").isEmpty() ? null : json.getAsJsonArray("jobs").get(0);
    }

    private static JsonObject list(Connection connection, String query) throws IOException {
        Reply reply = connection.get("/v1/jobs?" + query);
        if (reply.status() != 200) {
            throw new IOException("a list was answered with " + reply.status() + ": " + reply.text());
        }
        return reply.json();
    }
}
