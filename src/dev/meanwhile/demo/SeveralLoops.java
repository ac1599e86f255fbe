package dev.meanwhile.demo;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Several event loops, as {@code gunicorn --workers} makes them: a parent hands each request to the next loop in turn, and
 * each loop answers and works as {@link OneLoop} does. There are two for each core and one more, as gunicorn advises.
 *
 * <p>A loop that is blocked no longer blocks the others, until all of them are: five tasks do that to five loops. Heartbeats
 * are late once in a while at first, then always.
 */
final class SeveralLoops implements Contender {

    @Override
    public String word() {
        return "loops";
    }

    @Override
    public String title() {
        return "several loops";
    }

    @Override
    public String teaches() {
        return """
                More workers: the same failure, a few tasks later. Each loop times out like the one did.""";
    }

    @Override
    public URI start(Tasks tasks) throws IOException {
        int count = 2 * Runtime.getRuntime().availableProcessors() + 1;
        List<Executor> loops = Stream.<Executor>generate(Executors::newSingleThreadExecutor).limit(count).toList();
        return SmallServer.start(inTurn(loops), Runnable::run, tasks);
    }

    private static Executor inTurn(List<Executor> loops) {
        return new Executor() {
            /** Only the server's own thread comes here. */
            private int next;

            @Override
            public void execute(Runnable handler) {
                loops.get(next).execute(handler);
                next = (next + 1) % loops.size();
            }
        };
    }
}
