package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.Time;
import dev.meanwhile.engine.Timetable;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.JournalStore;
import dev.meanwhile.store.MemoryStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A whole server: an engine, the door to it, and what joins them. Set up by one thread, then started; after that every
 * method is safe for use by any thread.
 */
public final class Server {

    /** How long what was told to stop is waited for: a command's tree is killed 5 s after it was asked to end. */
    private static final Duration SETTLE = Duration.ofSeconds(7);
    private static final int MAX_CONNECTIONS = 10_000;
    private static final int MAX_LISTENERS = 1_000;

    private final ServerSettings settings;
    private final EventLog log;
    private final Spool spool;
    private final Engine engine;
    private final Router router = new Router();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Set by {@link #start}. */
    private volatile HttpDoor door;
    private volatile int takenUp;

    /**
     * Prepares a server, and its folder.
     *
     * @throws IOException if the folder can not be made, written to, or understood; the message names it
     */
    public Server(ServerSettings settings, EventLog log) throws IOException {
        this(settings, log, EventRoutes.Pace.DEFAULT);
    }

    Server(ServerSettings settings, EventLog log, EventRoutes.Pace pace) throws IOException {
        this.settings = settings;
        this.log = log;
        this.spool = Spool.open(settings.data());
        this.engine = new Engine(store(settings, log, spool), log, new Timetable(Time.SYSTEM, log).start(), settings.limits());
        var streams = new OpenStreams(MAX_LISTENERS);
        new SubmitRoutes(engine).addTo(router);
        new BatchRoutes(engine).addTo(router);
        new JobRoutes(engine).addTo(router);
        new SweepRoutes(engine).addTo(router);
        new LogRoute(engine, streams).addTo(router);
        new EventRoutes(engine, streams, pace).addTo(router);
        new MetricsRoute(engine, () -> door, streams).addTo(router);
        new ListRoute(engine).addTo(router);
        new TypeRoutes(engine).addTo(router);
        new ScheduleRoutes(engine).addTo(router);
        new WorkRoutes(engine, WorkRoutes.MAX_WAITING).addTo(router);
        new QueueRoutes(engine).addTo(router);
        new OperationRoutes(engine, settings).addTo(router);
        new ProblemRoutes().addTo(router);
    }

    private static JobStore store(ServerSettings settings, EventLog log, Spool spool) throws IOException {
        if (settings.data() == null) {
            return new MemoryStore(settings.keep(), settings.limits(), Time.SYSTEM.wall());
        }
        boolean opened = false;
        try {
            var store = JournalStore.open(settings.data(), settings.fsync(), settings.keep(), settings.limits(), Time.SYSTEM.wall(), log);
            opened = true;
            return store;
        } finally {
            if (!opened) {
                spool.close();
            }
        }
    }

    /** Makes a job type known; the last one of a name counts. */
    public Server type(JobType type) {
        engine.define(type);
        return this;
    }

    /**
     * Declares a schedule, before the start and after its type.
     *
     * @throws dev.meanwhile.job.InvalidInputException if there is no such type, or the input is not for it; pointers are into the
     *                                                 schedule
     * @throws IllegalArgumentException                if one of that name is declared
     */
    public Server schedule(Schedule schedule) {
        engine.schedules().declare(schedule);
        return this;
    }

    /** Says how the jobs of a queue run, before the start. */
    public Server queue(String name, QueueOptions options) {
        engine.queues().declare(name, options);
        return this;
    }

    /** Adds a route of the embedding program's own, before the start. */
    public Server route(String method, String template, Handler handler) {
        router.add(method, template, handler);
        return this;
    }

    /** Returns the engine behind the door. */
    public Engine engine() {
        return engine;
    }

    /** Returns the folder for what running commands read. */
    public Path spool() {
        return spool.folder();
    }

    /**
     * Opens the door.
     *
     * @throws IOException if the address can not be listened on; a {@link java.net.BindException} if it is in use; an
     *                     {@link InterruptedIOException} if the thread is interrupted
     * @throws RefusedException if what was left unfinished can not be recorded; the message says why
     */
    public void start() throws IOException {
        // Most programs have a page of their own at the root; then the dashboard makes way for it.
        new WebRoutes(router.has("/") ? "/dashboard" : "/").addTo(router);
        boolean opened = false;
        try {
            door = HttpDoor.open(new DoorSettings(settings.listen(), settings.limits().maxBody(), MAX_CONNECTIONS,
                    settings.access().hosts(), settings.access().token(), settings.accessLog()), router, log);
            opened = true;
        } finally {
            if (!opened) {
                stopped.set(true);
                engine.stop(Duration.ZERO, Duration.ZERO);
                spool.close();
            }
        }
        try {
            takenUp = engine.resume();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            stop(Duration.ZERO);
            throw new InterruptedIOException("interrupted while what was left unfinished was taken up");
        } catch (RefusedException full) {
            stop(Duration.ZERO);
            throw full;
        }
        door.start();
    }

    /** Returns how many unfinished jobs an earlier server had left, which this one has taken up. */
    public int takenUp() {
        return takenUp;
    }

    /** Returns where the server listens. */
    public InetSocketAddress address() {
        return door.address();
    }

    /** Returns where to reach the server from this machine. */
    public String url() {
        InetAddress host = address().getAddress();
        // Java writes the IPv6 loopback as seven zeros and a one.
        String name = host.isAnyLocalAddress() ? "localhost"
                : host.isLoopbackAddress() && host instanceof Inet6Address ? "[::1]" : Authority.of(host).host();
        return "http://" + name + ":" + address().getPort();
    }

    /**
     * What a stop has cut off, a line each.
     *
     * @param putBack   what runs again after the next start
     * @param abandoned what does not: tasks, jobs that must not run twice, and all that is in memory only
     */
    public record Stopped(List<String> putBack, List<String> abandoned) { }

    /**
     * Stops: new jobs are refused at once, running ones are let run on for {@code grace} and then told to stop, and the
     * door, which answers questions until then, is closed. Only the first call does anything.
     *
     * @return what was cut off
     */
    public Stopped stop(Duration grace) {
        var stop = new Stopped(new ArrayList<>(), new ArrayList<>());
        if (!stopped.compareAndSet(false, true)) {
            return stop;
        }
        engine.refuseNew();
        Engine.Vitals vitals = engine.vitals();
        log.info("stopping", "running", vitals.running(), "waiting", vitals.waiting(), "grace", Durations.format(grace));
        boolean survives = settings.data() != null;
        engine.stop(grace, SETTLE).forEach(cut -> (cut.putBack() && survives ? stop.putBack : stop.abandoned).add(cut.what()));
        if (vitals.waiting() > 0 && !survives) {
            stop.abandoned.add("jobs that waited, which are kept in memory only: " + vitals.waiting());
        }
        if (door != null) {
            door.close(Duration.ofSeconds(1));
        }
        spool.close();
        return stop;
    }
}
