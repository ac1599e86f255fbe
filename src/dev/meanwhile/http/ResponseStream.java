package dev.meanwhile.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A response of unknown length: counts what is written and remembers when the connection failed. One writer. */
final class ResponseStream extends FilterOutputStream {

    private long written;
    private boolean broken;

    ResponseStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
            written += length;
        } catch (IOException failed) {
            broken = true;
            throw failed;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException failed) {
            broken = true;
            throw failed;
        }
    }

    @Override
    public void close() throws IOException {
        // Not super.close, which flushes first and so sends one more segment.
        out.close();
    }

    long written() {
        return written;
    }

    boolean isBroken() {
        return broken;
    }
}
