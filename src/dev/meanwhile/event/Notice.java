package dev.meanwhile.event;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Transition;
import java.util.OptionalLong;

/** What a subscriber is told, one thing after another. Immutable. */
public sealed interface Notice {

    /**
     * A job has changed: its state, its progress, or that it is to stop.
     *
     * @param sequence its number: one more than that of the change before it, whatever job that was of
     * @param job      the job as it was then; its input and result are not to be relied on
     */
    record Change(long sequence, Job job) implements Notice {

        /** Returns about how many bytes of memory it takes, counting two for each character that can be many. */
        int bytes() {
            JobStatus status = job.status();
            int characters = length(status.error()) + (status.progress() == null ? 0 : length(status.progress().message()));
            for (Transition step : status.history()) {
                characters += length(step.error());
            }
            for (String tag : job.request().options().tags()) {
                characters += length(tag);
            }
            return 500 + 50 * status.history().size() + 2 * characters;
        }

        private static int length(JobError error) {
            return error == null ? 0 : length(error.message()) + length(error.stack());
        }

        private static int length(String text) {
            return text == null ? 0 : text.length();
        }
    }

    /**
     * Changes were lost: the subscriber was too slow, or away for too long.
     *
     * @param lost     how many, if that is known: it is not if the subscriber came back after too long, or from another process
     * @param sequence the number of the last one
     */
    record Gap(OptionalLong lost, long sequence) implements Notice { }

    /**
     * The job that is followed has written to its log.
     *
     * @param position the position after it
     */
    record Written(long position) implements Notice { }
}
