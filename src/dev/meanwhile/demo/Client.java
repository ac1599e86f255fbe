package dev.meanwhile.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks one server, and takes the time. Every call is planned beforehand and sent when its time has come, whether or not the
 * ones before it have been answered, for that is what many clients do. Runs on platform threads, of a process that does
 * nothing else: what it measures is the server.
 */
final class Client implements AutoCloseable {

    private static final int WARM_UP_BEATS = 60;
    private static final int WARM_UP_TASKS = 20;

    /**
     * What was measured.
     *
     * @param answers    of the submits
     * @param heartbeats of the heartbeats
     * @param late       how late this client itself sent a call, at worst: the accuracy of the rest
     */
    record Measured(Latencies answers, Latencies heartbeats, Duration late) { }

    /** A call of the plan; {@code answered} is when that was, set by the client's threads, or 0. */
    private record Call(Duration due, HttpRequest request, AtomicLong answered) {

        Call(Duration due, HttpRequest request) {
            this(due, request, new AtomicLong());
        }

        Latency latency(long start, long end) {
            long sent = start + due.toNanos();
            long at = answered.get();
            boolean inTime = at != 0 && at - end <= 0;
            return new Latency(Duration.ofNanos((inTime ? at : end) - sent), inTime);
        }
    }

    private final URI server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().name("client-", 0).factory());
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();

    Client(URI server) {
        this.server = server;
    }

    /** Lets both sides load and compile what they need, so that it is not what is measured. */
    void warmUp() throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UP_BEATS; i++) {
            http.send(heartbeat(), HttpResponse.BodyHandlers.discarding());
        }
        for (int i = 0; i < WARM_UP_TASKS; i++) {
            http.send(submit(Tasks.Kind.NOTHING), HttpResponse.BodyHandlers.discarding());
        }
    }

    /** Puts the load on the server, and returns when the contest's time is up. */
    Measured run(Load load) throws InterruptedException {
        List<Call> submits = submits(load);
        List<Call> heartbeats = heartbeats(load);
        var plan = new ArrayList<>(submits);
        plan.addAll(heartbeats);
        plan.sort(Comparator.comparing(Call::due));
        long start = System.nanoTime();
        long late = 0;
        for (Call call : plan) {
            sleepUntil(start + call.due().toNanos());
            late = Math.max(late, System.nanoTime() - start - call.due().toNanos());
            send(call);
        }
        long end = start + load.time().toNanos();
        sleepUntil(end);
        return new Measured(latencies(submits, start, end), latencies(heartbeats, start, end), Duration.ofNanos(late));
    }

    private List<Call> submits(Load load) {
        var calls = new ArrayList<Call>();
        add(calls, Tasks.Kind.HOG, load.hogs(), Duration.ZERO);
        add(calls, Tasks.Kind.SLOW, load.slow(), load.burst());
        add(calls, Tasks.Kind.CPU, load.cpu(), load.burst());
        return calls;
    }

    private void add(List<Call> calls, Tasks.Kind kind, Load.Batch batch, Duration within) {
        for (int i = 0; i < batch.count(); i++) {
            calls.add(new Call(within.multipliedBy(i).dividedBy(batch.count()), submit(kind)));
        }
    }

    private List<Call> heartbeats(Load load) {
        var calls = new ArrayList<Call>();
        for (Duration due = Duration.ZERO; due.compareTo(load.time()) < 0; due = due.plus(load.every())) {
            calls.add(new Call(due, heartbeat()));
        }
        return calls;
    }

    private HttpRequest submit(Tasks.Kind kind) {
        return HttpRequest.newBuilder(server.resolve("/v1/run/" + kind.word())).POST(HttpRequest.BodyPublishers.noBody()).build();
    }

    private HttpRequest heartbeat() {
        return HttpRequest.newBuilder(server.resolve("/livez")).build();
    }

    private void send(Call call) {
        http.sendAsync(call.request(), HttpResponse.BodyHandlers.discarding()).whenComplete((response, failure) -> {
            // A refusal is no answer.
            if (failure == null && response.statusCode() < 300) {
                call.answered().set(System.nanoTime());
            }
        });
    }

    private static Latencies latencies(List<Call> calls, long start, long end) {
        return new Latencies(calls.stream().map(call -> call.latency(start, end)).toList());
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    }

    /** Gives up what has not been answered. */
    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
