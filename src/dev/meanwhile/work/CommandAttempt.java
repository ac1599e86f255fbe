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
 * a slot, a timeout or a log. What is meant to stay has to start with another {@code MEANWHILE_JOB_ID}, or with none.
 */
final class CommandAttempt {

    private static final long MIN_PAUSE = 5;
    private static final long MAX_PAUSE = 50;

    private final Process process;
    private final ProcessTree tree;
    private final CommandLog log;
    private final OutputFile out;
    private final OutputFile err;

    private CommandAttempt(Process process, ProcessTree tree, CommandLog log, OutputFile out, OutputFile err) {
        this.process = process;
        this.tree = tree;
        this.log = log;
        this.out = out;
        this.err = err;
    }

    /** Starts the program that {@code builder} describes, with its stdin, stdout and stderr in {@code files}; awaits its end. */
    static String run(ProcessBuilder builder, SpoolFiles files, JobContext context, Duration grace)
            throws IOException, InterruptedException, Permanent {
        var log = new CommandLog(context);
        try (var out = new OutputFile(files.out(), log::out, log::note); var err = new OutputFile(files.err(), log::err, log::note)) {
            Process process = ProgramStart.start(builder
                    .redirectInput(files.in())
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(files.out()))
                    .redirectError(ProcessBuilder.Redirect.appendTo(files.err())));
            files.close();
            var tree = new ProcessTree(process, CommandEnvironment.mark(context), grace);
            return new CommandAttempt(process, tree, log, out, err).finish();
        }
    }

    private String finish() throws IOException, InterruptedException {
        int exitCode;
        try {
            exitCode = await();
            int left = tree.stopRest(this::readQuietly);
            if (left > 0) {
                log.note("[meanwhile: " + left + " processes the command had left running were stopped]");
            }
        } catch (Throwable stopped) {
            // Interrupted, most likely; but whatever it is, no process may outlive the attempt.
            tree.stop(this::readQuietly);
            readRest();
            throw stopped;
        }
        readRest();
        if (exitCode != 0) {
            throw new CommandFailedException(exitCode, log.lastErrors());
        }
        return log.result() == null ? "{\"exitCode\":0}" : log.result();
    }

    private int await() throws IOException, InterruptedException {
        long pause = MIN_PAUSE;
        while (!process.waitFor(pause, TimeUnit.MILLISECONDS)) {
            pause = read() ? MIN_PAUSE : Math.min(2 * pause, MAX_PAUSE);
        }
        return process.exitValue();
    }

    private boolean read() throws IOException {
        boolean any = out.read() | err.read();
        log.tell();
        return any;
    }

    /** Reads while processes are being stopped, where a disk that fails is no reason to leave off. */
    private void readQuietly() {
        try {
            read();
        } catch (IOException unreadable) {
            // The last read will find the same, and say it.
        }
    }

    private void readRest() throws IOException {
        out.readToEnd();
        err.readToEnd();
        log.tell();
    }
}
