package crash;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A run: one server after another on the same port and folder, with clients that do not know when it ends; then one that is
 * left in peace, and at last one that is asked for everything.
 */
final class Ordeal {

    /** The grace, what the server allows commands to end in, and many times as much for a busy machine. */
    private static final long STOP_MILLIS = 60_000;
    private static final int ROUND = 10;
    private static final int SHORTEST = 50;
    /** So long an answer of some kind is waited for. */
    private static final int PATIENCE_MILLIS = 2000;
    /** So long nothing may move before what is left is called stuck. */
    private static final long STILLNESS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final Options options;
    private final Path folder;
    private final PrintStream out;
    private final SplittableRandom random;
    private final Executions executions = new Executions();
    private final Findings findings;
    private final Ledger ledger;
    private final int port;
    private final Auditor auditor;
    private final Trap trap = new Trap();

    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    // Confined to the thread that runs.
    private int stops;
    private long uptime;
    private long usualStart = TimeUnit.MILLISECONDS.toNanos(500);

    /** Prepares a run in an empty folder. */
    Ordeal(Options options, Path folder, PrintStream out) throws IOException {
        this.options = options;
        this.folder = folder;
        this.out = out;
        this.random = new SplittableRandom(options.seed());
        this.findings = new Findings(out, Victim.journal(folder));
        this.ledger = new Ledger(findings, executions, options.keep());
        this.port = freePort();
        this.auditor = new Auditor(port, random.split(), ledger, findings,
                new Timekeeper(findings, () -> Victim.lines(folder, "event=ticks_missed")));
    }

    /**
     * Returns a port nobody listens on. Not one that connections are given: a client that tries to connect there while
     * nobody listens may be given that very port, be connected to itself, and keep the server from listening.
     */
    private int freePort() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            int candidate = random.nextInt(10_000, 30_000);
            try (var socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new IOException("no port from 10000 to 30000 is free");
    }

    Report run() throws Exception {
        try (var receiver = new Receiver(executions, findings); auditor) {
            Victim.configure(folder, options, receiver.port());
            var orders = new AtomicLong();
            var court = new Court(ledger, findings, trap);
            for (int i = 0; i < options.clients(); i++) {
                var mix = new Mix(random.split(), options, executions, orders);
                var batches = new BatchMix(random.split(), options, mix, orders);
                clients.add(new Client(port, mix, new Batcher(batches, random.split(), court), random.split(), court));
            }
            threads.add(Thread.ofPlatform().daemon().name("auditor").start(auditor));
            clients.forEach(client -> threads.add(Thread.ofPlatform().daemon().name("client").start(client)));
            long stuck = 0;
            try {
                strikes();
                stuck = peace();
            } catch (IOException unusable) {
                findings.fatal("the server does not start", unusable.getMessage());
            } finally {
                findings.giveUp();
            }
            executions.excess(number -> findings.violation("ran again after it had ended", null,
                    "delivery " + number + ", executions " + executions.of(number)));
            Victim.errors(folder).forEach(line -> findings.violation("the server told of an error", null, line));
            Map<String, Long> counts = ledger.counts();
            counts.putAll(auditor.ticks());
            return new Report(ledger.kills(), stops, ledger.accepted(), ledger.accepted() * 1e9 / Math.max(1, uptime),
                    ledger.unansweredCount(), ledger.finished(), findings.lost(), ledger.runAgain(), stuck, counts,
                    findings.violations());
        }
    }

    private void strikes() throws IOException, InterruptedException {
        for (int i = 1; i <= options.kills() && !findings.isFatal(); i++) {
            try (Victim victim = start()) {
                if (i % ROUND == 0) {
                    victim.awaitUp();
                    awaitAudit();
                }
                strike(victim, Strike.any(random));
            }
            if (i % ROUND == 0 || i == options.kills()) {
                out.printf(Locale.ROOT, "%5d kills %4d stops %,12d accepted %,8.0f/s %,12d finished %,8d again %6d lost %4d violations%n",
                        ledger.kills(), stops, ledger.accepted(), ledger.accepted() * 1e9 / Math.max(1, uptime), ledger.finished(),
                        ledger.runAgain(), findings.lost(), findings.violations().values().stream().mapToInt(n -> n).sum());
            }
        }
    }

    private Victim start() throws IOException {
        ledger.starting();
        Victim victim = Victim.start(folder, port, options.heap());
        auditor.started(ledger.starts());
        return victim;
    }

    private void awaitAudit() {
        while (!auditor.isDone() && !findings.isFatal()) {
            LockSupport.parkNanos(PAUSE);
        }
    }

    private void strike(Victim victim, Strike strike) throws IOException, InterruptedException {
        if (strike == Strike.WHILE_STARTING) {
            pause(random.nextLong(usualStart));
        } else {
            usualStart = (usualStart + victim.awaitUp()) / 2;
            pause(TimeUnit.MILLISECONDS.toNanos(strike == Strike.AT_ONCE ? random.nextInt(SHORTEST)
                    : random.nextInt(SHORTEST, options.longest() + 1)));
        }
        if (!victim.isAlive()) {
            findings.violation("the server ended by itself", null, Victim.lastWords(folder));
        }
        uptime += victim.uptime();
        switch (strike) {
            case STOPPED -> stop(victim);
            case ON_ANSWER -> {
                var promises = Trap.Promise.values();
                if (!trap.set(promises[random.nextInt(promises.length)], () -> strikeDown(victim), PATIENCE_MILLIS)) {
                    strikeDown(victim);
                }
                victim.awaitEnd();
            }
            case WHILE_STOPPING -> {
                if (!victim.terminate(random.nextInt(600))) {
                    kill(victim);
                }
            }
            default -> kill(victim);
        }
    }

    private void kill(Victim victim) throws InterruptedException {
        strikeDown(victim);
        victim.awaitEnd();
    }

    private void strikeDown(Victim victim) {
        ledger.killing();
        victim.kill();
    }

    private void stop(Victim victim) throws IOException, InterruptedException {
        stops++;
        if (!victim.terminate(STOP_MILLIS)) {
            findings.violation("the server did not stop", null, Victim.lastWords(folder));
            kill(victim);
        } else if (victim.exitCode() != 0) {
            findings.violation("the server stopped with " + victim.exitCode(), null, Victim.lastWords(folder));
        }
    }

    /**
     * Lets all jobs end, and looks at everything, after one more kill if there were any. Returns how many jobs did not end.
     */
    private long peace() throws IOException, InterruptedException {
        long stuck;
        try (Victim victim = start()) {
            victim.awaitUp();
            if (options.kills() == 0) {
                pause(TimeUnit.SECONDS.toNanos(options.seconds()));
            }
            uptime += victim.uptime();
            auditor.stop();
            clients.forEach(Client::stop);
            for (Thread thread : threads) {
                thread.join();
            }
            stuck = awaitEnds();
            if (options.kills() == 0) {
                auditor.sweepAll();
                awaitTicks(Instant.now());
                stop(victim);
                return stuck;
            }
            kill(victim);
        }
        try (Victim victim = start()) {
            victim.awaitUp();
            auditor.sweepAll();
            awaitTicks(Instant.now());
            stop(victim);
        }
        return stuck;
    }

    private long awaitEnds() {
        long still = System.nanoTime();
        long before = -1;
        JsonElement unfinished = auditor.anyUnfinished();
        while (ledger.unfinishedCount() > 0 || unfinished != null) {
            auditor.sweep();
            if (ledger.finished() != before) {
                before = ledger.finished();
                still = System.nanoTime();
            } else if (System.nanoTime() - still > STILLNESS) {
                ledger.unfinished().stream().limit(3).forEach(entry -> out.println("STUCK " + entry.id + " " + entry));
                out.println("STUCK " + unfinished);
                return Math.max(1, ledger.unfinishedCount());
            }
            LockSupport.parkNanos(PAUSE);
            unfinished = auditor.anyUnfinished();
        }
        return 0;
    }

    /** Waits until the schedules have handled all that was due at {@code time}. */
    private void awaitTicks(Instant time) {
        long began = System.nanoTime();
        auditor.lookAtTicks();
        while (!auditor.areTicksHandled(time)) {
            if (System.nanoTime() - began > STILLNESS) {
                findings.violation("a tick is not handled", null, "by " + time);
                return;
            }
            LockSupport.parkNanos(PAUSE);
            auditor.lookAtTicks();
        }
    }

    private static void pause(long nanos) {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Deletes a folder and all in it. */
    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
