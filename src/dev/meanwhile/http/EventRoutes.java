package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.engine.Following;
import dev.meanwhile.engine.StartLag;
import dev.meanwhile.event.Notice;
import dev.meanwhile.event.Subscription;
import dev.meanwhile.job.Job;
import dev.meanwhile.json.Json;
import java.time.Duration;

/** {@code GET /v1/events} and {@code GET /v1/jobs/{id}/events}: what becomes of jobs, as it happens. */
final class EventRoutes {

    /**
     * How often a stream says something by itself.
     *
     * @param beat how often it shows that it is still there
     * @param lag  how often the stream of all jobs tells the start lag
     */
    record Pace(Duration beat, Duration lag) {

        static final Pace DEFAULT = new Pace(Duration.ofSeconds(15), Duration.ofSeconds(1));
    }

    /** How long a client is to wait before it comes back: longer than a server takes to start again, mostly. */
    static final Duration RETRY = Duration.ofSeconds(2);

    private final Engine engine;
    private final OpenStreams streams;
    private final Pace pace;
    private final JobJson json;

    EventRoutes(Engine engine, OpenStreams streams, Pace pace) {
        this.engine = engine;
        this.streams = streams;
        this.pace = pace;
        this.json = new JobJson(engine);
    }

    void addTo(Router router) {
        router.add("GET", "/v1/events", this::all);
        router.add("GET", "/v1/jobs/{id}/events", this::ofJob);
    }

    private void all(Exchange exchange) throws Exception {
        EventId last = EventId.last(exchange);
        if (exchange.method().equals("HEAD")) {
            EventStream.begin(exchange);
            return;
        }
        streams.listen(OpenStreams.Kind.EVENTS, exchange, () -> sendAll(exchange, last));
    }

    private void sendAll(Exchange exchange, EventId last) throws Exception {
        try (Subscription changes = engine.changes().feed().subscribe(EventId.sequence(last));
             EventStream out = EventStream.begin(exchange)) {
            out.retry(RETRY);
            if (last == null) {
                // Who is cut off before the first event comes back to here.
                out.id(Long.toString(changes.start()));
            }
            follow(changes, out);
        }
    }

    private void follow(Subscription changes, EventStream out) throws Exception {
        var beat = new Beat(pace.beat());
        var lag = new Beat(pace.lag());
        while (!changes.isOver()) {
            Notice notice = changes.poll(beat.orSooner(lag));
            while (notice != null) {
                write(notice, out);
                notice = out.isFull() ? null : changes.poll(Duration.ZERO);
            }
            if (lag.isDue()) {
                out.event("lag", null, lag());
            }
            if (beat.isDue()) {
                out.comment();
            }
            out.flush();
        }
    }

    private void write(Notice notice, EventStream out) {
        switch (notice) {
            case Notice.Change change -> out.event("job", Long.toString(change.sequence()), json.event(change.job()));
            case Notice.Gap gap -> out.event("gap", Long.toString(gap.sequence()), gap(gap));
            case Notice.Written ofOneJob -> throw new AssertionError(ofOneJob);
        }
    }

    /** How many events were lost; null if nobody knows. */
    static String gap(Notice.Gap gap) {
        return Json.write(json -> {
            json.beginObject().name("lost");
            if (gap.lost().isPresent()) {
                json.value(gap.lost().getAsLong());
            } else {
                json.nullValue();
            }
            json.endObject();
        });
    }

    private String lag() {
        StartLag.Figures lag = engine.vitals().lag();
        return Json.write(json -> {
            json.beginObject();
            OperationRoutes.writeLastAndWorst(json, lag);
            json.endObject();
        });
    }

    private void ofJob(Exchange exchange) throws Exception {
        EventId last = EventId.last(exchange);
        Job job = JobRoutes.find(engine, exchange);
        if (last != null && last.end() && job.state().isFinished()) {
            // A browser comes back after every end, until it is told that there is nothing more.
            exchange.send(204);
            return;
        }
        if (exchange.method().equals("HEAD")) {
            EventStream.begin(exchange);
            return;
        }
        streams.listen(OpenStreams.Kind.JOB_EVENTS, exchange, () -> sendOfJob(exchange, job, last));
    }

    private void sendOfJob(Exchange exchange, Job job, EventId last) throws Exception {
        try (Following following = engine.changes().follow(job.id(), EventId.sequence(last))) {
            if (following == null) {
                // Forgotten in this very moment.
                throw JobRoutes.unknown(exchange);
            }
            new JobEvents(following, engine.logOf(job.id()), json, pace.beat()).send(exchange, last);
        }
    }
}
