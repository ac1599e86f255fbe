package dev.meanwhile.http;

import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A refusal: thrown by whatever handles a request, sent as {@code application/problem+json} by {@link HttpDoor}. It is an
 * answer rather than a failure, so it has no stack trace and is not logged.
 *
 * <p>Confined to the thread that handles the request.
 */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private final transient Map<String, Object> members = new LinkedHashMap<>();
    private final transient List<InputError> errors = new ArrayList<>();

    private ProblemException(Problem problem, String detail) {
        super(detail, null, false, false);
        this.problem = problem;
    }

    /** Returns a refusal of the given kind; {@code detail} says what is wrong with this one request and how to mend it. */
    public static ProblemException of(Problem problem, String detail) {
        return new ProblemException(problem, detail);
    }

    /** Returns the answer to work that was refused. */
    public static ProblemException refused(RefusedException refused) {
        return switch (refused.reason()) {
            case QUEUE_FULL -> of(Problem.QUEUE_FULL, refused.getMessage()).retryAfter(5);
            case NOT_RECORDED -> of(Problem.NOT_RECORDED, refused.getMessage()).retryAfter(5);
            case STOPPING -> of(Problem.SHUTTING_DOWN, refused.getMessage()).retryAfter(5).closing();
        };
    }

    /** Returns the answer to a submission that must not meet an unfinished job of its key. */
    static ProblemException duplicate(DuplicateException duplicate) {
        return of(Problem.DUPLICATE_KEY, duplicate.getMessage()).with("job", duplicate.job());
    }

    /** Returns a 422 that lists what is wrong with the body; pointers are JSON Pointers into it. */
    public static ProblemException invalid(List<InputError> errors) {
        var invalid = of(Problem.INVALID, errors.size() == 1
                ? (errors.getFirst().pointer() + " " + errors.getFirst().detail()).strip()
                : errors.size() + " members of the body are not valid");
        invalid.errors.addAll(errors);
        return invalid;
    }

    /** Returns the same about a part of the body, to which {@code pointer} points: all its pointers are into that part. */
    ProblemException below(String pointer) {
        return invalid(errors.stream().map(error -> new InputError(pointer + error.pointer(), error.detail())).toList());
    }

    /** Adds a header field to the response; replaces one of that name. Returns this. */
    public ProblemException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Adds an extension member: a number, a boolean, or else its text. Returns this. */
    public ProblemException with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    /** Adds an entry to the member {@code errors}. Returns this. */
    public ProblemException error(String pointer, String detail) {
        errors.add(new InputError(pointer, detail));
        return this;
    }

    /** Says that the connection closes after the response. Returns this. */
    public ProblemException closing() {
        return header("Connection", "close");
    }

    /** Says when to try again. Returns this. */
    public ProblemException retryAfter(long seconds) {
        return header("Retry-After", Long.toString(seconds));
    }

    /** Returns the kind of problem. */
    public Problem problem() {
        return problem;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** Returns the body of the response. */
    String json() {
        return Json.write(json -> {
            json.beginObject();
            json.name("type").value(problem.type());
            json.name("title").value(problem.title());
            json.name("status").value(problem.status());
            json.name("detail").value(getMessage());
            for (var member : members.entrySet()) {
                json.name(member.getKey());
                switch (member.getValue()) {
                    case Number number -> json.value(number);
                    case Boolean truth -> json.value(truth);
                    case null -> json.nullValue();
                    case Object value -> json.value(value.toString());
                }
            }
            if (!errors.isEmpty()) {
                json.name("errors").beginArray();
                for (InputError error : errors) {
                    json.beginObject();
                    json.name("pointer").value(error.pointer());
                    json.name("detail").value(error.detail());
                    json.endObject();
                }
                json.endArray();
            }
            json.endObject();
        });
    }
}
