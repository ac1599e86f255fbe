package dev.meanwhile.work;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The members of an input that has to be an object, read one after another; what is wrong with them is collected, and
 * thrown by {@link #end} all at once. Used by one thread.
 */
final class Members {

    private final JsonObject object;
    private final List<InputError> errors = new ArrayList<>();

    /** Reads an object that has no members but those {@code known}. */
    Members(String input, Set<String> known) {
        JsonElement value = Json.parse(input);
        object = value.isJsonObject() ? value.getAsJsonObject() : new JsonObject();
        if (!value.isJsonObject()) {
            errors.add(new InputError("", "must be an object"));
        }
        object.keySet().stream().filter(name -> !known.contains(name)).forEach(name ->
                refuse(escaped(name), "is unknown; there are " + String.join(", ", known.stream().sorted().toList())));
    }

    /** Returns a name as RFC 6901 has it in a JSON Pointer. */
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** Notes that a member is wrong. */
    void refuse(String name, String detail) {
        errors.add(new InputError("/" + name, detail));
    }

    /** Returns a number, which must be there and in the range; anything if it is not. */
    JsonElement number(String name, double least, double most, boolean whole) {
        JsonElement value = object.get(name);
        boolean isNumber = value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
        double number = isNumber ? value.getAsDouble() : Double.NaN;
        if (value == null) {
            refuse(name, "is required");
        } else if (!(number >= least && number <= most) || whole && number != Math.rint(number)) {
            refuse(name, String.format(Locale.ROOT, "must be a%s number from %.0f to %.0f", whole ? " whole" : "", least, most));
        }
        return value;
    }

    /** Returns a string, or {@code otherwise} if it is missing; null means that it must not be. */
    String string(String name, String otherwise) {
        JsonElement value = object.get(name);
        if (value == null && otherwise == null) {
            refuse(name, "is required");
        }
        if (value != null && !isString(value)) {
            refuse(name, "must be a string");
        }
        return value != null && isString(value) ? value.getAsString() : otherwise;
    }

    /** Returns a boolean, false if it is missing. */
    boolean truth(String name) {
        JsonElement value = object.get(name);
        boolean is = value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean();
        if (value != null && !is) {
            refuse(name, "must be true or false");
        }
        return is && value.getAsBoolean();
    }

    /** Returns an object of strings, empty if it is missing. */
    Map<String, String> strings(String name) {
        var strings = new HashMap<String, String>();
        JsonElement value = object.get(name);
        if (value != null && !(value.isJsonObject() && value.getAsJsonObject().asMap().values().stream().allMatch(Members::isString))) {
            refuse(name, "must be an object of strings");
        } else if (value != null) {
            value.getAsJsonObject().asMap().forEach((key, element) -> strings.put(key, element.getAsString()));
        }
        return strings;
    }

    /** Returns any JSON as text, or null if it is missing. */
    String json(String name) {
        return object.has(name) ? Json.text(object.get(name)) : null;
    }

    /**
     * Ends reading.
     *
     * @throws InvalidInputException if anything was wrong
     */
    void end() {
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
    }

    private static boolean isString(JsonElement value) {
        return value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
    }
}
