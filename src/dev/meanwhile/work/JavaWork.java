package dev.meanwhile.work;

import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobHandler;
import dev.meanwhile.job.Work;
import java.util.Objects;

/**
 * A method of the embedding program as work.
 *
 * @param <I> what the input is read into
 */
public final class JavaWork<I> implements Work {

    private final Class<I> type;
    private final JobHandler<? super I> handler;

    /**
     * Creates work that reads its input as a {@code type} and calls {@code handler} with it.
     *
     * @throws IllegalArgumentException if nothing can be read into a {@code type}
     */
    public JavaWork(Class<I> type, JobHandler<? super I> handler) {
        this.type = Binding.readable(Objects.requireNonNull(type, "type == null"));
        this.handler = Objects.requireNonNull(handler, "handler == null");
    }

    @Override
    public Kind kind() {
        return Kind.JAVA;
    }

    @Override
    public void check(String input) {
        // Any JSON value is an Object, and what arrives here is JSON.
        if (type != Object.class) {
            Binding.read(input, type);
        }
    }

    @Override
    public String run(String input, JobContext context) throws Exception {
        return Binding.write(handler.run(Binding.read(input, type), context));
    }
}
