package dev.meanwhile.http;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The kinds of error this server answers with, as RFC 9457 problem types. Name, status and title of a kind never change;
 * what is particular to one request is in the detail of its {@link ProblemException}.
 */
public enum Problem {

    MALFORMED_REQUEST(400, "The request is not well-formed HTTP", """
            The request line, the path or a header field breaks the rules of HTTP/1.1 (RFC 9110, RFC 9112), for example a bad \
            percent-escape, two Host fields or a control character. The connection is closed when it is no longer certain where \
            the next request begins. Look at what the client or a proxy in between really sends, with curl -v for example."""),

    BAD_JSON(400, "The body is not JSON", """
            The body could not be read as JSON (RFC 8259). The members line and column say where it ceases to be JSON, counted \
            from 1. JSON has neither comments nor trailing commas, and its strings are in double quotes. In a shell, put the whole \
            body in single quotes."""),

    BAD_PARAMETER(400, "A query parameter is not understood", """
            A parameter after the ? of the URL is unknown, repeated too often, or has a value that can not be read. The detail \
            names it and what is expected. Unknown parameters are refused rather than ignored, so that a misspelt filter never \
            selects everything."""),

    BAD_IDEMPOTENCY_KEY(400, "The Idempotency-Key is not understood", """
            The field Idempotency-Key may be given once, and its key has 1 to 255 characters. It is written in double quotes, as \
            printable ASCII with a backslash before each quote and backslash (RFC 9651), or bare, as visible ASCII without a double \
            quote; that makes no difference. A good key is a random UUID, made when the request is first sent and kept for \
            its repetitions. Nothing was done."""),

    UNAUTHORIZED(401, "A token is needed", """
            This server was started with a token, and the request has none or another one. Send it as the field \
            Authorization: Bearer <token>. The health checks and these help pages need no token."""),

    CROSS_SITE(403, "Another web site may not do this", """
            The request comes from a web page of another origin, as the browser says in Sec-Fetch-Site or Origin. Pages may only \
            change anything on the server they were loaded from, because this server can run commands. Call it from a program, \
            or from a page that has exactly the same scheme, host and port. A reverse proxy in front must pass on the Host field \
            it received."""),

    NOT_FOUND(404, "There is nothing at this path", """
            No resource has this path. Paths are matched whole and as they are written: a slash at the end or another letter case \
            makes it another path. The table of all paths is in the README."""),

    UNKNOWN_BATCH(404, "There is no batch with this id", """
            No batch with this id is known. It may never have been accepted, or all of its jobs have finished and were forgotten: \
            finished jobs are kept for a time and up to a number, set as keep in the configuration."""),

    UNKNOWN_JOB(404, "There is no job with this id", """
            No job with this id is known. It may never have been accepted, or it finished and was forgotten: finished jobs are kept \
            for a time and up to a number, set as keep in the configuration. An accepted job is never unknown before it has \
            finished."""),

    UNKNOWN_TYPE(404, "There is no job type with this name", """
            No job type has the name in the path. Types come from the configuration file, from the program that embeds the server, \
            and a few are built in. The list is at /v1/types."""),

    UNKNOWN_SCHEDULE(404, "There is no schedule with this name", """
            No schedule has the name in the path. Schedules come from the configuration file, from the program that embeds the server, \
            and from PUT /v1/schedules/{name}. The list is at /v1/schedules."""),

    UNKNOWN_QUEUE(404, "There is no queue with this name", """
            No queue has the name in the path. Each type has a queue of its name, unless it names another one; more come from queues \
            in the configuration file, or from the program that embeds the server. The list is at /v1/queues."""),

    METHOD_NOT_ALLOWED(405, "The resource does not have this method", """
            There is a resource at this path, but it does not answer this method. The field Allow of the response lists the methods \
            it answers. GET never changes anything."""),

    JOB_NOT_FINISHED(409, "The job has not finished", """
            What was asked for exists only once the job has finished: its result, or leave to forget it or to try it again. Ask for \
            the job with the field Prefer: wait=30 to be answered as soon as it finishes, or cancel it first."""),

    JOB_NEEDED(409, "Other jobs run after this one", """
            A job is kept, whatever its age, until all that run after it have finished, for they are given its result. Wait for \
            them, or cancel them first."""),

    JOB_BLOCKED(409, "A job that comes first is in the way", """
            The job runs after others. One of those has been forgotten, or has ended without success, for which this one would be \
            cancelled at once. Retry that one first; what is forgotten can only be submitted again, and so can what comes after it."""),

    NOTHING_RUNS(409, "Nothing runs", """
            A stack is where the code of a running attempt is just now. The job has none: it waits, it has finished, or it runs in \
            another process. Ask for the job to see its state."""),

    JOB_FINISHED(409, "The job has finished already", """
            The job is in a final state, and what was asked for can only be done to a job that is not. One that failed, expired or \
            was cancelled can be queued again with POST /v1/jobs/{id}/retry; one that succeeded is never changed afterwards, so \
            submit a new one instead."""),

    DUPLICATE_KEY(409, "An unfinished job has this key", """
            Of the jobs of a type, no two that have not finished share a key. The member job is the id of the one that has it. \
            A submission is refused for that only if it says "onDuplicate": "reject"; with "return", which is usual, it is answered \
            with that job, and with "replace" it takes its place unless it runs. A job can be tried again once its key is free."""),

    LEASE_LOST(409, "The lease is no longer the job's own", """
            A worker has a job for the time of its lease, which begins anew with each heartbeat. What it sends afterwards changes \
            nothing: the job may be with another worker by then. The same is said of a job that was answered for already, and of what \
            is no lease at all. Drop the work, ask for another job, and next time send heartbeats more often, or lease for longer."""),

    TYPE_NOT_DECLARED(409, "The type of the job is not declared any more", """
            The job is of a type that was declared when it was submitted, and is not now, so there is nothing that could run for it. \
            Declare the type again, in the configuration or in the program that embeds the server. The list is at /v1/types."""),

    SCHEDULE_DECLARED(409, "The schedule is declared elsewhere", """
            The schedule comes from the configuration file or from the program that embeds the server, and can only be changed there: \
            else the next start would undo it. It can be run at once, with POST /v1/schedules/{name}/run. The member readOnly of a \
            schedule tells which kind it is."""),

    TOO_LARGE(413, "The body is too large", """
            The body is longer than this server takes. Send a reference to the data, such as a path or a URL, instead of the data \
            itself, or raise the limit in the configuration. Nothing was stored."""),

    URI_TOO_LONG(414, "The request target is too long", """
            The path and query together are longer than this server takes. Put what is long into the body of a POST."""),

    UNSUPPORTED_MEDIA_TYPE(415, "The body must be sent as JSON", """
            The field Content-Type of the request is missing or names another type than application/json in UTF-8. curl -d sends \
            application/x-www-form-urlencoded unless told otherwise: add -H 'Content-Type: application/json'. This is also what \
            keeps other web pages from sending jobs, since a browser asks before it sends JSON elsewhere."""),

    TEXT_EXPECTED(415, "The body must be sent as plain text", """
            The lines of a log are sent as they are, as text/plain in UTF-8. With curl: -H 'Content-Type: text/plain' and \
            --data-binary, which keeps the line ends."""),

    EXPECTATION_FAILED(417, "The expectation can not be met", """
            The field Expect of the request asks for something other than 100-continue, which is all that is defined. Leave the \
            field out."""),

    WRONG_HOST(421, "This server does not answer to this host name", """
            The host name of the request is neither localhost, nor an address of this machine, nor one of the names the server \
            was told. This keeps web pages from reaching it under a name of their own (DNS rebinding). If the name is \
            right, add it: allowedHosts in the configuration file, or --allowed-hosts on the command line."""),

    INVALID(422, "The request is well-formed but not valid", """
            The body is JSON, but some members are missing, unknown or have values that can not be used. The member errors lists \
            each with a JSON Pointer to its place. Nothing was done."""),

    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key is that of another request", """
            Whoever sends the same key twice means the same request: the same method, path, query and body, byte for byte. The key \
            of this one was sent with another one, answered in the last 24 hours, so it is not clear which is meant, and nothing \
            was done. Repeat the other request as it was to have its answer again, or give this one a key of its own."""),

    INTERNAL(500, "The server failed to answer", """
            Something went wrong inside the server; the request is not at fault. The member id is also in the server's log, \
            next to the whole story. Whether the request took effect is not known."""),

    NOT_IMPLEMENTED(501, "The method is not known", """
            The method of the request is none this server knows for any resource. Methods are written in capitals."""),

    QUEUE_FULL(503, "No more jobs can wait", """
            As many jobs are waiting as the server keeps at most. Nothing was stored. Try again after the number of seconds in \
            Retry-After, raise maxQueued, or find out what holds the queue up: /v1/queues."""),

    NOT_RECORDED(503, "The job could not be recorded", """
            An accepted job is on disk before the answer leaves, and at present nothing can be written there: the disk is full, or \
            fails. Nothing was done. The server goes on by itself as soon as there is space again; what is wrong is at /readyz and \
            in its log."""),

    SHUTTING_DOWN(503, "The server is shutting down", """
            The server is about to stop and takes nothing new. Nothing was done. If it is being restarted, the same request will \
            work shortly: Retry-After says when to try."""),

    TOO_BUSY(503, "Too many requests at once", """
            The server is at work on as many requests as it takes at once, counting those that wait for a job or listen \
            for events. Nothing was done. Try again after the number of seconds in Retry-After."""),

    HTTP_VERSION(505, "The HTTP version is not supported", """
            This server speaks HTTP/1.1 and HTTP/1.0. HTTP/2 and later, and TLS, are for a reverse proxy in front of it.""");

    private static final Map<String, Problem> BY_SLUG = new LinkedHashMap<>();

    static {
        for (Problem problem : values()) {
            BY_SLUG.put(problem.slug, problem);
        }
    }

    private final int status;
    private final String slug;
    private final String title;
    private final String help;

    Problem(int status, String title, String help) {
        this.status = status;
        this.slug = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.title = title;
        this.help = help;
    }

    /** Returns the kind with this name, such as {@code queue-full}, or null when there is none. */
    public static Problem named(String slug) {
        return BY_SLUG.get(slug);
    }

    /** Returns all kinds, in the order of their statuses. */
    public static Collection<Problem> all() {
        return Collections.unmodifiableCollection(BY_SLUG.values());
    }

    /** Returns the name as it stands in URLs, such as {@code queue-full}. */
    public String slug() {
        return slug;
    }

    /** Returns the problem type: the path where this server explains it. */
    public String type() {
        return "/problems/" + slug;
    }

    /** Returns the status of every response of this kind. */
    public int status() {
        return status;
    }

    /** Returns what this kind is, in one line that never varies. */
    public String title() {
        return title;
    }

    /** Returns what a person should know who met this, in a few sentences. */
    public String help() {
        return help;
    }
}
