package dev.meanwhile.work;

import com.google.gson.JsonElement;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.Work;
import java.util.Set;

/** Computes, without ever waiting: counts the primes of {@code {"below": 5000000}}, up to a thousand million. */
final class PrimesWork implements Work {

    private static final int MAX = 1_000_000_000;

    @Override
    public Kind kind() {
        return Kind.JAVA;
    }

    @Override
    public void check(String input) {
        below(input);
    }

    @Override
    public String run(String input, JobContext context) throws InterruptedException {
        int below = below(input);
        var sieve = new PrimeSieve(below);
        for (int told = 0; sieve.hasNext();) {
            if (context.cancelled() || Thread.interrupted()) {
                throw new InterruptedException();
            }
            sieve.next();
            // A hundred times at most: more is not to be seen.
            int percent = (int) (100L * sieve.reached() / below);
            if (percent > told) {
                told = percent;
                context.progress(percent / 100.0, null);
            }
        }
        return "{\"below\":" + below + ",\"count\":" + sieve.count() + "}";
    }

    private static int below(String input) {
        var members = new Members(input, Set.of("below"));
        JsonElement below = members.number("below", 2, MAX, true);
        members.end();
        return (int) below.getAsDouble();
    }
}
