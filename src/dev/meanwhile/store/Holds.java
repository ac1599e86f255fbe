package dev.meanwhile.store;

import dev.meanwhile.job.JobState;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps jobs from being forgotten while others need to know how they ended, and with what result. Safe for use by any thread.
 *
 * <p>Who holds what is not recorded: it is what unfinished jobs name as coming first, which a store that is opened holds for them.
 */
public final class Holds {

    private final Retention retention;
    /** Returns the state of a job as it was last recorded, or null. */
    private final Function<UUID, JobState> states;
    /** Forgets a job. */
    private final Consumer<UUID> drop;

    Holds(Retention retention, Function<UUID, JobState> states, Consumer<UUID> drop) {
        this.retention = retention;
        this.states = states;
        this.drop = drop;
    }

    /**
     * Holds a job, once more if it is held already.
     *
     * @return its state; null if it is unknown, and was not held
     */
    public JobState hold(UUID id) {
        retention.hold(id);
        while (true) {
            JobState state = states.apply(id);
            if (state == null) {
                retention.letGo(id).forEach(drop);
                return null;
            }
            if (!state.isFinished() || retention.isHeld(id)) {
                return state;
            }
            // Somebody is about to enter it in the books, to forget it, or to let it wait again, and soon done with that.
            Thread.yield();
        }
    }

    /** Lets a job go that was held. */
    public void letGo(UUID id) {
        retention.letGo(id).forEach(drop);
    }
}
