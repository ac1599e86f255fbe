package dev.meanwhile.job;

/**
 * What keeps the server bounded. At each limit there is a clear error, and nothing already accepted is lost.
 *
 * @param maxQueued how many jobs may wait to run; beyond it, submitting is refused
 * @param maxBytes  how many bytes of memory unfinished jobs may take together, their logs as many again, and finished ones
 *                  as many again: beyond it submitting is refused, log lines are left out, or the oldest jobs forgotten
 * @param maxBody   how many bytes the body of a request may have
 * @param maxResult how many characters a result may have; a longer one fails its attempt
 * @param maxLog    how much of a job's log is kept, in bytes on disk and characters in memory: half its beginning, half its end
 */
public record Limits(int maxQueued, long maxBytes, int maxBody, int maxResult, int maxLog) {

    /** A million jobs, a sixth of the heap, 1 MiB a body and a result, 256 KiB a log. */
    public static final Limits DEFAULT =
            new Limits(1_000_000, Runtime.getRuntime().maxMemory() / 6, 1 << 20, 1 << 20, 1 << 18);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a limit is not positive; the message names them
     */
    public Limits {
        if (maxQueued < 1 || maxBytes < 1 || maxBody < 1 || maxResult < 1 || maxLog < 1) {
            throw new IllegalArgumentException("limits must be positive, were maxQueued " + maxQueued + ", maxBytes " + maxBytes
                    + ", maxBody " + maxBody + ", maxResult " + maxResult + ", maxLog " + maxLog);
        }
    }
}
