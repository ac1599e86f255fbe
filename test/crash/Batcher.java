package crash;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Submits batches, for one client, and holds what becomes of them against the ledger: all members or none, also of a batch whose
 * answer was cut off, and of one that is submitted again. Confined to its client.
 */
final class Batcher {

    private static final int REMEMBERED = 64;
    private static final String BATCHES = "/v1/batches";

    private final BatchMix mix;
    private final SplittableRandom random;
    private final Ledger ledger;
    private final Findings findings;
    private final Trap trap;
    private final Known[] known = new Known[REMEMBERED];

    /** An accepted batch. */
    private record Known(UUID id, BatchDraft draft, List<Entry> entries) { }

    /** A batch that was sent when there had been so many starts, and kills, and whose answer did not come. */
    private record Sent(BatchDraft draft, int starts, int kills) { }

    /** To be sent until it is answered, or null. */
    private Sent pending;
    /** Those of which nobody knows whether they were accepted: only the next server can tell. */
    private final Queue<Sent> doubtful = new ArrayDeque<>();

    Batcher(BatchMix mix, SplittableRandom random, Court court) {
        this.mix = mix;
        this.random = random;
        this.ledger = court.ledger();
        this.findings = court.findings();
        this.trap = court.trap();
    }

    /** Returns whether there is a batch to be sent again, or to be asked for. */
    boolean isDue() {
        return pending != null || !doubtful.isEmpty() && doubtful.peek().starts < ledger.starts();
    }

    /** Sends again, or asks for, what was not answered; {@code accepted} is told of each job that turns out to have been accepted. */
    void settle(Connection connection, Consumer<Entry> accepted) throws IOException {
        if (pending != null) {
            submit(connection, pending, accepted);
        } else {
            ask(connection, doubtful.peek(), accepted);
            doubtful.remove();
        }
    }

    /** Submits a batch; {@code recent} returns jobs that may come before it. */
    void submit(Connection connection, Supplier<Entry> recent, Consumer<Entry> accepted) throws IOException {
        submit(connection, new Sent(mix.next(recent), ledger.starts(), ledger.kills()), accepted);
    }

    private void submit(Connection connection, Sent sent, Consumer<Entry> accepted) throws IOException {
        pending = sent.draft.keyed() ? sent : null;
        Reply reply;
        try {
            reply = connection.post(BATCHES, sent.draft.headers(), sent.draft.body());
        } catch (IOException broken) {
            ledger.unanswered();
            if (pending == null) {
                doubtful.add(sent);
            }
            throw broken;
        }
        if (reply.status() == 202) {
            trap.answered(Trap.Promise.ALL_ACCEPTED);
            JsonObject json = reply.json();
            accept(UUID.fromString(json.get("batch").getAsString()), sent, ids(json.getAsJsonArray("jobs")), accepted);
            ledger.acceptedBatch(false);
        } else if (reply.status() == 503) {
            // Kept, if it is to be repeated.
            return;
        } else {
            findings.violation("a batch was answered with " + reply.status(), null, sent.draft.body() + "\n    " + reply.text());
        }
        pending = null;
    }

    private void accept(UUID batch, Sent sent, List<UUID> ids, Consumer<Entry> accepted) {
        BatchDraft draft = sent.draft;
        if (ids.size() != draft.size()) {
            findings.violation("a batch was answered with other jobs", batch, draft.body() + "\n    " + ids);
            return;
        }
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < draft.size(); i++) {
            entries.add(ledger.accept(ids.get(i), draft.accepted(i, entries), sent.kills));
        }
        known[random.nextInt(REMEMBERED)] = new Known(batch, draft, entries);
        entries.forEach(accepted);
    }

    private static List<UUID> ids(JsonArray jobs) {
        var ids = new ArrayList<UUID>();
        jobs.forEach(job -> ids.add(Inquiry.Page.id(job.getAsJsonObject())));
        return ids;
    }

    /** Asks whether a batch was accepted whose answer did not come from a server that has ended since. */
    private void ask(Connection connection, Sent sent, Consumer<Entry> accepted) throws IOException {
        Reply reply = connection.get("/v1/jobs?limit=" + (sent.draft.size() + 1) + "&tag=" + BatchDraft.tag(sent.draft.number()));
        if (reply.status() != 200) {
            throw new IOException("a list was answered with " + reply.status());
        }
        JsonArray jobs = reply.json().getAsJsonArray("jobs");
        if (jobs.isEmpty()) {
            return;
        }
        var ids = new UUID[sent.draft.size()];
        var batches = new ArrayList<String>();
        for (JsonElement element : jobs) {
            JsonObject job = element.getAsJsonObject();
            // The first is that of the whole batch.
            String tag = job.getAsJsonArray("tags").get(1).getAsString();
            ids[Integer.parseInt(tag.substring(tag.lastIndexOf('-') + 1))] = Inquiry.Page.id(job);
            batches.add(job.get("batch").getAsString());
        }
        UUID batch = UUID.fromString(batches.getFirst());
        if (jobs.size() != ids.length || batches.stream().distinct().count() > 1 || Arrays.asList(ids).contains(null)) {
            findings.violation("a batch was accepted in part", batch, sent.draft.body() + "\n    " + jobs);
        } else {
            accept(batch, sent, List.of(ids), accepted);
            ledger.acceptedBatch(true);
        }
    }

    /** Looks at a batch that was accepted, or submits it again if it has a key, or cancels what is left of it. */
    void visitAny(Connection connection) throws IOException {
        Known any = known[random.nextInt(REMEMBERED)];
        int dice = random.nextInt(3);
        if (any == null) {
            return;
        } else if (dice == 0 && any.draft.keyed()) {
            repeat(connection, any);
        } else if (dice == 1) {
            cancel(connection, any);
        } else {
            look(connection, any);
        }
    }

    private void cancel(Connection connection, Known any) throws IOException {
        any.entries.forEach(entry -> entry.cancelling(Entry.Cancelling.NOT_ANSWERED));
        Reply reply = connection.post("/v1/jobs/cancel?batch=" + any.id, "", "");
        if (reply.status() == 200) {
            any.entries.forEach(Entry::swept);
        } else if (reply.status() != 503) {
            findings.violation("a cancel of a batch was answered with " + reply.status(), any.id, reply.text());
        }
    }

    private void repeat(Connection connection, Known any) throws IOException {
        Reply reply = connection.post(BATCHES, any.draft.headers(), any.draft.body());
        List<UUID> ids = any.entries.stream().map(entry -> entry.id).toList();
        boolean same = reply.status() == 202 && reply.replayed() && reply.json().get("batch").getAsString().equals(any.id.toString())
                && ids(reply.json().getAsJsonArray("jobs")).equals(ids);
        if (reply.status() != 503 && !same) {
            findings.violation("a repeated batch was answered otherwise", any.id, reply.text() + "\n    " + ids);
        }
    }

    private void look(Connection connection, Known any) throws IOException {
        long sent = System.nanoTime();
        long ended = any.entries.stream().filter(entry -> entry.isEndedBefore(sent)).count();
        Reply reply = connection.get(BATCHES + "/" + any.id);
        boolean old = any.entries.stream().anyMatch(ledger::isOld);
        if (reply.status() == 503 || old) {
            return;
        }
        JsonObject json = reply.status() == 200 ? reply.json() : null;
        int size = any.draft.size();
        if (json == null || json.get("total").getAsInt() != size || json.get("finished").getAsBoolean() != (count(json) == size)
                || count(json) < ended) {
            findings.violation("a batch does not add up", any.id, reply.text() + "\n    of which " + ended + " had ended: " + any.entries);
        }
    }

    /** Returns how many of a batch have ended, as its counts say. */
    private static int count(JsonObject json) {
        return json.getAsJsonObject("counts").entrySet().stream()
                .filter(state -> List.of("succeeded", "failed", "cancelled", "expired").contains(state.getKey()))
                .mapToInt(state -> state.getValue().getAsInt()).sum();
    }
}
