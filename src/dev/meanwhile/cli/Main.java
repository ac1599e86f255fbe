package dev.meanwhile.cli;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventFormat;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.http.Server;
import dev.meanwhile.http.ServerSettings;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/** The program. */
public final class Main {

    private Main() { }

    /** Serves with the defaults until it is killed. */
    public static void main(String[] args) throws Exception {
        Carriers.prepare();
        var log = new EventLog(Clock.systemUTC(), Event.Level.INFO, event -> System.err.println(EventFormat.TEXT.line(event)));
        var server = new Server(ServerSettings.DEFAULT, log);
        server.start();
        System.out.println("Meanwhile: " + server.url());
        new CountDownLatch(1).await();
    }
}
