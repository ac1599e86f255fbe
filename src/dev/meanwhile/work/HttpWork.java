package dev.meanwhile.work;

import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.job.Work;
import java.time.Duration;

/** Stub. */
public final class HttpWork implements Work {

    /** How deliveries run unless the configuration says otherwise. */
    public static final TypeOptions OPTIONS = TypeOptions.DEFAULT.withConcurrency(1000).withTimeout(Duration.ofMinutes(1));

    /** Stub. @param spec x @param client x */
    public HttpWork(HttpSpec spec, Deliveries client) { }

    @Override
    public Kind kind() {
        return Kind.HTTP;
    }

    @Override
    public String run(String input, JobContext context) throws Exception {
        throw new UnsupportedOperationException();
    }
}
