package dev.meanwhile.work;

import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.Permanent;
import dev.meanwhile.job.RetryAfter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the requests of all HTTP deliveries, with one client: its connections are shared, its threads virtual. Safe for
 * use by any thread.
 *
 * <p>Each attempt of a job sends the same {@code Idempotency-Key}, its job's id, and a {@code traceparent} of the same
 * trace, so that whoever receives it can tell a repetition from a new request.
 */
public final class Deliveries implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** How long an exchange may last if its type has no timeout: no request is for ever. */
    private static final Duration LIMIT = Duration.ofHours(24);
    private static final int MAX_REDIRECTS = 5;

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());
    private final String userAgent;
    private final Duration connectTimeout;
    private final Duration limit;

    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. Null until the first request: TLS and what is trusted would take a third of a server's start. */
    private HttpClient client;
    /** Guarded by the lock. */
    private boolean closed;

    /** Prepares a client that calls itself {@code meanwhile/<version>}. */
    public Deliveries(String version) {
        this(version, CONNECT_TIMEOUT, LIMIT);
    }

    Deliveries(String version, Duration connectTimeout, Duration limit) {
        this.userAgent = "meanwhile/" + version;
        this.connectTimeout = connectTimeout;
        this.limit = limit;
    }

    private HttpClient client() {
        lock.lock();
        try {
            if (client == null) {
                client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(connectTimeout)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(threads)
                        .build();
                if (closed) {
                    client.shutdownNow();
                }
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    /** Aborts what is under way, and ends the client's threads. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (client != null) {
                client.shutdownNow();
            }
        } finally {
            lock.unlock();
        }
        threads.shutdownNow();
    }

    /**
     * Makes a request, and returns the job's result if it was answered with success.
     *
     * @throws InterruptedException    if the thread was interrupted; the exchange has been aborted
     * @throws RetryAfter              if the server said when to try again
     * @throws Permanent               if the same request will have the same answer
     * @throws DeliveryFailedException if there was no answer, or one that may pass
     */
    String deliver(Delivery delivery, JobContext context) throws InterruptedException, IOException, Permanent, RetryAfter {
        Delivery current = delivery;
        Answer answer = exchange(current, context);
        for (int redirects = 0; delivery.followRedirects() && answer.isRedirect() && redirects < MAX_REDIRECTS; redirects++) {
            current = current.redirected(answer.status(), location(current, answer));
            answer = exchange(current, context);
        }
        if (answer.isSuccess()) {
            return answer.result();
        }
        var failure = new DeliveryFailedException("HTTP " + answer.status() + " from " + shown(current) + answer.excerpt(), null);
        if (!answer.mayPass()) {
            throw new Permanent(failure);
        }
        Duration wait = answer.retryAfter(Instant.now());
        if (wait != null) {
            throw new RetryAfter(failure.getMessage(), wait);
        }
        throw failure;
    }

    private Answer exchange(Delivery delivery, JobContext context) throws InterruptedException, IOException {
        var exchange = client().sendAsync(request(delivery, context), headers -> new BoundedBody());
        try {
            return Answer.of(exchange.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException failed) {
            throw unanswered(delivery, failed.getCause());
        } catch (TimeoutException late) {
            throw new DeliveryFailedException(shown(delivery) + ": not answered within " + limit.toSeconds() + " s", late);
        } finally {
            // Does nothing to one that is complete; aborts one that was interrupted or is late.
            exchange.cancel(true);
        }
    }

    private HttpRequest request(Delivery delivery, JobContext context) {
        var request = HttpRequest.newBuilder(delivery.target().uri())
                .method(delivery.method(), delivery.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(delivery.body()))
                .setHeader("User-Agent", userAgent)
                .setHeader("Idempotency-Key", context.id().toString())
                .setHeader("traceparent", traceparent(context.id()));
        if (delivery.body() != null) {
            request.setHeader("Content-Type", "application/json");
        }
        if (delivery.target().authorization() != null) {
            request.setHeader("Authorization", delivery.target().authorization());
        }
        delivery.headers().forEach(request::setHeader);
        return request.build();
    }

    /** Makes a header of W3C Trace Context: all attempts of a job are one trace, each is a span of its own. */
    private static String traceparent(UUID id) {
        long span = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        return "00-" + id.toString().replace("-", "") + "-" + HexFormat.of().toHexDigits(span) + "-01";
    }

    private static Target location(Delivery delivery, Answer answer) throws Permanent {
        try {
            String location = answer.headers().firstValue("location")
                    .orElseThrow(() -> new IllegalArgumentException("there is no Location"));
            Target next = Target.of(delivery.target().uri().resolve(location).toString());
            if (delivery.target().isSecure() && !next.isSecure()) {
                throw new IllegalArgumentException("its Location leads from https to http");
            }
            return next;
        } catch (IllegalArgumentException unusable) {
            throw new Permanent(new DeliveryFailedException(
                    "HTTP " + answer.status() + " from " + shown(delivery) + " is not followed: " + unusable.getMessage(), unusable));
        }
    }

    private DeliveryFailedException unanswered(Delivery delivery, Throwable cause) {
        String hostAndPort = delivery.target().hostAndPort();
        String reason = switch (cause) {
            case HttpConnectTimeoutException late -> "no connection to " + hostAndPort + " in time";
            case ConnectException refused when isUnknownHost(refused) -> "no connection to " + hostAndPort + ": unknown host";
            case ConnectException refused -> "no connection to " + hostAndPort + ": " + said(refused, "refused");
            default -> "no answer from " + hostAndPort + ": " + said(cause, cause.getClass().getSimpleName());
        };
        return new DeliveryFailedException(shown(delivery) + ": " + reason, cause);
    }

    private static boolean isUnknownHost(Throwable failure) {
        return failure != null && (failure instanceof UnresolvedAddressException || isUnknownHost(failure.getCause()));
    }

    /** Returns the first message in a chain of causes: the JDK's own ConnectException has none. */
    private static String said(Throwable failure, String otherwise) {
        if (failure == null) {
            return otherwise;
        }
        return failure.getMessage() == null ? said(failure.getCause(), otherwise) : failure.getMessage();
    }

    private static String shown(Delivery delivery) {
        return delivery.method() + " " + delivery.target().shown();
    }
}
