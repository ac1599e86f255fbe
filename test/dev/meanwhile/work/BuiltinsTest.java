package dev.meanwhile.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.Work;
import dev.meanwhile.json.Json;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuiltinsTest {

    private final Deliveries client = new Deliveries("1");

    @AfterEach
    void close() {
        client.close();
    }

    private Work work(String name) {
        return Builtins.types(client, true).stream().collect(Collectors.toMap(JobType::name, Function.identity())).get(name).work();
    }

    private List<String> errors(String name, String input) {
        try {
            work(name).check(input);
            return List.of();
        } catch (InvalidInputException invalid) {
            return invalid.errors().stream().map(InputError::pointer).sorted().toList();
        }
    }

    @Test
    void offersHttpOnLoopbackOnly() {
        assertThat(Builtins.types(client, true)).extracting(JobType::name).containsExactly("sleep", "primes", "http");
        assertThat(Builtins.types(client, false)).extracting(JobType::name).containsExactly("sleep", "primes");
        assertThat(Builtins.types(client, false).get(1).options().placement()).isEqualTo(Placement.CPU);
    }

    @Test
    void sleeps() throws Exception {
        assertThat(Attempt.start(work("sleep"), "{\"seconds\":0.010}").result()).isEqualTo("{\"slept\":0.010}");
    }

    @Test
    void wakesWhenItIsInterrupted() throws Exception {
        var attempt = Attempt.start(work("sleep"), "{\"seconds\":1000}");
        attempt.interrupt();
        attempt.failure(InterruptedException.class);
    }

    @Test
    void refusesInputItCanNotSleepBy() {
        assertThat(errors("sleep", "{\"seconds\":31536000}")).isEmpty();
        assertThat(errors("sleep", "{\"seconds\":-1}")).containsExactly("/seconds");
        assertThat(errors("sleep", "{\"seconds\":31536001}")).containsExactly("/seconds");
        assertThat(errors("sleep", "{\"seconds\":1e999999999}")).containsExactly("/seconds");
        assertThat(errors("sleep", "{\"seconds\":\"3\"}")).containsExactly("/seconds");
        assertThat(errors("sleep", "{\"secs\":3}")).containsExactly("/seconds", "/secs");
        assertThat(errors("sleep", "3")).contains("");
        assertThat(errors("sleep", "null")).contains("");
    }

    @Test
    void countsPrimes() throws Exception {
        // 262,147 is prime, and the first number of the second segment.
        var counts = List.of("2:0", "3:1", "4:2", "10:4", "11:4", "12:5", "262145:23000", "262147:23000", "262148:23001",
                "5000000:348513", "100000000:5761455");
        for (String count : counts) {
            String[] pair = count.split(":");
            assertThat(Attempt.start(work("primes"), "{\"below\":" + pair[0] + "}").result())
                    .isEqualTo("{\"below\":" + pair[0] + ",\"count\":" + pair[1] + "}");
        }
    }

    @Test
    void countsAsSlowlyWrittenLoopsDo() throws Exception {
        for (int below = 2; below < 300; below++) {
            var sieve = new PrimeSieve(below);
            while (sieve.hasNext()) {
                sieve.next();
            }
            int expected = 0;
            for (int n = 2; n < below; n++) {
                int candidate = n;
                expected += IntStream.range(2, n).noneMatch(divisor -> candidate % divisor == 0) ? 1 : 0;
            }
            assertThat(sieve.count()).as("below " + below).isEqualTo(expected);
        }
    }

    @Test
    void stopsCountingWhenItIsToldTo() throws Exception {
        var interrupted = Attempt.start(work("primes"), "{\"below\":1000000000}");
        assertThat(interrupted.context.firstProgress.await(20, TimeUnit.SECONDS)).isTrue();
        interrupted.interrupt();
        interrupted.failure(InterruptedException.class);
        var cancelled = Attempt.start(work("primes"), "{\"below\":1000000000}");
        cancelled.context.cancelled = true;
        cancelled.failure(InterruptedException.class);
    }

    @Test
    void refusesInputItCanNotCountTo() {
        assertThat(errors("primes", "{\"below\":5e6}")).isEmpty();
        assertThat(errors("primes", "{\"below\":1}")).containsExactly("/below");
        assertThat(errors("primes", "{\"below\":2.5}")).containsExactly("/below");
        assertThat(errors("primes", "{\"below\":1000000001}")).containsExactly("/below");
        assertThat(errors("primes", "{\"below\":null}")).containsExactly("/below");
    }

    @Test
    void sendsAnyRequest() throws Exception {
        try (var server = new TestServer(exchange -> TestServer.send(exchange, 200, "ok"))) {
            String input = """
                    {"url": "%s/x", "method": "PATCH", "headers": {"X-A": "1"}, "body": {"a": "${id}"}}""".formatted(server.url());
            var result = Json.parse(Attempt.start(work("http"), input).result());
            assertThat(result.getAsJsonObject().get("body").getAsString()).isEqualTo("ok");
            var request = server.requests.getFirst();
            assertThat(request.method()).isEqualTo("PATCH");
            assertThat(request.header("X-a")).isEqualTo("1");
            assertThat(request.body()).isEqualTo("{\"a\":\"${id}\"}");
        }
    }

    @Test
    void refusesARequestThatCanNotBeSent() {
        assertThat(errors("http", "{\"url\":\"http://127.0.0.1/\"}")).isEmpty();
        assertThat(errors("http", "{}")).containsExactly("/url");
        assertThat(errors("http", "{\"url\":\"file:///etc/passwd\"}")).containsExactly("/url");
        assertThat(errors("http", "{\"url\":\"http://a/\",\"method\":\"\",\"headers\":{\"Host\":\"b\"},\"bdoy\":1}"))
                .containsExactly("/bdoy", "/headers/Host", "/method");
        assertThat(errors("http", "{\"url\":1,\"headers\":[],\"followRedirects\":1}"))
                .containsExactly("/followRedirects", "/headers", "/url");
    }
}
