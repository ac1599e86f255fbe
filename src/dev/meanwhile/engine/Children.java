package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import java.util.UUID;

/** Where attempts submit jobs of their own. Safe for use by any thread. */
@FunctionalInterface
interface Children {

    /** Accepts a job that another one has submitted, as {@link Engine#submit} does. */
    Job submit(UUID parent, String type, String input, JobOptions options);
}
