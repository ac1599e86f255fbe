package dev.meanwhile.demo;

import java.io.IOException;
import java.net.URI;

/**
 * One event loop, as in asyncio: a single thread waits for all sockets, reads, handles and answers, and then runs what the
 * handler has left to do. {@code BackgroundTasks} of Starlette with an {@code async def} is this.
 *
 * <p>As long as every step is short, no way is cheaper. But the loop can do one thing at a time: while a task sleeps or
 * computes, nobody else is read, handled or answered, and no heartbeat either. A supervisor such as gunicorn takes that for
 * death, and kills the process with all the tasks in it.
 */
final class OneLoop implements Contender {

    @Override
    public String word() {
        return "loop";
    }

    @Override
    public String title() {
        return "one event loop";
    }

    @Override
    public String teaches() {
        return """
                One thread for everything: a task that blocks it blocks every client and the heartbeat.
                This is the WORKER TIMEOUT of many a log.""";
    }

    @Override
    public URI start(Tasks tasks) throws IOException {
        // Both run where they are called: on the server's own thread, the one that waits for the sockets.
        return SmallServer.start(Runnable::run, Runnable::run, tasks);
    }
}
