package dev.meanwhile.demo;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Executors;

/**
 * A fixed pool of 40 threads for handlers and tasks alike: what FastAPI makes of {@code def} handlers and {@code def}
 * background tasks, and what {@code run_in_threadpool} uses too.
 *
 * <p>Blocking is allowed, which is much. But the 41st call waits in a queue that nobody sees, and it makes no difference
 * whether it is a task that can wait or a heartbeat that can not: a pool that is shared is shared by everyone.
 */
final class PoolOfForty implements Contender {

    private static final int THREADS = 40;

    @Override
    public String word() {
        return "pool";
    }

    @Override
    public String title() {
        return "pool of 40";
    }

    @Override
    public String teaches() {
        return """
                run_in_threadpool: the 41st call waits without a word, and if it is the heartbeat, so be it.""";
    }

    @Override
    public URI start(Tasks tasks) throws IOException {
        var pool = Executors.newFixedThreadPool(THREADS);
        return SmallServer.start(pool, pool, tasks);
    }
}
