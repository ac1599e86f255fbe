package dev.meanwhile.http;

import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.journal.Fsync;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How a {@link Server} is set up.
 *
 * @param listen    where to listen; port 0 takes a free one
 * @param data      the folder where jobs are recorded, or null for memory only
 * @param access    who may come in
 * @param accessLog whether every request is told to the event log
 * @param grace     how long running jobs are let run on when the server stops
 * @param fsync     when what is recorded in that folder is forced onto the disk
 * @param keep      how long finished jobs are remembered
 * @param limits    what keeps the server bounded
 */
public record ServerSettings(InetSocketAddress listen, Path data, Access access, boolean accessLog, Duration grace, Fsync fsync,
                             Keep keep, Limits limits) {

    /** Where to listen unless told otherwise: this machine only. */
    public static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 8080);

    /** Port 8080 of this machine, nothing on disk, ten seconds of grace. */
    public static final ServerSettings DEFAULT =
            new ServerSettings(LOCAL, null, Access.LOCAL, false, Duration.ofSeconds(10), Fsync.ALWAYS, Keep.DEFAULT,
                    Limits.DEFAULT);

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
        return new ServerSettings(address, data, access, accessLog, grace, fsync, keep, limits);
    }

    /** Returns these settings with another folder to record jobs in; null for memory only. */
    public ServerSettings withData(Path folder) {
        return new ServerSettings(listen, folder, access, accessLog, grace, fsync, keep, limits);
    }

    /** Returns these settings with another rule of who may come in. */
    public ServerSettings withAccess(Access rule) {
        return new ServerSettings(listen, data, rule, accessLog, grace, fsync, keep, limits);
    }

    /** Returns these settings with requests told to the event log, or not. */
    public ServerSettings withAccessLog(boolean on) {
        return new ServerSettings(listen, data, access, on, grace, fsync, keep, limits);
    }

    /** Returns these settings with another time for running jobs when the server stops. */
    public ServerSettings withGrace(Duration time) {
        return new ServerSettings(listen, data, access, accessLog, time, fsync, keep, limits);
    }

    /** Returns these settings with another rule of when what is recorded is forced onto the disk. */
    public ServerSettings withFsync(Fsync rule) {
        return new ServerSettings(listen, data, access, accessLog, grace, rule, keep, limits);
    }

    /** Returns these settings with another memory of finished jobs. */
    public ServerSettings withKeep(Keep memory) {
        return new ServerSettings(listen, data, access, accessLog, grace, fsync, memory, limits);
    }

    /** Returns these settings with other limits. */
    public ServerSettings withLimits(Limits bounds) {
        return new ServerSettings(listen, data, access, accessLog, grace, fsync, keep, bounds);
    }
}
