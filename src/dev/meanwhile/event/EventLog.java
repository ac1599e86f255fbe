package dev.meanwhile.event;

import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Tells what happens, as events rather than sentences, to one sink. The sink decides what becomes of them: a line on
 * stderr, a logger of the embedding program, a list in a test.
 *
 * <p>Safe for use by any thread if the sink is. A sink that throws is not heard of again for that event: telling must
 * never make the work that is told about fail.
 */
public final class EventLog {

    /** Tells nobody. */
    public static final EventLog NONE = new EventLog(InstantSource.system(), Event.Level.ERROR, event -> { });

    private final InstantSource clock;
    private final Event.Level threshold;
    private final Consumer<Event> sink;

    /** Creates a log that passes events of {@code threshold} and above to {@code sink}. */
    public EventLog(InstantSource clock, Event.Level threshold, Consumer<Event> sink) {
        this.clock = clock;
        this.threshold = threshold;
        this.sink = sink;
    }

    /** Returns whether events of {@code level} reach the sink: worth asking only where their fields are dear to make. */
    public boolean tells(Event.Level level) {
        return level.compareTo(threshold) >= 0;
    }

    public void debug(String name, Object... fields) {
        tell(Event.Level.DEBUG, name, fields);
    }

    public void info(String name, Object... fields) {
        tell(Event.Level.INFO, name, fields);
    }

    public void warn(String name, Object... fields) {
        tell(Event.Level.WARN, name, fields);
    }

    public void error(String name, Object... fields) {
        tell(Event.Level.ERROR, name, fields);
    }

    /** Tells of a failure with one field, without throwing anything even if there is no memory for an array of it. */
    void error(String name, String field, Object value) {
        try {
            tell(Event.Level.ERROR, name, field, value);
        } catch (Throwable noMemory) {
            // As below.
        }
    }

    private void tell(Event.Level level, String name, Object... fields) {
        if (!tells(level)) {
            return;
        }
        try {
            sink.accept(new Event(clock.instant(), level, name, fields));
        } catch (Throwable broken) {
            // Neither a full disk behind stderr nor a value that can not be written is a reason for a job to fail; and there
            // is nowhere left to report it.
        }
    }
}
