package dev.meanwhile.work;

/** Stub. */
public final class Deliveries implements AutoCloseable {

    /** Stub. @param version x */
    public Deliveries(String version) { }

    @Override
    public void close() { }
}
