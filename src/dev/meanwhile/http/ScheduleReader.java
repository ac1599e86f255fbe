package dev.meanwhile.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.meanwhile.job.Cron;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.job.Schedule.Overlap;
import dev.meanwhile.json.Json;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads a schedule as it is put. Everything wrong with it is found at once, and a member that is unknown is wrong. For use by one
 * thread.
 */
final class ScheduleReader {

    private static final ZoneId USUAL_ZONE = ZoneId.of("UTC");
    private static final List<String> NAMES = List.of("cron", "zone", "type", "input", "catchUp", "overlap");
    /** No more than these are listed: who makes more mistakes mends these first. */
    private static final int MAX_ERRORS = 20;

    private final JsonObject members;
    private final List<InputError> errors = new ArrayList<>();

    private ScheduleReader(JsonObject members) {
        this.members = members;
    }

    /**
     * Reads the body of {@code PUT /v1/schedules/{name}}.
     *
     * @throws ProblemException 422 with all that is wrong
     */
    static Schedule read(String name, JsonElement body) {
        if (!(body instanceof JsonObject members)) {
            throw ProblemException.invalid(List.of(
                    new InputError("", "must be an object such as {\"cron\": \"0 3 * * *\", \"type\": \"backup\"}")));
        }
        return new ScheduleReader(members).read(name);
    }

    private Schedule read(String name) {
        for (String member : members.keySet()) {
            if (!NAMES.contains(member) && errors.size() < MAX_ERRORS - NAMES.size()) {
                errors.add(new InputError("/" + Submission.escaped(member), "is not known; known: " + String.join(", ", NAMES)));
            }
        }
        Cron cron = member("cron", value -> Cron.parse(value.string()), null);
        ZoneId zone = member("zone", value -> Schedule.parseZone(value.string()), USUAL_ZONE);
        String type = member("type", OptionValue::string, null);
        Duration catchUp = member("catchUp", OptionValue::duration, Schedule.DEFAULT_CATCH_UP);
        Overlap overlap = member("overlap", value -> value.name(Overlap.class), Overlap.SKIP);
        for (String required : List.of("cron", "type")) {
            if (!has(required)) {
                errors.add(new InputError("/" + required, "is required"));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        try {
            return new Schedule(name, new Schedule.When(cron, zone), type, Json.text(members.get("input")), catchUp, overlap);
        } catch (IllegalArgumentException bad) {
            // Durations are within their bounds: it is the name, which is in the path.
            throw ProblemException.invalid(List.of(new InputError("", bad.getMessage())));
        }
    }

    private boolean has(String name) {
        return members.has(name) && !members.get(name).isJsonNull();
    }

    /** Reads a member; {@code otherwise} if it is missing or a mistake. */
    private <T> T member(String name, Function<OptionValue, T> read, T otherwise) {
        if (has(name)) {
            try {
                return read.apply(new OptionValue(members.get(name)));
            } catch (IllegalArgumentException mistyped) {
                errors.add(new InputError("/" + name, mistyped.getMessage()));
            }
        }
        return otherwise;
    }
}
