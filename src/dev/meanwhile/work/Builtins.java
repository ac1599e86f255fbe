package dev.meanwhile.work;

import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.TypeOptions;
import java.util.ArrayList;
import java.util.List;

/** The job types that are there without any configuration, so that a first minute shows something. */
public final class Builtins {

    private Builtins() { }

    /**
     * Returns the types: {@code sleep}, {@code primes} and, where only this machine can submit jobs, {@code http}.
     *
     * @param client   makes the requests of {@code http}
     * @param loopback whether the server listens on a loopback address only
     */
    public static List<JobType> types(Deliveries client, boolean loopback) {
        var types = new ArrayList<JobType>();
        types.add(new JobType("sleep", new SleepWork(), TypeOptions.DEFAULT));
        types.add(new JobType("primes", new PrimesWork(), TypeOptions.DEFAULT
                .withPlacement(Placement.CPU)
                .withConcurrency(Runtime.getRuntime().availableProcessors())));
        if (loopback) {
            types.add(new JobType("http", new AnyHttpWork(client), HttpWork.OPTIONS));
        }
        return List.copyOf(types);
    }
}
