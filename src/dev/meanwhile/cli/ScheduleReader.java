package dev.meanwhile.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import dev.meanwhile.job.Cron;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.job.Schedule.Overlap;
import dev.meanwhile.job.Schedule.When;
import dev.meanwhile.json.Json;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the schedules of a configuration file. Whether their types are there is known only once a server is. */
final class ScheduleReader {

    private static final Kind<Cron> CRON = said("CRON", "a cron expression such as \"0 3 * * *\"", Cron::parse);
    private static final Kind<ZoneId> ZONE = said("ZONE", "a time zone such as \"Asia/Seoul\"", Schedule::parseZone);
    private static final Kind<String> TYPE = Kind.text("TEXT", "the name of a job type", name -> name);
    private static final Kind<Overlap> OVERLAP = Kinds.choice(List.of(Overlap.values()));

    private static final Kind<JsonElement> INPUT = new Kind<>("JSON", "JSON") {
        @Override
        JsonElement parse(String text) {
            throw misfit(Node.quote(text));
        }

        @Override
        JsonElement read(Node node) {
            return node.json();
        }

        @Override
        Object show(JsonElement value) {
            return Json.text(value);
        }
    };

    private static final ZoneId USUAL_ZONE = ZoneId.of("UTC");

    private final Mistakes mistakes;

    ScheduleReader(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    /** Returns a kind of text whose {@code parser} says what is wrong. */
    private static <T> Kind<T> said(String placeholder, String form, Function<String, T> parser) {
        return new Kind<>(placeholder, form) {
            @Override
            T parse(String text) {
                try {
                    return parser.apply(text);
                } catch (IllegalArgumentException other) {
                    throw new MisfitException(other.getMessage().startsWith("must ") ? other.getMessage() : ": " + other.getMessage());
                }
            }
        };
    }

    /** Returns the schedules without a mistake, in their order. */
    List<DeclaredSchedule> read(Section schedules) {
        var declared = new ArrayList<DeclaredSchedule>();
        for (String name : schedules.names()) {
            int before = mistakes.count();
            Schedule schedule = schedule(name, schedules);
            if (mistakes.count() == before) {
                Section members = schedules.section(name);
                var origins = new TreeMap<>(Map.of("type", members.origin("type"), "input", members.origin("input")));
                declared.add(new DeclaredSchedule(schedule, origins));
            }
        }
        return declared;
    }

    /** Returns a schedule, or null if there was a mistake. */
    private Schedule schedule(String name, Section schedules) {
        int before = mistakes.count();
        Section members = schedules.section(name);
        for (String required : List.of("cron", "type")) {
            if (schedules.isObject(name) && !members.has(required)) {
                schedules.mistake(name, "must have a " + required);
            }
        }
        Cron cron = members.read("cron", CRON, null);
        ZoneId zone = members.read("zone", ZONE, USUAL_ZONE);
        String type = members.read("type", TYPE, null);
        JsonElement input = members.read("input", INPUT, JsonNull.INSTANCE);
        Duration catchUp = members.read("catchUp", Kinds.DURATION, Schedule.DEFAULT_CATCH_UP);
        Overlap overlap = members.read("overlap", OVERLAP, Overlap.SKIP);
        if (mistakes.count() > before) {
            return null;
        }
        try {
            return new Schedule(name, new When(cron, zone), type, Json.text(input), catchUp, overlap);
        } catch (IllegalArgumentException bad) {
            schedules.mistake(name, ": " + bad.getMessage());
            return null;
        }
    }
}
