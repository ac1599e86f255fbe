package dev.meanwhile;

import dev.meanwhile.http.Server;
import dev.meanwhile.http.ServerSettings;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a server is started with.
 *
 * @param settings  how it is set up
 * @param queues    its queues, by name
 * @param types     its job types
 * @param schedules what makes jobs again and again
 * @param routes    the routes of the embedding program
 */
record Startup(ServerSettings settings, Map<String, QueueOptions> queues, List<JobType> types, List<Schedule> schedules,
               List<Route> routes) {

    /** Returns a server that answers; leaves nothing behind if it can not be started. */
    Server run() {
        Server server = prepared();
        boolean started = false;
        try {
            queues.forEach(server::queue);
            types.forEach(server::type);
            schedules.forEach(server::schedule);
            for (Route route : routes) {
                server.route(route.method(), route.path(), exchange -> route.answer(server, exchange));
            }
            server.start();
            started = true;
            return server;
        } catch (IOException notStarted) {
            throw new UncheckedIOException("can not listen on " + settings.listen() + ": " + notStarted.getMessage(), notStarted);
        } catch (RefusedException full) {
            throw new UncheckedIOException(full.getMessage(), new IOException(full));
        } finally {
            if (!started) {
                server.stop(Duration.ZERO);
            }
        }
    }

    private Server prepared() {
        try {
            return new Server(settings, SystemLog.open());
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable.getMessage(), unusable);
        }
    }
}
