package dev.meanwhile.engine;

import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.MoreOptions;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * What can be asked for and put down, but is not done yet: a job that asks for it is refused, rather than half obeyed. What is
 * done from now on is taken out of the list, and nothing else has to be.
 */
enum NotYet {

    AFTER("/after", (options, type) -> !options.more().after().isEmpty());

    private final String pointer;
    private final BiPredicate<JobOptions, KnownType> asked;

    NotYet(String pointer, BiPredicate<JobOptions, KnownType> asked) {
        this.pointer = pointer;
        this.asked = asked;
    }

    /**
     * Checks that nothing of this is asked for.
     *
     * @throws InvalidInputException if something is, with pointers to it
     */
    static void check(JobOptions options, KnownType type) {
        if (options.more() == MoreOptions.NONE) {
            // As most do: not worth a look at each.
            return;
        }
        List<InputError> errors = List.of(values()).stream().filter(feature -> feature.asked.test(options, type))
                .map(feature -> new InputError(feature.pointer, "is not supported yet")).toList();
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
    }
}
