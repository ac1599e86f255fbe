package dev.meanwhile.demo;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Executors;

/**
 * An event loop that only answers, and hands its tasks to an executor: {@code run_in_executor}, with as many threads as
 * Python's default executor has, cores + 4.
 *
 * <p>Answers and heartbeats are quick whatever happens, so all seems well. The work piles up in the executor's queue, which has
 * no limit, no names and no end: memory fills, tasks begin minutes after they were accepted, none of them can be asked for or
 * taken back, and a restart loses every one.
 */
final class UnboundedQueue implements Contender {

    @Override
    public String word() {
        return "queue";
    }

    @Override
    public String title() {
        return "unbounded queue";
    }

    @Override
    public String teaches() {
        return """
                run_in_executor: everything is accepted at once, and most of it waits where nobody can look.
                A queue needs a limit, and whoever is in it a name and a state.""";
    }

    @Override
    public URI start(Tasks tasks) throws IOException {
        var executor = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors() + 4);
        return SmallServer.start(Runnable::run, executor, tasks);
    }
}
