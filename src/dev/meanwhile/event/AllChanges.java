package dev.meanwhile.event;

import dev.meanwhile.event.Notice.Change;
import dev.meanwhile.event.Notice.Gap;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The changes of all jobs: no more than a place in the ring, so that any number of slow subscribers hold nothing. */
final class AllChanges extends Subscription {

    private final Ring ring;
    private final Consumer<AllChanges> leave;
    /** The number of the change to be told next. */
    private long at;
    /** Whether changes that nobody can count were lost before that. */
    private boolean gap;

    /**
     * Creates a subscription.
     *
     * @param after the number of the last change the subscriber knows, if any
     * @param leave what takes it off the list of those who are woken
     */
    AllChanges(Ring ring, OptionalLong after, Consumer<AllChanges> leave) {
        this(ring, ring.next(), after, leave);
    }

    private AllChanges(Ring ring, long next, OptionalLong after, Consumer<AllChanges> leave) {
        super(next - 1);
        this.ring = ring;
        this.leave = leave;
        // Else it is of another process, and what came after it there is not known here.
        boolean known = after.isPresent() && after.getAsLong() >= ring.first() - 1 && after.getAsLong() < next;
        this.at = known ? after.getAsLong() + 1 : next;
        this.gap = after.isPresent() && !known;
    }

    @Override
    Notice take() {
        if (gap) {
            gap = false;
            return new Gap(OptionalLong.empty(), at - 1);
        }
        long next = ring.next();
        if (at == next) {
            return null;
        }
        Change change = ring.get(at);
        if (change != null) {
            at++;
            return change;
        }
        long lost = at;
        if (at < next - Ring.PLACES) {
            // Not to the oldest that is left: that would be gone as well in a moment.
            at = next - Ring.PLACES / 2;
        }
        while (at < next && ring.get(at) == null) {
            at++;
        }
        return new Gap(OptionalLong.of(at - lost), at - 1);
    }

    @Override
    public void close() {
        leave.accept(this);
    }
}
