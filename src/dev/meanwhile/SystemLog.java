package dev.meanwhile;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventFormat;
import dev.meanwhile.event.EventLog;
import java.time.InstantSource;

/** The events of an embedded server, written to the {@link System.Logger} of the program. */
final class SystemLog {

    private SystemLog() { }

    /** Returns a log that writes there. */
    static EventLog open() {
        var logger = System.getLogger("dev.meanwhile");
        var threshold = logger.isLoggable(System.Logger.Level.DEBUG) ? Event.Level.DEBUG : Event.Level.INFO;
        return new EventLog(InstantSource.system(), threshold, event -> {
            var level = event.level() == Event.Level.WARN ? System.Logger.Level.WARNING : System.Logger.Level.valueOf(event.level().name());
            // A Supplier rather than a format: braces in a value are not to be filled in.
            logger.log(level, () -> EventFormat.BARE.line(event));
        });
    }
}
