package dev.meanwhile.http;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The responses that last for as long as their clients like. They do not count among the requests that are worked on, so they
 * are counted here. Safe for use by any thread.
 */
final class OpenStreams {

    /** What is streamed. */
    enum Kind { EVENTS, JOB_EVENTS, LOG }

    private final int most;
    /** Of events, of all jobs or one. */
    private final AtomicInteger listening = new AtomicInteger();
    private final Map<Kind, AtomicInteger> open = new EnumMap<>(Kind.class);

    /** Creates the count; no more than {@code most} may listen for events. */
    OpenStreams(int most) {
        this.most = most;
        for (Kind kind : Kind.values()) {
            open.put(kind, new AtomicInteger());
        }
    }

    /** What streams, until it returns. */
    interface Streaming {
        void run() throws Exception;
    }

    /**
     * Lets a client listen for events.
     *
     * @throws ProblemException 503 if as many do as may
     */
    void listen(Kind kind, Exchange exchange, Streaming streaming) throws Exception {
        try {
            if (listening.incrementAndGet() > most) {
                throw ProblemException.of(Problem.TOO_BUSY, most + " clients listen for events, as many as may").retryAfter(5);
            }
            stream(kind, exchange, streaming);
        } finally {
            listening.decrementAndGet();
        }
    }

    /** Counts a stream while it lasts; it does not count among the requests any longer. */
    void stream(Kind kind, Exchange exchange, Streaming streaming) throws Exception {
        exchange.leaveSlot();
        open.get(kind).incrementAndGet();
        try {
            streaming.run();
        } finally {
            open.get(kind).decrementAndGet();
        }
    }

    int count(Kind kind) {
        return open.get(kind).get();
    }
}
