package dev.meanwhile.http;

import dev.meanwhile.event.EventLog;

/**
 * The settings of the JDK's server that exist only as system properties. They are read once, when the first server of the
 * process is made, so they are set before that, and only those that nobody has set.
 */
final class ServerProperties {

    private ServerProperties() { }

    static void apply(DoorSettings settings) {
        // Else a response waits 40 ms for the client's delayed acknowledgement.
        setIfAbsent("sun.net.httpserver.nodelay", "true");
        // The default closes the connections of all but 200 clients after each response.
        setIfAbsent("sun.net.httpserver.maxIdleConnections", "10000");
        // In seconds. The default of 30 races with what client pools assume.
        setIfAbsent("sun.net.httpserver.idleInterval", "60");
        // In seconds, whatever its documentation says: how long a client may take to send a request. Its twin for
        // responses, maxRspTime, stays off, because it cuts event streams and long polls.
        setIfAbsent("sun.net.httpserver.maxReqTime", "30");
        setIfAbsent("jdk.httpserver.maxConnections", Integer.toString(settings.maxConnections()));
        setIfAbsent("sun.net.httpserver.maxReqHeaderSize", "32768");
        setIfAbsent("sun.net.httpserver.maxReqHeaders", "100");
    }

    /** Before JDK 24 (JEP 491) a virtual thread that waits for a slow client inside the JDK's server holds its carrier. */
    static void warnOfPinning(int jdk, EventLog events) {
        if (jdk < 24) {
            events.warn("old_jdk", "jdk", jdk, "detail",
                    "JDK 21-23: slow clients and code in synchronized blocks pin carriers, and none can be added when jobs compute; "
                            + "use 24+, or a proxy that buffers requests and types declared with placement cpu");
        }
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
