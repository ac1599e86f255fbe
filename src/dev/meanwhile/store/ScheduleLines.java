package dev.meanwhile.store;

import dev.meanwhile.job.Cron;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.job.Schedule.Overlap;
import dev.meanwhile.json.Json;
import dev.meanwhile.json.JsonScan;
import dev.meanwhile.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Writes what happens to schedules as lines of the journal, and reads them. What is as usual is left out. */
final class ScheduleLines {

    /** A schedule, whole, and how far it is handled: the last one counts. */
    static final String SCHEDULE = "schedule";
    /** A schedule was forgotten. */
    static final String UNSCHEDULE = "unschedule";

    private static final String USUAL_ZONE = "UTC";

    private ScheduleLines() { }

    /** How far a schedule is handled, as it is put down with the job that a tick has made. */
    record Tick(String schedule, Instant handled) { }

    /**
     * What a line says of a schedule.
     *
     * @param text the schedule but for its name, which is read by {@link #read} when somebody wants to know
     */
    record Line(String name, boolean declared, Instant handled, String text) { }

    static byte[] schedule(Line line) {
        JsonText json = begin(SCHEDULE, line.name, 128 + line.text.length());
        if (line.declared) {
            json.name("declared").truth(true);
        }
        json.name("handled").number(line.handled.toEpochMilli());
        return end(json.name("schedule").raw(line.text));
    }

    static byte[] unschedule(String name) {
        return end(begin(UNSCHEDULE, name, 128));
    }

    private static JsonText begin(String op, String name, int size) {
        return new JsonText(size).name("op").string(op).name("name").string(name);
    }

    private static byte[] end(JsonText json) {
        // The brace that opens the line is the journal's.
        return json.close('}').bytes();
    }

    static Line line(KeptSchedule kept) {
        return new Line(kept.name(), kept.declared(), kept.handled(), text(kept.schedule()));
    }

    private static String text(Schedule schedule) {
        JsonText json = new JsonText(128 + schedule.input().length()).open('{');
        json.name("cron").string(schedule.when().cron().toString());
        if (!schedule.when().zone().getId().equals(USUAL_ZONE)) {
            json.name("zone").string(schedule.when().zone().getId());
        }
        json.name("type").string(schedule.type());
        if (!schedule.catchUp().equals(Schedule.DEFAULT_CATCH_UP)) {
            json.name("catchUp").string(schedule.catchUp().toString());
        }
        if (schedule.overlap() != Overlap.SKIP) {
            json.name("overlap").string(schedule.overlap().name().toLowerCase(Locale.ROOT));
        }
        return json.name("input").raw(JobLines.inOneLine(schedule.input())).close('}').toString();
    }

    /** Reads a {@code schedule} line after {@code op}. */
    static Line line(JsonScan json) {
        String name = name(json);
        boolean declared = false;
        Instant handled = null;
        String text = null;
        while (json.more('}')) {
            switch (json.name()) {
                case "declared" -> declared = json.truth();
                case "handled" -> handled = Instant.ofEpochMilli(json.number());
                case "schedule" -> text = json.raw();
                default -> json.raw();
            }
        }
        if (handled == null || text == null) {
            throw new IllegalArgumentException("the schedule " + name + ", or how far it is handled, is missing");
        }
        return new Line(name, declared, handled, text);
    }

    /** Reads the name with which a line about a schedule begins, after {@code op}. */
    static String name(JsonScan json) {
        if (!json.name().equals("name")) {
            throw new IllegalArgumentException("the name is missing");
        }
        return json.string();
    }

    static void write(JsonText json, Tick tick) {
        json.name("tick").open('{').name("schedule").string(tick.schedule);
        json.name("handled").number(tick.handled.toEpochMilli()).close('}');
    }

    /** Reads the value of {@code tick} in the line of a job. */
    static Tick tick(JsonScan json) {
        String name = null;
        Instant handled = null;
        json.open('{');
        while (json.more('}')) {
            switch (json.name()) {
                case "schedule" -> name = json.string();
                case "handled" -> handled = Instant.ofEpochMilli(json.number());
                default -> json.raw();
            }
        }
        return new Tick(name, handled);
    }

    /**
     * Reads the schedule of a line.
     *
     * @throws RuntimeException if it is not one, as when this system does not know its time zone
     */
    static KeptSchedule read(Line line) {
        String cron = null;
        String zone = USUAL_ZONE;
        String type = null;
        String input = Json.NULL;
        Duration catchUp = Schedule.DEFAULT_CATCH_UP;
        Overlap overlap = Overlap.SKIP;
        var json = new JsonScan(line.text, 0);
        json.open('{');
        while (json.more('}')) {
            switch (json.name()) {
                case "cron" -> cron = json.string();
                case "zone" -> zone = json.string();
                case "type" -> type = json.string();
                case "input" -> input = json.raw();
                case "catchUp" -> catchUp = Duration.parse(json.string());
                case "overlap" -> overlap = Overlap.valueOf(json.string().toUpperCase(Locale.ROOT));
                default -> json.raw();
            }
        }
        var when = new Schedule.When(Cron.parse(cron), Schedule.parseZone(zone));
        return new KeptSchedule(new Schedule(line.name, when, type, input, catchUp, overlap), line.declared, line.handled);
    }
}
