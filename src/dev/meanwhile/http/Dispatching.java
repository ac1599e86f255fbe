package dev.meanwhile.http;

import com.sun.net.httpserver.HttpServer;
import dev.meanwhile.event.Endurance;
import dev.meanwhile.event.EventLog;

/**
 * The group of the one thread of the JDK's server that accepts connections and hands out requests. That thread survives every
 * exception and no error: when memory is used up for a moment it would end, and with it, unseen, the door; the process too, if
 * nothing else keeps it alive. Here it goes on instead.
 */
final class Dispatching extends ThreadGroup {

    private final Endurance endurance;

    private Dispatching(EventLog events) {
        super("http");
        this.endurance = new Endurance("dispatcher_failed", events);
    }

    /** Starts a server, whose thread is in a group of its own then. */
    static void start(HttpServer server, EventLog events) {
        // The server's thread inherits its group, and whether it keeps the process alive, from the thread that starts it.
        Thread starter = new Thread(new Dispatching(events), server::start, "http-start");
        starter.setDaemon(false);
        starter.setUncaughtExceptionHandler((thread, thrown) -> events.error("door_not_opened", "error", thrown));
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called on the thread that is about to end of {@code thrown}: runs again what it ran, until the server is stopped. */
    @Override
    public void uncaughtException(Thread dispatcher, Throwable thrown) {
        endurance.failed(thrown);
        endurance.run(dispatcher);
    }
}
