package dev.meanwhile;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventFormat;
import dev.meanwhile.event.EventLog;
import java.time.InstantSource;

/** Tells what happens in an embedded server to the system logger {@code dev.meanwhile}. */
final class SystemLog {

    private SystemLog() { }

    /** Returns a log that is as talkative as that logger. */
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
