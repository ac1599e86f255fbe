package dev.meanwhile;

import dev.meanwhile.engine.TaskRun;
import dev.meanwhile.engine.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Takes the work of one request that its client need not wait for. Tasks run in the order added, one after another, on one
 * virtual thread, after the response has been sent, whether or not the client is still there. One that throws is told in
 * the log, and the next one still runs. If the handler itself throws, none runs.
 *
 * <p>Tasks live in memory: a stop of the server lets them run on for its grace period, a crash loses them. What must not be
 * lost is a job.
 *
 * <p>For the thread that handles the request, until it returns.
 */
public final class BackgroundTasks {

    /** A function without arguments. */
    @FunctionalInterface
    public interface Body {
        /**
         * Does the work.
         *
         * @throws Exception whatever failed
         */
        void run() throws Exception;
    }

    /**
     * A function of one argument.
     *
     * @param <A> the argument
     */
    @FunctionalInterface
    public interface Body1<A> {
        /**
         * Does the work.
         *
         * @param a the argument
         * @throws Exception whatever failed
         */
        void run(A a) throws Exception;
    }

    /**
     * A function of two arguments.
     *
     * @param <A> the first argument
     * @param <B> the second
     */
    @FunctionalInterface
    public interface Body2<A, B> {
        /**
         * Does the work.
         *
         * @param a the first argument
         * @param b the second
         * @throws Exception whatever failed
         */
        void run(A a, B b) throws Exception;
    }

    private final Tasks tasks;
    private final String request;
    private final List<TaskRun> added = new ArrayList<>();
    private boolean over;

    BackgroundTasks(Tasks tasks, String request) {
        this.tasks = tasks;
        this.request = request;
    }

    /**
     * Adds a task.
     *
     * @param name what to call it in the log
     * @param body what to run
     * @return the task
     * @throws dev.meanwhile.job.RefusedException if 100,000 tasks are unfinished already
     * @throws IllegalStateException              if the request has been answered
     */
    public BackgroundTask addTask(String name, Body body) {
        Objects.requireNonNull(body, "body == null");
        if (over) {
            throw new IllegalStateException("the request " + request + " has been answered: its tasks are complete");
        }
        TaskRun run = tasks.add(Objects.requireNonNull(name, "name == null"), () -> {
            body.run();
            return null;
        });
        added.add(run);
        return new BackgroundTask(run);
    }

    /**
     * Adds a function and its argument, named after the request.
     *
     * @param <A>      the argument's type
     * @param function what to run
     * @param argument what to run it with
     * @return the task
     */
    public <A> BackgroundTask addTask(Body1<? super A> function, A argument) {
        return addTask(request, () -> function.run(argument));
    }

    /**
     * Adds a function and its arguments, named after the request.
     *
     * @param <A>      the first argument's type
     * @param <B>      the second argument's type
     * @param function what to run
     * @param first    what to run it with
     * @param second   what to run it with
     * @return the task
     */
    public <A, B> BackgroundTask addTask(Body2<? super A, ? super B> function, A first, B second) {
        return addTask(request, () -> function.run(first, second));
    }

    /** The response has been sent. */
    void start() {
        over = true;
        tasks.start(added);
    }

    /** There is no response. */
    void drop() {
        over = true;
        tasks.drop(added);
    }
}
