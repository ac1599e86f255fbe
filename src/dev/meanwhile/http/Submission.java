package dev.meanwhile.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    private static final int MAX_ERRORS = 20;
    private static final int MAX_SHOWN = 100;
    private static final List<String> OPTIONS = List.of("delay", "timeout", "priority", "key", "tags", "rerunAfterCrash");
    private static final String MEMBERS = "type, input, " + String.join(", ", OPTIONS);

    /** Reads the body of {@code POST /v1/jobs}. */
    static Submission of(JsonElement body) {
        if (!(body instanceof JsonObject members)) {
            throw ProblemException.invalid(List.of(new InputError("", "must be an object such as {\"type\": \"sleep\"}")));
        }
        var errors = new ArrayList<InputError>();
        String type = null;
        JsonElement input = null;
        var options = JobOptions.NONE;
        for (Map.Entry<String, JsonElement> member : members.entrySet()) {
            if (errors.size() == MAX_ERRORS) {
                break;
            }
            String name = member.getKey();
            JsonElement value = member.getValue();
            if (name.equals("type")) {
                type = value instanceof JsonPrimitive text && text.isString() ? text.getAsString() : null;
            } else if (name.equals("input")) {
                input = value;
            } else if (!OPTIONS.contains(name)) {
                errors.add(new InputError("/" + shown(name).replace("~", "~0").replace("/", "~1"), "is not known; known: " + MEMBERS));
            } else if (!value.isJsonNull()) {
                options = with(options, name, value, errors);
            }
        }
        if (type == null) {
            errors.add(new InputError("/type", members.has("type") ? "must be a string" : "is required"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new Submission(type, Json.text(input), options);
    }

    /** Reads the options of {@code POST /v1/run/{type}} from its query. */
    static JobOptions options(Query query) {
        query.allowOnly(OPTIONS.toArray(String[]::new));
        var errors = new ArrayList<InputError>();
        var options = JobOptions.NONE;
        for (String name : query.names()) {
            JsonElement value = name.equals("tags") ? list(query.all(name)) : new JsonPrimitive(query.first(name));
            if (name.equals("priority") && query.first(name).matches("-?\\d{1,9}")) {
                value = new JsonPrimitive(Integer.parseInt(query.first(name)));
            } else if (name.equals("rerunAfterCrash") && query.first(name).matches("true|false")) {
                value = new JsonPrimitive(Boolean.parseBoolean(query.first(name)));
            }
            options = with(options, name, value, errors);
        }
        if (!errors.isEmpty()) {
            InputError first = errors.getFirst();
            throw ProblemException.of(Problem.BAD_PARAMETER, first.pointer().substring(1) + " " + first.detail())
                    .with("parameter", first.pointer().substring(1));
        }
        return options;
    }

    private static JsonElement list(List<String> values) {
        var list = new JsonArray();
        values.stream().flatMap(value -> List.of(value.split(",")).stream()).forEach(list::add);
        return list;
    }

    private static JobOptions with(JobOptions options, String name, JsonElement value, List<InputError> errors) {
        try {
            return switch (name) {
                case "delay" -> options.withDelay(duration(value));
                case "timeout" -> options.withTimeout(duration(value));
                case "priority" -> options.withPriority(integer(value));
                case "key" -> options.withKey(string(value));
                case "tags" -> options.withTags(strings(value));
                case "rerunAfterCrash" -> options.withRerunAfterCrash(truth(value));
                default -> throw new AssertionError(name);
            };
        } catch (InvalidInputException outOfRange) {
            errors.addAll(outOfRange.errors());
        } catch (IllegalArgumentException mistyped) {
            errors.add(new InputError("/" + name, mistyped.getMessage()));
        }
        return options;
    }

    private static Duration duration(JsonElement value) {
        if (value instanceof JsonPrimitive number && number.isNumber() && number.getAsString().equals("0")) {
            return Duration.ZERO;
        }
        if (value instanceof JsonPrimitive text && text.isString()) {
            return Durations.parse(text.getAsString());
        }
        throw new IllegalArgumentException("must be " + Durations.FORM + ", was " + shown(value.toString()));
    }

    private static int integer(JsonElement value) {
        if (value instanceof JsonPrimitive number && number.isNumber()) {
            try {
                return new BigDecimal(number.getAsString()).intValueExact();
            } catch (ArithmeticException | NumberFormatException notAnInteger) {
                // Said below.
            }
        }
        throw new IllegalArgumentException("must be an integer from -100 to 100, was " + shown(value.toString()));
    }

    private static boolean truth(JsonElement value) {
        if (value instanceof JsonPrimitive truth && truth.isBoolean()) {
            return truth.getAsBoolean();
        }
        throw new IllegalArgumentException("must be true or false, was " + shown(value.toString()));
    }

    private static String string(JsonElement value) {
        if (value instanceof JsonPrimitive text && text.isString()) {
            return text.getAsString();
        }
        throw new IllegalArgumentException("must be a string, was " + shown(value.toString()));
    }

    private static String[] strings(JsonElement value) {
        if (value.isJsonArray() && value.getAsJsonArray().asList().stream().allMatch(
                element -> element instanceof JsonPrimitive text && text.isString())) {
            return value.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toArray(String[]::new);
        }
        throw new IllegalArgumentException("must be an array of strings, was " + shown(value.toString()));
    }

    /** A value in an error need only be recognised; it is not sent back whole. */
    private static String shown(String value) {
        return value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "...";
    }
}
