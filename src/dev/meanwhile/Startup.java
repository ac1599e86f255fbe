package dev.meanwhile;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.http.Server;
import dev.meanwhile.http.ServerSettings;
import dev.meanwhile.job.JobHandler;
import dev.meanwhile.job.JobListener;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Middleware;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a server is started with, besides its settings. For one thread. */
final class Startup {

    private final Map<String, QueueOptions> queues = new LinkedHashMap<>();
    private final List<JobType> types = new ArrayList<>();
    private final List<Schedule> schedules = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<JobListener> listeners = new ArrayList<>();
    private final List<Middleware> middleware = new ArrayList<>();

    void queue(String name, QueueOptions options) {
        if (!JobType.isName(name)) {
            throw new IllegalArgumentException("name of a queue must be " + JobType.NAME_FORM + ", was \"" + name + "\"");
        }
        queues.put(name, Objects.requireNonNull(options, "options == null"));
    }

    void type(JobType type) {
        types.add(type);
    }

    void schedule(Schedule schedule) {
        schedules.add(Objects.requireNonNull(schedule, "schedule == null"));
    }

    void listener(JobListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener == null"));
    }

    void middleware(Middleware one) {
        middleware.add(Objects.requireNonNull(one, "middleware == null"));
    }

    /** Returns a handler with all middleware around it, that which is yet to be added too. */
    <I> JobHandler<I> around(JobHandler<? super I> handler) {
        return new Around<>(Objects.requireNonNull(handler, "handler == null"), middleware);
    }

    void route(Route route) {
        routes.add(route);
    }

    /** Returns a server that answers; leaves nothing behind if it can not be started. */
    Server run(ServerSettings settings) {
        Server server = prepared(settings);
        boolean started = false;
        try {
            prepare(server.engine());
            for (Route route : routes) {
                server.route(route.method(), route.path(), exchange -> route.answer(server, exchange));
            }
            server.start();
            started = true;
            return server;
        } catch (IOException notStarted) {
            throw new UncheckedIOException("can not listen on " + settings.listen() + ": " + notStarted.getMessage(), notStarted);
        } catch (RefusedException full) {
            throw new UncheckedIOException(full.getMessage(), new IOException(full));
        } finally {
            if (!started) {
                server.stop(Duration.ZERO);
            }
        }
    }

    /** Makes known to an engine what jobs there are, and who is told of them. */
    void prepare(Engine engine) {
        queues.forEach(engine.queues()::declare);
        types.forEach(engine::define);
        schedules.forEach(engine.schedules()::declare);
        // Last, when nothing can be wrong any more: they have threads.
        listeners.forEach(engine.changes().listeners()::add);
    }

    private static Server prepared(ServerSettings settings) {
        try {
            return new Server(settings, SystemLog.open());
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable.getMessage(), unusable);
        }
    }
}
