package dev.meanwhile.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A job as it is submitted. Everything wrong with it is found at once, and a member that is unknown is wrong: a misspelt
 * {@code "dealy"} must not run a job at once.
 *
 * @param type    the name of its type
 * @param input   one JSON value
 * @param options what is asked for
 */
record Submission(String type, String input, JobOptions options) {

    /** No more than these are listed: who makes more mistakes mends these first. */
    static final int MAX_ERRORS = 20;
    private static final String MEMBERS = "type, input, " + String.join(", ", OptionReader.NAMES);

    /**
     * Reads the body of {@code POST /v1/jobs}.
     *
     * @param types returns the type of a name, or null
     */
    static Submission of(JsonElement body, Function<String, JobType> types) {
        if (!(body instanceof JsonObject members)) {
            throw ProblemException.invalid(List.of(new InputError("", "must be an object such as {\"type\": \"sleep\"}")));
        }
        var errors = new ArrayList<InputError>();
        String type = members.get("type") instanceof JsonPrimitive text && text.isString() ? text.getAsString() : null;
        if (type == null) {
            errors.add(new InputError("/type", members.has("type") ? "must be a string" : "is required"));
        }
        var options = new OptionReader(usual(type == null ? null : types.apply(type)), errors);
        for (Map.Entry<String, JsonElement> member : members.entrySet()) {
            if (errors.size() >= MAX_ERRORS) {
                break;
            }
            String name = member.getKey();
            JsonElement value = member.getValue();
            if (OptionReader.NAMES.contains(name)) {
                if (!value.isJsonNull()) {
                    options.read(name, value);
                }
            } else if (!name.equals("type") && !name.equals("input")) {
                errors.add(new InputError("/" + escaped(name), "is not known; known: " + MEMBERS));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors.subList(0, Math.min(errors.size(), MAX_ERRORS)));
        }
        return new Submission(type, Json.text(members.get("input")), options.options());
    }

    private static RetryPolicy usual(JobType type) {
        return type == null ? RetryPolicy.NONE : type.options().retry();
    }

    /** Returns a member's name as it stands in a JSON Pointer; of a long one, the beginning. */
    static String escaped(String name) {
        return OptionValue.shown(name).replace("~", "~0").replace("/", "~1");
    }

    /** Reads the options of {@code POST /v1/run/{type}} from its query. */
    static JobOptions options(Query query, JobType type) {
        query.allowOnly(OptionReader.NAMES.toArray(String[]::new));
        var errors = new ArrayList<InputError>();
        var options = new OptionReader(usual(type), errors);
        for (String name : query.names()) {
            options.read(name, value(name, query));
        }
        if (!errors.isEmpty()) {
            throw badParameter(errors.getFirst());
        }
        return options.options();
    }

    /** Returns a 400 for an option that was in a query. */
    static ProblemException badParameter(InputError error) {
        // A list is given by repeating its parameter.
        String name = error.pointer().split("/")[1];
        return ProblemException.of(Problem.BAD_PARAMETER, name + " " + error.detail()).with("parameter", name);
    }

    /** Returns a parameter as it would have stood in a body. */
    private static JsonElement value(String name, Query query) {
        String text = query.first(name);
        return switch (name) {
            case "tags", "after" -> list(query.all(name));
            case "priority", "retry" -> text.matches("-?\\d{1,9}") ? new JsonPrimitive(Integer.parseInt(text)) : new JsonPrimitive(text);
            case "rerunAfterCrash" -> text.matches("true|false") ? new JsonPrimitive(Boolean.parseBoolean(text)) : new JsonPrimitive(text);
            default -> new JsonPrimitive(text);
        };
    }

    private static JsonElement list(List<String> values) {
        var list = new JsonArray();
        values.stream().flatMap(value -> List.of(value.split(",")).stream()).forEach(list::add);
        return list;
    }
}
