package dev.meanwhile.demo;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Executors;

/**
 * A virtual thread for each request and each task. One that blocks leaves its carrier, the platform thread it runs on, to
 * the next, so that waiting costs next to nothing: a million may sleep.
 *
 * <p>But virtual threads are not time-sliced. One that computes keeps its carrier until it blocks or ends, and there are as
 * many carriers as cores. While as many tasks compute, no other virtual thread runs, the heartbeat's included: the event
 * loop's trap in new clothes.
 */
final class VirtualThreads implements Contender {

    @Override
    public String word() {
        return "virtual";
    }

    @Override
    public String title() {
        return "virtual threads";
    }

    @Override
    public String teaches() {
        return """
                Waiting is free, computing is not: as many busy tasks as cores, and nothing else runs,
                because virtual threads are never interrupted to let another one run.""";
    }

    @Override
    public URI start(Tasks tasks) throws IOException {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        return SmallServer.start(threads, threads, tasks);
    }
}
