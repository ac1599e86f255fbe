package dev.meanwhile.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.Queues;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.QueueOptions.Option;
import dev.meanwhile.job.Rate;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.json.JsonText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /v1/queues}: what jobs wait in, how that is doing, and what holds for it. */
final class QueueRoutes {

    /** What can be changed, under the names it has here. */
    private static final Map<String, Option> MEMBERS = members();

    private static final int MAX_ERRORS = 20;
    private static final String COUNT = "an integer from 1 to " + TypeOptions.MAX_CONCURRENCY + ", or null for what was declared";

    private final Engine engine;
    private final Queues queues;

    QueueRoutes(Engine engine) {
        this.engine = engine;
        this.queues = engine.queues();
    }

    private static Map<String, Option> members() {
        var members = new LinkedHashMap<String, Option>();
        members.put("concurrency", Option.CONCURRENCY);
        members.put("concurrencyPerKey", Option.CONCURRENCY_PER_KEY);
        members.put("rate", Option.RATE);
        members.put("paused", Option.PAUSED);
        return members;
    }

    void addTo(Router router) {
        router.add("GET", "/v1/queues", this::list);
        router.add("GET", "/v1/queues/{queue}", this::one);
        router.add("PATCH", "/v1/queues/{queue}", this::change);
    }

    private void list(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        Map<String, List<String>> types = types();
        var json = new JsonText(1024).open('{').name("queues").open('[');
        for (Queues.View queue : queues.all()) {
            write(json, queue, types);
        }
        exchange.json(200, json.close(']').close('}').toString());
    }

    private void one(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        answer(exchange, queues.view(exchange.parameter("queue")));
    }

    private void change(Exchange exchange) throws Exception {
        exchange.query().allowOnly();
        String name = exchange.parameter("queue");
        if (queues.view(name) == null) {
            throw unknown(name);
        }
        if (!(exchange.json() instanceof JsonObject members)) {
            throw ProblemException.invalid(List.of(new InputError("", "must be an object such as {\"paused\": true}")));
        }
        var takenBack = EnumSet.noneOf(Option.class);
        QueueOptions said = read(members, takenBack);
        try {
            answer(exchange, queues.change(name, said, takenBack));
        } catch (RefusedException refused) {
            throw ProblemException.refused(refused);
        }
    }

    /** Reads what is to hold, and adds to {@code takenBack} what is null; but for a rate that is none. */
    private static QueueOptions read(JsonObject members, EnumSet<Option> takenBack) {
        var errors = new ArrayList<InputError>();
        QueueOptions said = QueueOptions.NONE;
        for (Map.Entry<String, JsonElement> member : members.entrySet()) {
            Option option = MEMBERS.get(member.getKey());
            String pointer = "/" + Submission.escaped(member.getKey());
            if (option == null && errors.size() < MAX_ERRORS) {
                errors.add(new InputError(pointer, "is not known; known: " + String.join(", ", MEMBERS.keySet())));
            } else if (option != null && option != Option.RATE && member.getValue().isJsonNull()) {
                takenBack.add(option);
            } else if (option != null) {
                try {
                    said = with(said, option, new OptionValue(member.getValue()));
                } catch (IllegalArgumentException bad) {
                    errors.add(new InputError(pointer, bad.getMessage()));
                }
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return said;
    }

    private static QueueOptions with(QueueOptions said, Option option, OptionValue value) {
        return switch (option) {
            case CONCURRENCY -> said.withConcurrency(count(value));
            case CONCURRENCY_PER_KEY -> said.withConcurrencyPerKey(count(value));
            case RATE -> said.withRate(rate(value));
            case PAUSED -> said.withPaused(value.truth());
        };
    }

    private static int count(OptionValue value) {
        int count = value.integer(COUNT);
        if (count < 1 || count > TypeOptions.MAX_CONCURRENCY) {
            throw value.mustBe(COUNT);
        }
        return count;
    }

    private static Rate rate(OptionValue value) {
        if (value.json().isJsonNull() || value.isNumber() && value.json().getAsString().equals("0")) {
            return null;
        }
        if (!value.isString()) {
            throw value.mustBe(Rate.FORM + ", or null or 0 for none");
        }
        return Rate.parse(value.string());
    }

    /** Returns the names of the types whose jobs wait in each queue unless they say otherwise. */
    private Map<String, List<String>> types() {
        var types = new LinkedHashMap<String, List<String>>();
        engine.types().forEach((name, type) ->
                types.computeIfAbsent(TypeRoutes.queue(type), queue -> new ArrayList<>()).add(name));
        return types;
    }

    private void answer(Exchange exchange, Queues.View queue) throws Exception {
        if (queue == null) {
            throw unknown(exchange.parameter("queue"));
        }
        var json = new JsonText(512);
        write(json, queue, types());
        exchange.json(200, json.toString());
    }

    private ProblemException unknown(String name) {
        return ProblemException.of(Problem.UNKNOWN_QUEUE,
                "\"" + name + "\" is not a known queue; known: " + String.join(", ", queues.names()));
    }

    private static void write(JsonText json, Queues.View queue, Map<String, List<String>> types) {
        QueueOptions options = queue.options();
        json.open('{');
        json.name("name").string(queue.name());
        json.name("self").string("/v1/queues/" + queue.name());
        json.name("types").open('[');
        types.getOrDefault(queue.name(), List.of()).forEach(json::string);
        json.close(']');
        json.name("concurrency").number(options.concurrency());
        json.name("concurrencyPerKey").number(options.concurrencyPerKey());
        json.name("rate").string(options.rate() == null ? null : options.rate().toString());
        json.name("paused").truth(options.paused());
        json.name("changed").open('[');
        MEMBERS.forEach((name, option) -> {
            if (queue.changed().contains(option)) {
                json.string(name);
            }
        });
        json.close(']');
        json.name("depth").number(queue.waiting());
        json.name("running").number(queue.running());
        json.name("oldest").time(queue.oldest());
        json.close('}');
    }
}
