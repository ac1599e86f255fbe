package dev.meanwhile.job;

import java.util.Arrays;
import java.util.List;

/** The steps of a job so far, which are bounded: the first and the last are kept. */
final class History {

    private static final int KEPT_FIRST = 20;
    private static final int KEPT_LAST = 80;

    private History() { }

    /** Returns the steps with one more. */
    static List<Transition> extended(List<Transition> history, Transition step) {
        Transition[] steps = history.toArray(new Transition[history.size() + 1]);
        steps[history.size()] = step;
        if (steps.length > KEPT_FIRST + KEPT_LAST) {
            System.arraycopy(steps, KEPT_FIRST + 1, steps, KEPT_FIRST, steps.length - KEPT_FIRST - 1);
            return List.of(Arrays.copyOf(steps, steps.length - 1));
        }
        return List.of(steps);
    }

    /** Returns the steps without the last, since which the job waits, if it could have gone on to {@code next} from the one before. */
    static List<Transition> withoutWaiting(List<Transition> history, JobState next) {
        int last = history.size() - 1;
        boolean spare = history.get(last).attempt() == 0 && (last == 0 || history.get(last - 1).state().canMoveTo(next));
        return spare ? history.subList(0, last) : history;
    }
}
