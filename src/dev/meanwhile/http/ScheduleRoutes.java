package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.Schedules;
import dev.meanwhile.engine.Schedules.View;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.json.JsonText;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;

/** {@code /v1/schedules} and all below it. */
final class ScheduleRoutes {

    private static final String ONE = "/v1/schedules/{name}";

    private final Engine engine;
    private final Schedules schedules;
    private final JobJson json;

    ScheduleRoutes(Engine engine) {
        this.engine = engine;
        this.schedules = engine.schedules();
        this.json = new JobJson(engine);
    }

    void addTo(Router router) {
        router.add("GET", "/v1/schedules", this::list);
        router.add("GET", ONE, this::get);
        router.add("PUT", ONE, this::put);
        router.add("DELETE", ONE, this::remove);
        router.add("POST", ONE + "/run", this::run);
    }

    private void list(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        JsonText text = new JsonText(4096).open('{').name("schedules").open('[');
        schedules.all().forEach(view -> write(text, view));
        exchange.json(200, text.close(']').close('}').toString());
    }

    private void get(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        exchange.json(200, text(find(exchange)));
    }

    private void put(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        String name = exchange.parameter("name");
        ensureNotDeclared(schedules.find(name), "changed");
        Schedule asked = ScheduleReader.read(name, exchange.json());
        try {
            boolean made = schedules.put(asked);
            View view = schedules.find(name);
            if (view == null) {
                // Removed again by now.
                throw unknown(exchange);
            }
            exchange.set("Location", path(name)).json(made ? 201 : 200, text(view));
        } catch (InvalidInputException invalid) {
            throw ProblemException.invalid(invalid.errors());
        } catch (RefusedException refused) {
            throw ProblemException.refused(refused);
        }
    }

    private void remove(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        refuseOddBody(exchange);
        ensureNotDeclared(find(exchange), "removed");
        try {
            if (!schedules.remove(exchange.parameter("name"))) {
                throw unknown(exchange);
            }
        } catch (RefusedException refused) {
            throw ProblemException.refused(refused);
        }
        exchange.send(204);
    }

    private void run(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        refuseOddBody(exchange);
        View view = find(exchange);
        String type = view.kept().schedule().type();
        if (engine.type(type) == null) {
            throw ProblemException.of(Problem.TYPE_NOT_DECLARED, "schedule " + view.kept().name() + " makes jobs of type \"" + type
                    + "\", which is not declared; known: " + String.join(", ", engine.types().keySet()));
        }
        try {
            Job job = schedules.run(view.kept().name());
            if (job == null) {
                throw unknown(exchange);
            }
            exchange.set("Location", JobJson.path(job)).set("Retry-After", Long.toString(JobRoutes.retryAfter(job)))
                    .json(202, json.text(job));
        } catch (InvalidInputException invalid) {
            throw ProblemException.invalid(invalid.errors());
        } catch (RefusedException refused) {
            throw ProblemException.refused(refused);
        }
    }

    private static void ensureNotDeclared(View view, String what) {
        if (view != null && view.kept().declared()) {
            throw ProblemException.of(Problem.SCHEDULE_DECLARED, "schedule " + view.kept().name() + " can not be " + what
                    + " here: it comes from the configuration or the program");
        }
    }

    /** Nothing is asked for here, but what is sent must be JSON all the same: that keeps other web pages out. */
    private static void refuseOddBody(Exchange exchange) throws IOException {
        if (exchange.body().length > 0) {
            exchange.json();
        }
    }

    private View find(Exchange exchange) {
        View view = schedules.find(exchange.parameter("name"));
        if (view == null) {
            throw unknown(exchange);
        }
        return view;
    }

    private static ProblemException unknown(Exchange exchange) {
        return ProblemException.of(Problem.UNKNOWN_SCHEDULE, "there is no schedule \"" + exchange.parameter("name") + "\"");
    }

    private static String path(String name) {
        return "/v1/schedules/" + name;
    }

    private static String text(View view) {
        var text = new JsonText(1024);
        write(text, view);
        return text.toString();
    }

    private static void write(JsonText text, View view) {
        Schedule schedule = view.kept().schedule();
        text.open('{');
        text.name("name").string(schedule.name());
        text.name("self").string(path(schedule.name()));
        text.name("cron").string(schedule.when().cron().toString());
        text.name("zone").string(schedule.when().zone().getId());
        text.name("type").string(schedule.type());
        text.name("input").raw(schedule.input());
        text.name("catchUp").string(Durations.format(schedule.catchUp()));
        text.name("overlap").string(schedule.overlap().name().toLowerCase(Locale.ROOT));
        text.name("handledUntil").time(view.kept().handled());
        text.name("readOnly").truth(view.kept().declared());
        text.name("problem").string(view.problem());
        text.name("next").open('[');
        for (Instant time : view.next()) {
            text.time(time);
        }
        text.close(']').close('}');
    }
}
