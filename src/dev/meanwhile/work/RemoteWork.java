package dev.meanwhile.work;

import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.job.Work;

/** What a worker in another process does. Here it only stands for it: it is never run. */
public final class RemoteWork implements Work {

    private RemoteWork() { }

    /**
     * Returns a type whose jobs are run by whoever leases them.
     *
     * @throws IllegalArgumentException if the name is not as it must be, a placement is asked for, which only code here has, or
     *                                  a queue, when workers ask for the jobs of a type by its name
     */
    public static JobType type(String name, TypeOptions options) {
        if (options.placement() != Placement.VIRTUAL) {
            throw new IllegalArgumentException("placement is for what runs in this process, and type \"" + name + "\" does not");
        }
        if (options.queue() != null) {
            throw new IllegalArgumentException("queue is not for remote types, and type \"" + name + "\" is one: was \""
                    + options.queue() + "\"");
        }
        return new JobType(name, new RemoteWork(), options);
    }

    @Override
    public Kind kind() {
        return Kind.REMOTE;
    }

    @Override
    public String run(String input, JobContext context) {
        throw new IllegalStateException("jobs of type " + context.type() + " are run by workers in other processes");
    }
}
