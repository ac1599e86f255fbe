package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.Sweep;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.json.JsonText;
import dev.meanwhile.store.JobFilter;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code POST /v1/jobs/cancel} and {@code /v1/jobs/retry}: for all jobs that match, or only to count them. */
final class SweepRoutes {

    private final Sweep sweep;

    SweepRoutes(Engine engine) {
        this.sweep = engine.sweep();
    }

    void addTo(Router router) {
        router.add("POST", "/v1/jobs/cancel", exchange -> answer(exchange, Sweep.CANCELLABLE, sweep::cancel));
        router.add("POST", "/v1/jobs/retry", exchange -> answer(exchange, Sweep.RETRYABLE, sweep::retry));
    }

    /** What is done to all that match; returns to how many. */
    private interface Action {
        int run(JobFilter filter) throws InterruptedException;
    }

    private void answer(Exchange exchange, Set<JobState> states, Action action) throws Exception {
        exchange.query().allowOnly(FilterQuery.and("dryRun"));
        if (exchange.body().length > 0) {
            // Nothing is asked for here, but what is sent must be JSON all the same: that keeps other web pages out.
            exchange.json();
        }
        JobFilter filter = within(FilterQuery.of(exchange.query()), states);
        try {
            int matched = isDryRun(exchange.query()) ? sweep.count(filter) : action.run(filter);
            exchange.json(200, new JsonText(32).open('{').name("matched").number(matched).close('}').toString());
        } catch (RefusedException refused) {
            throw ProblemException.refused(refused);
        }
    }

    /** Returns a filter for those jobs only of which any are meant; one that asks for none of them is a mistake. */
    private static JobFilter within(JobFilter asked, Set<JobState> states) {
        var both = EnumSet.copyOf(states);
        if (!asked.states().isEmpty()) {
            both.retainAll(asked.states());
        }
        if (both.isEmpty()) {
            throw FilterQuery.bad("state", "must have some of "
                    + states.stream().map(JobState::label).collect(Collectors.joining(", ")) + ", for this makes no difference to others");
        }
        return new JobFilter(both, asked.type(), asked.queue(), asked.tag(), asked.key(), asked.batch());
    }

    private static boolean isDryRun(Query query) {
        return switch (FilterQuery.value(query, "dryRun")) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw FilterQuery.bad("dryRun", "must be true or false, was \"" + query.first("dryRun") + "\"");
        };
    }
}
