package dev.meanwhile.engine;

import dev.meanwhile.job.JobState;
import java.util.Locale;
import java.util.Map;

/**
 * Why a job does not run, or that it does.
 *
 * @param state  the state it was in
 * @param reason why
 * @param detail the same in a sentence, with the numbers
 * @param facts  the numbers and times by themselves, in the order in which to show them: values are instants, numbers, strings or
 *               lists of strings
 */
public record Explanation(JobState state, Reason reason, String detail, Map<String, Object> facts) {

    /** The reasons there are. */
    public enum Reason {
        /** Its queue is paused. */
        PAUSED,
        /** It is the next of its queue, whose rate allows no start yet. */
        RATE_LIMITED,
        /** It is the next of its queue, or of its concurrency key, and as many run as may. */
        NO_FREE_SLOT,
        /** Other jobs of its queue, or of its concurrency key, come first. */
        BEHIND,
        /** Other jobs come first, and have not ended. */
        WAITING_FOR,
        /** Its time has not come. */
        SCHEDULED,
        /** Its last attempt failed, and the next one is due later. */
        RETRYING,
        /** It runs. */
        RUNNING,
        /** It runs, although it was told to stop a while ago. */
        STUCK,
        /** It has finished. */
        FINISHED;

        /** Returns the name as JSON has it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
