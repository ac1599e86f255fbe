package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.job.Job;
import dev.meanwhile.store.JobLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** {@code GET /v1/jobs/{id}/log}: what a job has said, as it is now or as it grows. */
final class LogRoute {

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final Duration LOOK = Duration.ofSeconds(30);

    private static final int MAX_FOLLOWERS = 1_000;

    private final Engine engine;
    private final OpenStreams streams;
    private final Followers followers = new Followers(MAX_FOLLOWERS);

    LogRoute(Engine engine, OpenStreams streams) {
        this.engine = engine;
        this.streams = streams;
    }

    void addTo(Router router) {
        router.add("GET", "/v1/jobs/{id}/log", this::get);
    }

    private void get(Exchange exchange) throws Exception {
        Job job = JobRoutes.find(engine, exchange);
        exchange.query().allowOnly("follow");
        boolean follow = switch (exchange.query().first("follow")) {
            case null -> false;
            case "", "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.of(Problem.BAD_PARAMETER,
                    "follow must be true or false, was \"" + exchange.query().first("follow") + "\"").with("parameter", "follow");
        };
        JobLog log = engine.logOf(job.id());
        if (!follow || exchange.method().equals("HEAD")) {
            exchange.send(200, TEXT, log.read(0).text().getBytes(StandardCharsets.UTF_8));
            return;
        }
        streams.stream(OpenStreams.Kind.LOG, exchange, () -> {
            try (Followers.Follower follower = followers.enter()) {
                follow(exchange, log, follower);
            }
        });
    }

    private static void follow(Exchange exchange, JobLog log, Followers.Follower follower) throws IOException, InterruptedException {
        // Asks the proxies in between not to hold lines back.
        exchange.set("X-Accel-Buffering", "no");
        try (OutputStream stream = exchange.stream(200, TEXT)) {
            long position = 0;
            do {
                JobLog.Part part = log.read(position);
                position = part.next();
                if (!part.text().isEmpty()) {
                    stream.write(part.text().getBytes(StandardCharsets.UTF_8));
                    stream.flush();
                    follower.sent();
                }
            } while (!follower.isDismissed() && log.await(position, LOOK));
        }
    }
}
