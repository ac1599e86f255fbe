package dev.meanwhile;

import dev.meanwhile.http.Server;
import dev.meanwhile.http.ServerSettings;
import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobHandler;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.RefusedException;
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

/**
 * A server that answers now and does the work meanwhile, to embed in a program: routes of its own with background tasks,
 * job types of its own, and the whole HTTP interface of the stand-alone server beside them.
 *
 * <p>Set up by one thread, then started. After that, submitting and looking up are safe for use by any thread. What happens
 * is told to the system logger {@code dev.meanwhile}.
 */
public final class Meanwhile implements AutoCloseable {

    private final Startup startup = new Startup();
    private ServerSettings settings = ServerSettings.DEFAULT.withData(Path.of("data"));

    /** Set by {@link #start}. */
    private volatile Server server;

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
        ensureNotStarted();
        startup.type(new JobType(name, new JavaWork<>(input, handler), options));
        return this;
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
        ensureNotStarted();
        startup.schedule(schedule);
        return this;
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
        ensureNotStarted();
        startup.type(RemoteWork.type(name, options));
        return this;
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
        ensureNotStarted();
        startup.queue(name, options);
        return this;
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
        ensureNotStarted();
        startup.route(new Route(method, path, Objects.requireNonNull(handler, "handler == null")));
        return this;
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
        return this;
    }

    /**
     * Submits a job.
     *
     * @param type  the name of its type
     * @param input its input, written as JSON; may be null
     * @return the job, which is accepted
     * @throws InvalidInputException if there is no such type, or the input is not for it
     * @throws RefusedException      if too much is waiting, or the server stops
     */
    public JobHandle submit(String type, Object input) {
        return submit(type, input, JobOptions.NONE);
    }

    /**
     * Submits a job.
     *
     * @param type    the name of its type
     * @param input   its input, written as JSON; may be null
     * @param options when and how to run it
     * @return the job, which is accepted; an unfinished one if it has the same type and key
     * @throws InvalidInputException if there is no such type, or the input or the options are not for it
     * @throws DuplicateException    if an unfinished job has the same type and key, and the options say to refuse another one
     * @throws RefusedException      if too much is waiting, or the server stops
     */
    public JobHandle submit(String type, Object input, JobOptions options) {
        var engine = running().engine();
        return new JobHandle(engine, engine.submit(type, Binding.write(input), options).job());
    }

    /**
     * Returns a job.
     *
     * @param id its id
     * @return the job, or null if it is unknown or has been forgotten
     */
    public JobHandle find(UUID id) {
        var engine = running().engine();
        Job job = engine.find(id);
        return job == null ? null : new JobHandle(engine, job);
    }

    /**
     * Returns where the server can be reached from this machine.
     *
     * @return such as {@code http://127.0.0.1:8080}
     */
    public URI uri() {
        return URI.create(running().url());
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

    private Server running() {
        if (server == null) {
            throw new IllegalStateException("the server has not been started");
        }
        return server;
    }

    private void ensureNotStarted() {
        if (server != null) {
            throw new IllegalStateException("the server has been started: it can not be set up any more");
        }
    }
}
