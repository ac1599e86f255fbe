package dev.meanwhile.http;

import dev.meanwhile.job.JobState;
import dev.meanwhile.store.JobFilter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Which jobs are meant, as a query says it: {@code ?state=failed,expired&type=&queue=&tag=&key=&batch=}. */
final class FilterQuery {

    /** The parameters there are. */
    static final List<String> NAMES = List.of("state", "type", "queue", "tag", "key", "batch");

    private FilterQuery() { }

    /** Returns the names of all parameters, with others that are allowed beside them. */
    static String[] and(String... others) {
        return Stream.concat(NAMES.stream(), Stream.of(others)).toArray(String[]::new);
    }

    /**
     * Reads the filter.
     *
     * @throws ProblemException 400 if a state is not one
     */
    static JobFilter of(Query query) {
        return new JobFilter(states(query), value(query, "type"), value(query, "queue"), value(query, "tag"),
                value(query, "key"), batch(query));
    }

    /** Returns a parameter's value; an empty one, as forms send it, is as good as none. */
    static String value(Query query, String name) {
        String value = query.first(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static UUID batch(Query query) {
        String text = value(query, "batch");
        UUID id = text == null ? null : JobRoutes.id(text);
        if (text != null && id == null) {
            throw bad("batch", "must be the id of a batch, was \"" + text + "\"");
        }
        return id;
    }

    private static Set<JobState> states(Query query) {
        var states = EnumSet.noneOf(JobState.class);
        if (value(query, "state") == null) {
            return states;
        }
        for (String label : value(query, "state").split(",")) {
            JobState state = JobState.ofLabel(label);
            if (state == null) {
                throw bad("state", "must be some of " + String.join(", ", labels()) + ", was \"" + label + "\"");
            }
            states.add(state);
        }
        return states;
    }

    private static List<String> labels() {
        return EnumSet.allOf(JobState.class).stream().map(JobState::label).toList();
    }

    static ProblemException bad(String parameter, String detail) {
        return ProblemException.of(Problem.BAD_PARAMETER, parameter + " " + detail).with("parameter", parameter);
    }
}
