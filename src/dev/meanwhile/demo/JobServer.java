package dev.meanwhile.demo;

import dev.meanwhile.Meanwhile;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * Meanwhile: each task is a job, on a virtual thread unless its type is declared to compute. Once nothing is declared, and the
 * server has to find out what computes while it is at it; and once all that computes is.
 *
 * <p>A job has an id, a state, a log and a place in a queue with a limit, so that each accepted one can be asked for and
 * cancelled. That virtual threads start late is measured all the time, and what is in the way is moved. Here the jobs are in
 * memory, as the others' tasks are; the server as it is started by itself records each on disk before it answers.
 */
final class JobServer implements Contender {

    private final boolean declared;

    JobServer(boolean declared) {
        this.declared = declared;
    }

    @Override
    public String word() {
        return declared ? "meanwhile" : "undeclared";
    }

    @Override
    public String title() {
        return declared ? "Meanwhile" : "... undeclared";
    }

    @Override
    public String teaches() {
        return declared ? """
                What blocks runs on virtual threads, and what is declared to compute on platform threads,
                one more than there are cores. What is accepted has an id, a state, a log and a limit."""
                : """
                Meanwhile, told of nothing: a watch on how late virtual threads start finds what computes,
                and moves all further runs of it. Until then it is in the way.""";
    }

    @Override
    public URI start(Tasks tasks) throws IOException {
        var app = new Meanwhile().port(0).inMemory();
        for (Tasks.Kind kind : Tasks.Kind.values()) {
            boolean computes = declared && (kind == Tasks.Kind.CPU || kind == Tasks.Kind.HOG);
            TypeOptions options = TypeOptions.DEFAULT.withPlacement(computes ? Placement.CPU : Placement.VIRTUAL);
            app.job(kind.word(), Object.class, options, (input, context) -> {
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
