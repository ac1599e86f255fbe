package crash;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Submits jobs as fast as it is answered, asks for some and cancels some, and enters into the ledger what it is told. When
 * its connection breaks it comes again. Runs on a thread of its own.
 */
final class Client implements Runnable {

    /** So many of its own jobs a client looks at again. */
    private static final int REMEMBERED = 256;
    /** Of a thousand chances, so many are taken to cancel a job that was just submitted. */
    private static final int DOOM = 200;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    /** Nobody has to knock more often at a door that is closed: the server needs the processor to come up. */
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(40);

    private final int port;
    private final Mix mix;
    private final Batcher batcher;
    private final SplittableRandom random;
    private final Ledger ledger;
    private final Findings findings;
    private final Trap trap;
    private final Inquiry inquiry;
    private final Entry[] recent = new Entry[REMEMBERED];
    private final Entry[] slow = new Entry[REMEMBERED];
    private final Order[] orders = new Order[REMEMBERED];

    /** A submission with an Idempotency-Key, and the job its first answer named. */
    private record Order(Draft draft, UUID id) { }

    /** A slow job that is to be cancelled while it is young, or null. */
    private Entry doomed;
    /** Not answered yet, and to be sent until it is; or null. */
    private Draft pending;
    /** How many kills there had been when that was first sent. */
    private int pendingSince;
    private Connection connection;

    /** Written by the thread that ends the run. */
    private volatile boolean stopping;

    Client(int port, Mix mix, Batcher batcher, SplittableRandom random, Court court) {
        this.port = port;
        this.mix = mix;
        this.batcher = batcher;
        this.random = random;
        this.ledger = court.ledger();
        this.findings = court.findings();
        this.trap = court.trap();
        this.inquiry = new Inquiry(ledger, findings);
    }

    /** Ends the client as soon as all it must repeat is answered. */
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        long pause = PAUSE;
        while ((!stopping || pending != null || batcher.isDue()) && !findings.isFatal()) {
            try {
                if (connection == null) {
                    connection = new Connection(port);
                    pause = PAUSE;
                }
                if (ledger.isFull() && !stopping) {
                    LockSupport.parkNanos(PAUSE);
                } else {
                    act();
                }
                if (connection.isOver()) {
                    disconnect();
                }
            } catch (IOException broken) {
                if (broken instanceof SocketTimeoutException) {
                    findings.violation("a request was not answered", null, broken.toString());
                }
                disconnect();
                LockSupport.parkNanos(pause);
                pause = Math.min(LONGEST_PAUSE, 2 * pause);
            }
        }
        disconnect();
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private void act() throws IOException {
        int dice = random.nextInt(1000);
        if (pending != null) {
            submit(pending, pendingSince);
        } else if (batcher.isDue()) {
            batcher.settle(connection, this::remember);
        } else if (doomed != null && dice < DOOM) {
            Entry next = doomed;
            doomed = null;
            cancel(next);
        } else if (dice < 20) {
            any(slow, this::cancel);
        } else if (dice < 40) {
            any(recent, entry -> inquiry.look(connection, entry));
        } else if (dice < 50) {
            any(orders, this::repeat);
        } else if (dice < 56) {
            batcher.visitAny(connection);
        } else if (dice < 96) {
            batcher.submit(connection, this::anyRecent, this::remember);
        } else if (dice < 98) {
            runSchedule();
        } else {
            submit(mix.next(this::anyRecent), ledger.kills());
        }
    }

    /** Returns one of the jobs it has submitted that the server can not have forgotten, or null. */
    private Entry anyRecent() {
        Entry one = recent[random.nextInt(REMEMBERED)];
        return one == null || ledger.isOld(one) ? null : one;
    }

    private interface Action<T> {
        void on(T remembered) throws IOException;
    }

    private <T> void any(T[] remembered, Action<T> action) throws IOException {
        T one = remembered[random.nextInt(REMEMBERED)];
        if (one != null) {
            action.on(one);
        }
    }

    private void submit(Draft draft, int kills) throws IOException {
        if (draft.order() >= 0) {
            pending = draft;
            pendingSince = kills;
        }
        Reply reply = post("/v1/jobs", draft.headers(), draft.body());
        if (reply.status() == 202) {
            trap.answered(Trap.Promise.ACCEPTED);
        } else if (reply.status() == 200 && draft.kind() == Kind.AWAITED) {
            trap.answered(Trap.Promise.ENDED);
        }
        switch (reply.status()) {
            case 202 -> remember(draft, ledger.accept(reply.location(), draft, kills));
            case 200 -> met(draft, reply, kills);
            case 503 -> {
                LockSupport.parkNanos(PAUSE);
                return;
            }
            default -> findings.violation("a submission was answered with " + reply.status(), null, draft + "\n    " + reply.text());
        }
        pending = null;
    }

    private Reply post(String path, String headers, String body) throws IOException {
        try {
            return connection.post(path, headers, body);
        } catch (IOException broken) {
            ledger.unanswered();
            throw broken;
        }
    }

    /** Has a schedule make a job now. */
    private void runSchedule() throws IOException {
        int kills = ledger.kills();
        Reply reply = post(Timekeeper.anyRun(random), "", "");
        switch (reply.status()) {
            case 202 -> {
                trap.answered(Trap.Promise.ACCEPTED);
                remember(ledger.accept(reply.location(), Draft.TICK, kills));
            }
            case 503 -> LockSupport.parkNanos(PAUSE);
            default -> findings.violation("a run was answered with " + reply.status(), null, reply.text());
        }
    }

    /** The answer is a job that has ended, or one that another client has submitted with the same key. */
    private void met(Draft draft, Reply reply, int kills) {
        JsonObject json = reply.json();
        if (draft.kind() == Kind.AWAITED) {
            Entry entry = ledger.accept(Inquiry.Page.id(json), draft, kills);
            ledger.observe(entry, json, System.nanoTime());
        } else if (draft.kind() == Kind.KEYED) {
            // Nobody knows since when: the answer to whoever made it may have been lost in a kill.
            ledger.accept(Inquiry.Page.id(json), draft, 0);
        } else {
            findings.violation("a submission was answered with 200", null, draft + "\n    " + json);
        }
    }

    /** Sends again what was answered already: the answer is to be the same. */
    private void repeat(Order order) throws IOException {
        Reply reply = connection.post("/v1/jobs", order.draft().headers(), order.draft().body());
        if (reply.status() != 503 && (!reply.replayed() || !order.id().equals(reply.location()))) {
            findings.violation("a repeated submission was answered otherwise", order.id(), reply + "\n    " + reply.text());
        }
    }

    private void remember(Draft draft, Entry entry) {
        if (draft.order() >= 0) {
            orders[random.nextInt(REMEMBERED)] = new Order(draft, entry.id);
        }
        remember(entry);
    }

    private void remember(Entry entry) {
        recent[random.nextInt(REMEMBERED)] = entry;
        if (entry.kind.isSlow() || !entry.after().isNone()) {
            doomed = entry.kind == Kind.STUBBORN || random.nextInt(4) == 0 ? entry : doomed;
            slow[random.nextInt(REMEMBERED)] = entry;
        }
    }

    private void cancel(Entry entry) throws IOException {
        if (entry.cancelling().compareTo(Entry.Cancelling.NOT_ANSWERED) > 0) {
            return;
        }
        entry.cancelling(Entry.Cancelling.NOT_ANSWERED);
        Reply reply = connection.post("/v1/jobs/" + entry.id + "/cancel", "", "");
        if (reply.status() == 200) {
            trap.answered(Trap.Promise.CANCELLED);
        } else if (reply.status() == 202 && entry.kind == Kind.STUBBORN) {
            trap.answered(Trap.Promise.STOPPING);
        }
        switch (reply.status()) {
            case 200, 202, 409 -> ledger.cancelled(entry, reply.status());
            case 404 -> ledger.missing(entry);
            case 503 -> LockSupport.parkNanos(PAUSE);
            default -> findings.violation("a cancel was answered with " + reply.status(), entry.id, reply.text());
        }
    }
}
