package dev.meanwhile.work;

import com.google.gson.JsonElement;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.job.Work;
import dev.meanwhile.json.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Sends a job to another server.
 *
 * <p>2xx is success, and the result is {@code {"status","headers","body"}}, with {@code "truncated": true} if the body was
 * longer than 64 KiB. 408, 425, 429, 5xx and no answer at all fail the attempt; any other answer fails the job for good.
 * An attempt that is interrupted aborts its exchange.
 */
public final class HttpWork implements Work {

    /** How deliveries run unless the configuration says otherwise: 1,000 at once, a minute each. */
    public static final TypeOptions OPTIONS = TypeOptions.DEFAULT.withConcurrency(1000).withTimeout(Duration.ofMinutes(1));

    private static final Pattern SCHEME = Pattern.compile("(?i)https?://");
    private static final Pattern ORIGIN = Pattern.compile("(?i)https?://[^/?#]+[/?#].*", Pattern.DOTALL);

    private final HttpSpec spec;
    private final Template url;
    private final Map<String, Template> headers = new LinkedHashMap<>();
    /** Null if no body is sent. */
    private final JsonTemplate body;
    private final Deliveries client;

    /**
     * Creates work.
     *
     * @param spec   what to send
     * @param client sends it
     * @throws IllegalArgumentException if a template is malformed, or nothing could ever be sent in this way
     */
    public HttpWork(HttpSpec spec, Deliveries client) {
        this.spec = spec;
        this.url = Template.parse(spec.url());
        spec.headers().forEach((name, value) -> headers.put(name, Template.parse(value)));
        this.body = spec.body() == null ? null : JsonTemplate.parse(spec.body());
        this.client = client;
        named("method", () -> Delivery.checkMethod(spec.method()));
        named("url", this::checkUrl);
        headers.forEach((name, value) -> named("header " + name, () -> Delivery.checkHeader(name, value.prefix())));
    }

    @Override
    public Kind kind() {
        return Kind.HTTP;
    }

    @Override
    public void check(String input) {
        JsonElement value = Json.parse(input);
        Set<InputError> errors = new LinkedHashSet<>(url.check(value));
        headers.values().forEach(header -> errors.addAll(header.check(value)));
        if (body != null) {
            errors.addAll(body.check(value));
        }
        if (!errors.isEmpty()) {
            throw new InvalidInputException(List.copyOf(errors));
        }
        delivery(Values.trial(value));
    }

    @Override
    public String run(String input, JobContext context) throws Exception {
        return client.deliver(delivery(Values.of(input, context)), context);
    }

    private Delivery delivery(Values values) {
        try {
            var rendered = new LinkedHashMap<String, String>();
            headers.forEach((name, value) -> rendered.put(name, value.text(values)));
            rendered.forEach((name, value) -> named("header " + name, () -> Delivery.checkHeader(name, value)));
            named("url", () -> Target.of(url.url(values)));
            String json = body == null ? null : Json.text(body.json(values));
            return new Delivery(spec.method(), Target.of(url.url(values)), rendered, json, spec.followRedirects());
        } catch (IllegalArgumentException unusable) {
            throw new InvalidInputException(List.of(new InputError("", "makes a request that can not be sent: " + unusable.getMessage())));
        }
    }

    /** Checks what can be known of the URL before there is an input. */
    private void checkUrl() {
        if (!SCHEME.matcher(url.prefix()).lookingAt()) {
            throw new IllegalArgumentException("must begin with http:// or https://");
        }
        // Where the input has no part in the origin, a value of one letter stands for all values.
        if (url.isConstant() || ORIGIN.matcher(url.prefix()).matches()) {
            Target.of(url.urlWith("x"));
        }
    }

    private static void named(String what, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(what + " " + refused.getMessage(), refused);
        }
    }
}
