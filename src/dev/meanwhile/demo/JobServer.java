package dev.meanwhile.demo;

import dev.meanwhile.Meanwhile;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * Meanwhile: each task is a job, on a virtual thread like everything else, and nothing tells the server that some of them
 * compute.
 *
 * <p>A job has an id, a state, a log and a place in a queue with a limit, so that each accepted one can be asked for and
 * cancelled. That virtual threads start late is measured all the time, and what is in the way is moved. Here the jobs are in
 * memory, as the others' tasks are; the server as it is started by itself records each on disk before it answers.
 */
final class JobServer implements Contender {

    @Override
    public String word() {
        return "meanwhile";
    }

    @Override
    public String title() {
        return "Meanwhile";
    }

    @Override
    public String teaches() {
        return """
                Virtual threads, and a watch on how late they start. What is accepted has an id, a state,
                a log and a limit.""";
    }

    @Override
    public URI start(Tasks tasks) throws IOException {
        var app = new Meanwhile().port(0).inMemory();
        for (Tasks.Kind kind : Tasks.Kind.values()) {
            app.job(kind.word(), Object.class, (input, context) -> {
                tasks.run(kind);
                return null;
            });
        }
        return app.start().uri();
    }

    @Override
    public List<String> options() {
        return List.of();
    }
}
