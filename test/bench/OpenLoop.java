package bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The same request at fixed times, whether or not the ones before it were answered, from platform threads with a connection
 * each. What an answer took counts from the time its request was to be sent: a server that stands still is asked on, and each
 * of those who ask waits.
 */
final class OpenLoop implements AutoCloseable {

    /** One answer: when it was to be asked for, how long it took since then, and how late a thread woke up for it; nanoseconds. */
    private record Asked(long at, long took, long late) { }

    private final URI server;
    private final byte[] request;
    private final int status;
    private final long interval;
    private final long start = System.nanoTime();
    private final AtomicLong next = new AtomicLong();
    private final AtomicInteger failures = new AtomicInteger();
    private final List<Asker> askers = new ArrayList<>();

    /** Nanoseconds after the start; set once. */
    private volatile long end = Long.MAX_VALUE;

    private OpenLoop(URI server, byte[] request, int status, long interval) {
        this.server = server;
        this.request = request;
        this.status = status;
        this.interval = interval;
    }

    /**
     * Begins to ask.
     *
     * @param status   what the server is to answer; anything else is a failure
     * @param interval nanoseconds between two requests
     * @param threads  how many may be unanswered before those to come are sent late
     */
    static OpenLoop start(URI server, byte[] request, int status, long interval, int threads) throws IOException {
        var loop = new OpenLoop(server, request, status, interval);
        for (int i = 0; i < threads; i++) {
            loop.askers.add(loop.new Asker(new Connection(server)));
        }
        loop.askers.forEach(Thread::start);
        return loop;
    }

    private final class Asker extends Thread {

        private Connection connection;
        /** Read by others after this thread has ended. */
        private final List<Asked> answers = new ArrayList<>();

        Asker(Connection connection) {
            super("asker");
            this.connection = connection;
            setDaemon(true);
        }

        @Override
        public void run() {
            for (long at = next.getAndAdd(interval); at < end; at = next.getAndAdd(interval)) {
                long late = 0;
                for (long left = at - now(); left > 0; left = at - now()) {
                    LockSupport.parkNanos(left);
                    late = Math.max(0, now() - at);
                }
                if (!ask()) {
                    failures.incrementAndGet();
                }
                answers.add(new Asked(at, now() - at, late));
            }
        }

        private boolean ask() {
            try {
                return connection.exchange(request) == status;
            } catch (IOException broken) {
                reconnect();
                return false;
            }
        }

        private void reconnect() {
            try {
                connection.close();
                connection = new Connection(server);
            } catch (IOException stillBroken) {
                // The next exchange fails as well, and is counted.
            }
        }
    }

    /** Returns the nanoseconds since the start. */
    long now() {
        return System.nanoTime() - start;
    }

    /** Asks no more, and waits for the answers that are missing. */
    void stop() throws InterruptedException {
        end = now();
        for (Asker asker : askers) {
            asker.join();
        }
    }

    /** Returns the milliseconds that the answers took which were asked for from {@code from} to {@code to}; once it has stopped. */
    double[] millis(long from, long to) {
        return answers(from, to).mapToDouble(asked -> asked.took / 1e6).toArray();
    }

    /** Returns the most milliseconds a thread woke up too late, which is the machine's doing; once it has stopped. */
    double lateness(long from, long to) {
        return answers(from, to).mapToDouble(asked -> asked.late / 1e6).max().orElse(0);
    }

    private Stream<Asked> answers(long from, long to) {
        return askers.stream().flatMap(asker -> asker.answers.stream()).filter(asked -> asked.at >= from && asked.at <= to);
    }

    /** Returns how many requests had another answer, or none. */
    int failures() {
        return failures.get();
    }

    @Override
    public void close() throws IOException {
        for (Asker asker : askers) {
            asker.connection.close();
        }
    }
}
