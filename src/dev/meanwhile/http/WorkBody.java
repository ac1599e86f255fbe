package dev.meanwhile.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.meanwhile.job.InputError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a worker sends, member by member. What is wrong with one is put down, and the others are read all the same; a member nobody
 * asks for is wrong. For use by one thread.
 */
final class WorkBody {

    private final JsonObject members;
    private final String pointer;
    private final List<InputError> errors;
    private final List<String> known = new ArrayList<>();

    private WorkBody(JsonObject members, String pointer, List<InputError> errors) {
        this.members = members;
        this.pointer = pointer;
        this.errors = errors;
    }

    /** Reads a body, which must be an object; {@code form} shows one. */
    static WorkBody of(JsonElement body, String form) {
        if (body instanceof JsonObject members) {
            return new WorkBody(members, "", new ArrayList<>());
        }
        throw ProblemException.invalid(List.of(new InputError("", "must be an object such as " + form)));
    }

    /** Returns a member that must be there; null if it is wrong. */
    <T> T required(String name, Function<OptionValue, T> kind) {
        if (isMissing(name)) {
            errors.add(new InputError(pointer + "/" + name, "is required"));
        }
        return optional(name, kind, null);
    }

    /** Returns a member, or {@code otherwise} if it is missing or wrong. */
    <T> T optional(String name, Function<OptionValue, T> kind, T otherwise) {
        known.add(name);
        if (isMissing(name)) {
            return otherwise;
        }
        try {
            return kind.apply(new OptionValue(members.get(name)));
        } catch (IllegalArgumentException wrong) {
            errors.add(new InputError(pointer + "/" + name, wrong.getMessage()));
            return otherwise;
        }
    }

    /** Returns a member that must be an object; an empty one if it is not, which is wrong already. */
    WorkBody object(String name) {
        JsonObject inner = required(name, value -> {
            if (value.json() instanceof JsonObject object) {
                return object;
            }
            throw value.mustBe("an object");
        });
        return inner == null ? new WorkBody(new JsonObject(), pointer + "/" + name, new ArrayList<>())
                : new WorkBody(inner, pointer + "/" + name, errors);
    }

    private boolean isMissing(String name) {
        return members.get(name) == null || members.get(name).isJsonNull();
    }

    /** Looks for members nobody has asked for. */
    void end() {
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                errors.add(new InputError(pointer + "/" + Submission.escaped(name), "is not known; known: " + String.join(", ", known)));
            }
        }
    }

    /**
     * Checks that nothing was wrong.
     *
     * @throws ProblemException if something was: 422, with all of it
     */
    void check() {
        end();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors.subList(0, Math.min(errors.size(), Submission.MAX_ERRORS)));
        }
    }
}
