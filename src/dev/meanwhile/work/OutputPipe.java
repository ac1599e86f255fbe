package dev.meanwhile.work;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * The pipe a program writes one of its outputs to, read without ever waiting. Used by the thread of one attempt.
 *
 * <p>A read that waits would occupy the carrier of a virtual thread, and neither an interrupt nor the program's end would
 * end it while something else has the pipe open. So only what is there is read, and the thread comes back for more. A
 * program that is faster than that waits in its write: a flood takes no memory and loses nothing.
 *
 * <p>When the program ends, the JDK reads the pipe until it is empty, closes it and goes on with what it has read as the
 * same stream. It holds the stream's monitor meanwhile, so a read comes before or after and finds every byte once. What
 * the program has left running gets SIGPIPE from then on.
 */
final class OutputPipe {

    /** As much as a pipe of Linux holds, unless somebody has changed that. */
    private static final int CHUNK = 1 << 16;

    private final InputStream in;
    private final LineSplitter splitter;
    private final byte[] chunk = new byte[CHUNK];

    /**
     * Describes a pipe.
     *
     * @param in    a process's own end of it
     * @param lines gets the program's lines
     */
    OutputPipe(InputStream in, Consumer<String> lines) {
        this.in = in;
        this.splitter = new LineSplitter(lines);
    }

    /** Reads what is there, at most a chunk of it; returns whether there was anything. */
    boolean read() throws IOException {
        // Nobody takes it away before the read, which has no reason to wait then. At the pipe's end this is 0, too.
        int available = in.available();
        if (available <= 0) {
            return false;
        }
        int count = in.read(chunk, 0, Math.min(available, CHUNK));
        if (count <= 0) {
            return false;
        }
        splitter.accept(chunk, count);
        return true;
    }

    /** Reads all that is there; the program has ended, and so has what it left running. */
    void readRest() throws IOException {
        while (read()) {
            Thread.yield();
        }
        splitter.flush();
    }
}
