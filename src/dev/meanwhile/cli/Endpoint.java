package dev.meanwhile.cli;

import java.net.InetSocketAddress;

/**
 * Where to listen, as it was written.
 *
 * @param host a name or an address, an IPv6 one without its brackets
 * @param port from 0 to 65535
 */
record Endpoint(String host, int port) {

    /** Port 8080 of this machine. */
    static final Endpoint DEFAULT = new Endpoint("127.0.0.1", 8080);

    static final int MAX_PORT = 65_535;

    /** Looks the host up; the result is unresolved if there is no such host. */
    InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    Endpoint withPort(int other) {
        return new Endpoint(host, other);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
