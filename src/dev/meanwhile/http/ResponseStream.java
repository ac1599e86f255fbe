package dev.meanwhile.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A response of unknown length: counts what is written, remembers when the connection failed, and waits for a client that
 * does not read only so long. One writer.
 */
final class ResponseStream extends FilterOutputStream {

    /** How much has one deadline: who reads, however slowly, is not cut off for how much is written at once. */
    private static final int PIECE = 8_192;

    /** What is done to the stream beneath. */
    private interface Step {
        void run() throws IOException;
    }

    private final WriteDeadline.Writer deadline;
    private long written;
    private boolean broken;

    ResponseStream(OutputStream out, WriteDeadline.Writer deadline) {
        super(out);
        this.deadline = deadline;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int from = 0; from < length; from += PIECE) {
            int start = offset + from;
            int count = Math.min(PIECE, length - from);
            inTime(() -> out.write(bytes, start, count));
            written += count;
        }
    }

    @Override
    public void flush() throws IOException {
        inTime(out::flush);
    }

    @Override
    public void close() throws IOException {
        // Not super.close, which flushes first and so sends one more segment. A connection that failed is the server's to end.
        if (!broken) {
            inTime(out::close);
        }
    }

    /** Ends what looks after it. Nothing is written afterwards. */
    void release() {
        deadline.close();
    }

    private void inTime(Step step) throws IOException {
        boolean done = false;
        deadline.begins();
        try {
            try {
                step.run();
            } finally {
                deadline.ends();
            }
            done = true;
        } finally {
            broken |= !done;
        }
    }

    long written() {
        return written;
    }

    boolean isBroken() {
        return broken;
    }
}
