package dev.meanwhile.store;

import dev.meanwhile.job.Schedule;
import java.time.Instant;
import java.util.Objects;

/**
 * What is to be remembered of a schedule.
 *
 * @param schedule it
 * @param declared whether it comes from the configuration or the embedding program, rather than from the HTTP interface
 * @param handled  how far it is handled: of each tick up to then it is settled whether it made a job
 */
public record KeptSchedule(Schedule schedule, boolean declared, Instant handled) {

    /** Checks that nothing is missing. */
    public KeptSchedule {
        Objects.requireNonNull(schedule, "schedule == null");
        Objects.requireNonNull(handled, "handled == null");
    }

    /** Returns its name. */
    public String name() {
        return schedule.name();
    }

    /** Returns this schedule, handled as far as that. */
    public KeptSchedule handledUpTo(Instant time) {
        return new KeptSchedule(schedule, declared, time);
    }
}
