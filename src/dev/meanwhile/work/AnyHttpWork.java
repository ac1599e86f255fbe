package dev.meanwhile.work;

import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.Work;
import java.util.Map;
import java.util.Set;

/**
 * Sends whatever the input says to wherever it says: {@code {"url", "method", "headers", "body", "followRedirects"}}. Only
 * for a server that nobody but its own machine can reach, since it reaches what its clients may not.
 */
final class AnyHttpWork implements Work {

    private final Deliveries client;

    AnyHttpWork(Deliveries client) {
        this.client = client;
    }

    @Override
    public Kind kind() {
        return Kind.HTTP;
    }

    @Override
    public void check(String input) {
        delivery(input);
    }

    @Override
    public String run(String input, JobContext context) throws Exception {
        return client.deliver(delivery(input), context);
    }

    private static Delivery delivery(String input) {
        var members = new Members(input, Set.of("url", "method", "headers", "body", "followRedirects"));
        String url = members.string("url", null);
        String method = members.string("method", "POST");
        Map<String, String> headers = members.strings("headers");
        boolean followRedirects = members.truth("followRedirects");
        check(members, "method", () -> Delivery.checkMethod(method));
        headers.forEach((name, value) -> check(members, "headers/" + Members.escaped(name), () -> Delivery.checkHeader(name, value)));
        check(members, "url", () -> {
            if (url != null) {
                Target.of(url);
            }
        });
        members.end();
        return new Delivery(method, Target.of(url), headers, members.json("body"), followRedirects);
    }

    private static void check(Members members, String name, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException refused) {
            members.refuse(name, refused.getMessage());
        }
    }
}
