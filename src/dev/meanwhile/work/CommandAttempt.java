package dev.meanwhile.work;

import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.Permanent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program, from its start until nothing of it is left. Used by the thread of its attempt.
 *
 * <p>The program's end is the end of the attempt: what it has left running is stopped too, since it would go on without
 * a slot, a timeout or a log. What is meant to stay has to start with another {@code MEANWHILE_JOB_ID}, or with none,
 * and with outputs of its own: those of the program end with it.
 */
final class CommandAttempt {

    private static final long MIN_PAUSE = 5;
    private static final long MAX_PAUSE = 50;

    /** How often is read at once while processes are being stopped, so that a flood does not put off their SIGKILL. */
    private static final int MAX_READS = 64;

    private final Process process;
    private final ProcessTree tree;
    private final CommandLog log;
    private final OutputPipe out;
    private final OutputPipe err;

    private CommandAttempt(Process process, ProcessTree tree, CommandLog log) {
        this.process = process;
        this.tree = tree;
        this.log = log;
        this.out = new OutputPipe(process.getInputStream(), log::out);
        this.err = new OutputPipe(process.getErrorStream(), log::err);
    }

    /** Starts the program that {@code builder} describes, with {@code stdin} as its stdin; awaits its end. */
    static String run(ProcessBuilder builder, StdinFile stdin, JobContext context, Duration grace)
            throws IOException, InterruptedException, Permanent {
        Process process = ProgramStart.start(builder.redirectInput(stdin.file()));
        stdin.close();
        var tree = new ProcessTree(process, CommandEnvironment.mark(context), grace);
        return new CommandAttempt(process, tree, new CommandLog(context)).finish();
    }

    private String finish() throws IOException, InterruptedException {
        int exitCode;
        int left;
        try {
            exitCode = await();
            left = tree.stopRest();
        } catch (Throwable stopped) {
            // Interrupted, most likely; but whatever it is, no process may outlive the attempt.
            tree.stop(this::readQuietly);
            readRest();
            throw stopped;
        }
        readRest();
        if (left > 0) {
            log.note("[meanwhile: " + left + " processes the command had left running were stopped]");
            log.tell();
        }
        if (exitCode != 0) {
            throw new CommandFailedException(exitCode, log.lastErrors());
        }
        return log.result() == null ? "{\"exitCode\":0}" : log.result();
    }

    private int await() throws IOException, InterruptedException {
        long pause = MIN_PAUSE;
        while (process.isAlive()) {
            if (read()) {
                pause = MIN_PAUSE;
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            } else {
                process.waitFor(pause, TimeUnit.MILLISECONDS);
                pause = Math.min(2 * pause, MAX_PAUSE);
            }
        }
        return process.exitValue();
    }

    private boolean read() throws IOException {
        boolean any = out.read() | err.read();
        log.tell();
        // A virtual thread that computes lets no other one run, unless it says so.
        Thread.yield();
        return any;
    }

    /** Reads the last words of processes that are being stopped: one that waits in its write could not end by itself. */
    private void readQuietly() {
        try {
            for (int i = 0; i < MAX_READS && read(); i++) { }
        } catch (IOException unreadable) {
            // No reason to leave off. The last read will find the same, and say it.
        }
    }

    private void readRest() throws IOException {
        out.readRest();
        err.readRest();
        log.tell();
    }
}
