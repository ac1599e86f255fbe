package dev.meanwhile.demo;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Executors;

/**
 * A platform thread for each request and each task. The operating system slices time between them, so that none can hold a
 * core against the others.
 *
 * <p>What it is fair to is a thread that has slept and wakes up. A new one has its turn behind all that compute, and {@code
 * start} returns only after that: whoever accepts requests and starts a thread for each accepts fewer the more there is to do,
 * heartbeats too. Besides, each is a thread of the system, with a megabyte of address space, and nothing keeps hundreds from
 * becoming a hundred thousand.
 */
final class ThreadPerTask implements Contender {

    @Override
    public String word() {
        return "threads";
    }

    @Override
    public String title() {
        return "thread per task";
    }

    @Override
    public String teaches() {
        return """
                Time slices are fair to threads that are there, and new ones wait behind all that compute. There
                is no limit but the machine's, and no way to ask what became of a task.""";
    }

    @Override
    public URI start(Tasks tasks) throws IOException {
        var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
        return SmallServer.start(threads, threads, tasks);
    }
}
