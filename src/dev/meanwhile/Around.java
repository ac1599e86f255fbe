package dev.meanwhile;

import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobHandler;
import dev.meanwhile.job.Middleware;
import java.util.List;

/**
 * A handler with the middleware around it.
 *
 * @param handler    what is inside
 * @param middleware what is around it, the outermost first; of no more use to be added to once the first job runs
 */
record Around<I>(JobHandler<? super I> handler, List<Middleware> middleware) implements JobHandler<I> {

    @Override
    public Object run(I input, JobContext context) throws Exception {
        return run(0, input, context);
    }

    private Object run(int depth, I input, JobContext context) throws Exception {
        return depth == middleware.size() ? handler.run(input, context)
                : middleware.get(depth).around(context, () -> run(depth + 1, input, context));
    }
}
