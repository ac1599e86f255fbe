package dev.meanwhile.demo;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/** One way to build a server that answers now and does the work later. */
sealed interface Contender extends Exhibit
        permits OneLoop, SeveralLoops, PoolOfForty, UnboundedQueue, ThreadPerTask, VirtualThreads, JobServer {

    /**
     * Starts the server on a free port of this machine. It answers {@code GET /livez} and {@code POST /v1/run/<task>}, the
     * latter with 202 as soon as it will, and runs the task. It is never stopped: its process is ended.
     *
     * @return where it listens
     */
    URI start(Tasks tasks) throws IOException;

    /** Returns what its JVM is started with. */
    default List<String> options() {
        // As many carriers as cores, which is what the JDK does by itself and our own start would change before JDK 24.
        return List.of("-Djdk.virtualThreadScheduler.parallelism=" + Runtime.getRuntime().availableProcessors());
    }
}
