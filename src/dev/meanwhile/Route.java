package dev.meanwhile;

import dev.meanwhile.http.Exchange;
import dev.meanwhile.http.ProblemException;
import dev.meanwhile.http.Server;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.RefusedException;
import java.util.Objects;

/**
 * A route of the embedding program.
 *
 * @param method  the method
 * @param path    the path, with {@code {name}} for one segment
 * @param handler what answers
 */
record Route(String method, String path, RouteHandler handler) {

    /** Sends the handler's answer, then lets its tasks run, whatever has become of the client. */
    void answer(Server server, Exchange exchange) throws Exception {
        var background = new BackgroundTasks(server.engine().tasks(), method + " " + path);
        Response response = null;
        try {
            String name = method + " " + path;
            response = Objects.requireNonNull(server.engine().requests().run(name, () -> handler.handle(new Request(exchange), background)),
                    "the handler of " + name + " returned null");
        } catch (InvalidInputException invalid) {
            throw ProblemException.invalid(invalid.errors());
        } catch (RefusedException refused) {
            throw ProblemException.refused(refused);
        } finally {
            if (response == null) {
                background.drop();
            }
        }
        try {
            response.headers().forEach(exchange::set);
            if (response.contentType() == null) {
                exchange.send(response.status());
            } else {
                exchange.send(response.status(), response.contentType(), response.body());
            }
        } finally {
            background.start();
        }
    }
}
