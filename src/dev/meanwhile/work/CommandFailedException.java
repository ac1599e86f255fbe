package dev.meanwhile.work;

import java.io.IOException;

/** A program that ended with an exit code other than 0; the message has it, and the last lines of stderr. */
public final class CommandFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandFailedException(int exitCode, String lastErrors) {
        super("exit code " + exitCode + signal(exitCode) + (lastErrors.isEmpty() ? "" : ": " + lastErrors));
        this.exitCode = exitCode;
    }

    /** Returns the exit code; 128 + n if the program was ended by signal n. */
    public int exitCode() {
        return exitCode;
    }

    /** By convention 128 + n says signal n; these have the same number on Linux and macOS. */
    private static String signal(int exitCode) {
        return switch (exitCode - 128) {
            case 1 -> " (SIGHUP)";
            case 2 -> " (SIGINT)";
            case 3 -> " (SIGQUIT)";
            case 4 -> " (SIGILL)";
            case 6 -> " (SIGABRT)";
            case 8 -> " (SIGFPE)";
            case 9 -> " (SIGKILL)";
            case 11 -> " (SIGSEGV)";
            case 13 -> " (SIGPIPE)";
            case 14 -> " (SIGALRM)";
            case 15 -> " (SIGTERM)";
            default -> "";
        };
    }
}
