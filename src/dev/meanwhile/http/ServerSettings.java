package dev.meanwhile.http;

import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How a {@link Server} is set up.
 *
 * @param listen    where to listen; port 0 takes a free one
 * @param data      the folder for what must be on disk, or null for a temporary one
 * @param access    who may come in
 * @param accessLog whether every request is told to the event log
 * @param grace     how long running jobs are let run on when the server stops
 * @param keep      how long finished jobs are remembered
 * @param limits    what keeps the server bounded
 */
public record ServerSettings(InetSocketAddress listen, Path data, Access access, boolean accessLog, Duration grace, Keep keep,
                             Limits limits) {

    /** Where to listen unless told otherwise: this machine only. */
    public static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 8080);

    /** Port 8080 of this machine, nothing kept on disk, ten seconds of grace. */
    public static final ServerSettings DEFAULT =
            new ServerSettings(LOCAL, null, Access.LOCAL, false, Duration.ofSeconds(10), Keep.DEFAULT, Limits.DEFAULT);

    /**
     * Who may come in.
     *
     * @param hosts names by which this server is called, besides {@code localhost} and the addresses it listens on
     * @param token what every request must carry as its bearer token, or null for none
     */
    public record Access(Set<String> hosts, String token) {

        /** No other name, no token. */
        public static final Access LOCAL = new Access(Set.of(), null);
    }

    /** Returns these settings with another address to listen on. */
    public ServerSettings withListen(InetSocketAddress address) {
        return new ServerSettings(address, data, access, accessLog, grace, keep, limits);
    }

    /** Returns these settings with another folder for what must be on disk; null for a temporary one. */
    public ServerSettings withData(Path folder) {
        return new ServerSettings(listen, folder, access, accessLog, grace, keep, limits);
    }

    /** Returns these settings with another rule of who may come in. */
    public ServerSettings withAccess(Access rule) {
        return new ServerSettings(listen, data, rule, accessLog, grace, keep, limits);
    }

    /** Returns these settings with requests told to the event log, or not. */
    public ServerSettings withAccessLog(boolean on) {
        return new ServerSettings(listen, data, access, on, grace, keep, limits);
    }

    /** Returns these settings with another time for running jobs when the server stops. */
    public ServerSettings withGrace(Duration time) {
        return new ServerSettings(listen, data, access, accessLog, time, keep, limits);
    }

    /** Returns these settings with another memory of finished jobs. */
    public ServerSettings withKeep(Keep memory) {
        return new ServerSettings(listen, data, access, accessLog, grace, memory, limits);
    }

    /** Returns these settings with other limits. */
    public ServerSettings withLimits(Limits bounds) {
        return new ServerSettings(listen, data, access, accessLog, grace, keep, bounds);
    }
}
