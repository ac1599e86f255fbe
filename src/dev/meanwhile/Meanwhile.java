package dev.meanwhile;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.Steps;
import dev.meanwhile.http.Server;
import dev.meanwhile.http.ServerSettings;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobHandler;
import dev.meanwhile.job.JobListener;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.Middleware;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.work.Binding;
import dev.meanwhile.work.JavaWork;
import dev.meanwhile.work.RemoteWork;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A server that answers now and does the work meanwhile, to embed in a program: routes of its own with background tasks,
 * job types of its own, and the whole HTTP interface of the stand-alone server beside them.
 *
 * <p>Set up by one thread, then started. After that, submitting and looking up are safe for use by any thread. What happens
 * is told to the system logger {@code dev.meanwhile}.
 */
public final class Meanwhile implements Jobs, AutoCloseable {

    private final Startup startup = new Startup();
    private ServerSettings settings = ServerSettings.DEFAULT.withData(Path.of("data"));

    /** Set by {@link #start}. */
    private volatile Server server;
    /** What runs the jobs, once there is something that does: that of the server, or that of a test. */
    private volatile Engine engine;

    /** Creates a server on port 8080 of this machine that records its jobs in the folder {@code data}, without routes or types. */
    public Meanwhile() { }

    /**
     * Listens on another port, of this machine only.
     *
     * @param port the port, or 0 for a free one
     * @return this
     */
    public Meanwhile port(int port) {
        return listen(settings.listen().getHostString(), port);
    }

    /**
     * Listens elsewhere. On any other address than this machine's own loopback, set a {@link #token}: whoever can reach the
     * server can run its jobs.
     *
     * @param host the address or name to listen on
     * @param port the port, or 0 for a free one
     * @return this
     */
    public Meanwhile listen(String host, int port) {
        return set(settings.withListen(new InetSocketAddress(host, port)));
    }

    /**
     * Answers to these host names as well, besides {@code localhost} and the address it listens on. Requests for other names
     * are refused: a web page could otherwise reach this server under a name of its own.
     *
     * @param names host names, such as that of the proxy in front
     * @return this
     */
    public Meanwhile allowedHosts(String... names) {
        return set(settings.withAccess(new ServerSettings.Access(Set.of(names), settings.access().token())));
    }

    /**
     * Asks every request for a token, except those for health.
     *
     * @param token what {@code Authorization: Bearer} must carry
     * @return this
     */
    public Meanwhile token(String token) {
        return set(settings.withAccess(new ServerSettings.Access(settings.access().hosts(), token)));
    }

    /**
     * Records jobs in another folder, which is made if it is not there. One server at a time can use a folder.
     *
     * @param folder the folder; {@code data} in the working directory unless set
     * @return this
     */
    public Meanwhile data(Path folder) {
        return set(settings.withData(Objects.requireNonNull(folder, "folder == null")));
    }

    /**
     * Keeps jobs in memory only: they end with the program, as in a test.
     *
     * @return this
     */
    public Meanwhile inMemory() {
        return set(settings.withData(null));
    }

    /**
     * Sets how long {@link #close} lets running jobs and tasks run on; 10 seconds unless set.
     *
     * @param grace how long
     * @return this
     */
    public Meanwhile grace(Duration grace) {
        return set(settings.withGrace(grace));
    }

    /**
     * Sets how long finished jobs are remembered.
     *
     * @param keep how long
     * @return this
     */
    public Meanwhile keep(Keep keep) {
        return set(settings.withKeep(keep));
    }

    /**
     * Sets what keeps the server bounded.
     *
     * @param limits the limits
     * @return this
     */
    public Meanwhile limits(Limits limits) {
        return set(settings.withLimits(limits));
    }

    private Meanwhile add(Consumer<Startup> part) {
        ensureNotStarted();
        part.accept(startup);
        return this;
    }

    private Meanwhile set(ServerSettings next) {
        ensureNotStarted();
        settings = next;
        return this;
    }

    /**
     * Adds a job type that runs Java code, with {@link TypeOptions#DEFAULT}.
     *
     * @param <I>     the input's type
     * @param name    the type's name
     * @param input   what inputs are read into; those that do not fit are refused when they are submitted
     * @param handler what runs
     * @return this
     */
    public <I> Meanwhile job(String name, Class<I> input, JobHandler<? super I> handler) {
        return job(name, input, TypeOptions.DEFAULT, handler);
    }

    /**
     * Adds a job type that runs Java code.
     *
     * @param <I>     the input's type
     * @param name    the type's name
     * @param input   what inputs are read into; those that do not fit are refused when they are submitted
     * @param options how its jobs run
     * @param handler what runs
     * @return this
     */
    public <I> Meanwhile job(String name, Class<I> input, TypeOptions options, JobHandler<? super I> handler) {
        return add(to -> to.type(new JobType(name, new JavaWork<>(input, to.around(handler)), options)));
    }

    /**
     * Adds somebody who is told what becomes of jobs.
     *
     * @param listener who; it gets a thread of its own when the server starts
     * @return this
     */
    public Meanwhile listener(JobListener listener) {
        return add(to -> to.listener(listener));
    }

    /**
     * Adds code around the attempts of all types that run Java code, whether they are added before or after it.
     *
     * @param middleware the code; what was added before is around it
     * @return this
     */
    public Meanwhile middleware(Middleware middleware) {
        return add(to -> to.middleware(middleware));
    }

    /**
     * Adds a schedule, which makes jobs again and again; how far it got is remembered from one start to the next. It is there for
     * reading in the HTTP interface, beside those that are made and changed there. What a tick makes of a late start, or of an
     * earlier job that goes on, is said at {@link Schedule}.
     *
     * @param schedule the schedule
     * @return this
     */
    public Meanwhile schedule(Schedule schedule) {
        return add(to -> to.schedule(schedule));
    }

    /**
     * Adds a job type whose jobs are run by workers in other processes, which ask for them by {@code POST /v1/work/lease}.
     *
     * @param name    the type's name
     * @param options how its jobs run; a placement, or a queue, is not for them
     * @return this
     * @throws IllegalArgumentException if the name is not as it must be, or there is a placement or a queue
     */
    public Meanwhile remoteJob(String name, TypeOptions options) {
        return add(to -> to.type(RemoteWork.type(name, options)));
    }

    /**
     * Says how the jobs of a queue run: of one that several types name in {@link TypeOptions#withQueue}, or of a type's own, which
     * has the type's name. A queue that is named by a type and not here has no limits.
     *
     * @param name    the queue's name, as types are named
     * @param options its limits; what was changed while a server ran counts for more
     * @return this
     * @throws IllegalArgumentException if the name is none
     */
    public Meanwhile queue(String name, QueueOptions options) {
        return add(to -> to.queue(name, options));
    }

    /**
     * Adds a route for GET, which answers HEAD as well.
     *
     * @param path    the path, matched whole; {@code {name}} stands for one segment
     * @param handler what answers
     * @return this
     */
    public Meanwhile get(String path, RouteHandler handler) {
        return route("GET", path, handler);
    }

    /**
     * Adds a route for POST.
     *
     * @param path    the path, matched whole; {@code {name}} stands for one segment
     * @param handler what answers
     * @return this
     */
    public Meanwhile post(String path, RouteHandler handler) {
        return route("POST", path, handler);
    }

    /**
     * Adds a route.
     *
     * @param method  the method, such as {@code PUT}
     * @param path    the path, matched whole; {@code {name}} stands for one segment
     * @param handler what answers
     * @return this
     */
    public Meanwhile route(String method, String path, RouteHandler handler) {
        return add(to -> to.route(new Route(method, path, Objects.requireNonNull(handler, "handler == null"))));
    }

    /**
     * Starts the server; it answers when this returns. Call it from a thread that is not a daemon, or the program ends when
     * its last other thread does.
     *
     * @return this
     * @throws UncheckedIOException     if the address can not be listened on, or the data folder not be used
     * @throws IllegalArgumentException if two routes have the same method and path, or two schedules the same name; or if the
     *                                  concurrency key of a type is no template, or its queue is that of a remote type
     * @throws InvalidInputException    if a schedule has a type there is not, or an input that is not for it
     */
    public Meanwhile start() {
        ensureNotStarted();
        server = startup.run(settings);
        engine = server.engine();
        return this;
    }

    /** Starts without a server, for a test: {@code made} is what runs the jobs, within these limits. */
    Steps startWith(Function<Limits, Steps> made) {
        ensureNotStarted();
        Steps steps = made.apply(settings.limits());
        startup.prepare(steps.engine());
        engine = steps.engine();
        return steps;
    }

    @Override
    public JobHandle submit(String type, Object input, JobOptions options) {
        return new JobHandle(running(), running().submit(type, Binding.write(input), options).job());
    }

    @Override
    public JobHandle find(UUID id) {
        Job job = running().find(id);
        return job == null ? null : new JobHandle(running(), job);
    }

    /**
     * Returns where the server can be reached from this machine.
     *
     * @return such as {@code http://127.0.0.1:8080}
     */
    public URI uri() {
        if (server == null) {
            throw new IllegalStateException("the server has not been started, or by a test, and then has no address");
        }
        return URI.create(server.url());
    }

    /**
     * Stops: refuses new jobs, lets what runs go on for the grace period, then interrupts it; unless they are in memory only, the
     * next start takes up the jobs that have not finished. Does nothing if the server was never started, or has been stopped.
     * Not to be called by a job, a task or a route, which it would wait for.
     */
    @Override
    public void close() {
        Server started = server;
        if (started != null) {
            started.stop(settings.grace());
        }
    }

    private Engine running() {
        if (engine == null) {
            throw new IllegalStateException("the server has not been started");
        }
        return engine;
    }

    private void ensureNotStarted() {
        if (engine != null) {
            throw new IllegalStateException("the server has been started: it can not be set up any more");
        }
    }
}
