package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is started by its users. */
@EnabledIf("dev.meanwhile.cli.ServerProcess#isPossible")
@DisabledOnOs(OS.WINDOWS)
class ServeProcessTest {

    private static final String SLOW = "{\"types\": {\"slow\": {\"command\": [\"sleep\", \"600\"]}}}";

    @TempDir
    private Path folder;

    @Test
    void printsOneBlockAndServes() throws Exception {
        try (var server = start("--listen", "127.0.0.1:0")) {
            List<String> block = server.awaitBlock();
            String url = ServerProcess.url(block);
            assertThat(block).satisfiesExactly(
                    line -> assertThat(line).matches("Meanwhile \\S+ on Java \\S+"),
                    line -> assertThat(line).isEqualTo("  address        " + url),
                    line -> assertThat(line).isEqualTo("  dashboard      " + url + "/"),
                    line -> assertThat(line).isEqualTo("  data           ./data/journal"),
                    line -> assertThat(line).isEqualTo("  configuration  none found, built-in defaults"),
                    line -> assertThat(line).isEqualTo("  try            curl -H 'Content-Type: application/json' "
                            + "-d '{\"type\":\"primes\",\"input\":{\"below\":5000000}}' " + url + "/v1/jobs"));
            assertThat(ServerProcess.ask(url + "/livez", null).statusCode()).isEqualTo(200);
            assertThat(ServerProcess.ask(url + "/v1/jobs", "{\"type\":\"primes\",\"input\":{\"below\":100}}").statusCode()).isEqualTo(202);

            server.signal("TERM");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.restOfOut()).isEmpty();
            assertThat(server.restOfErr().getLast()).endsWith("event=stopped put_back=0 abandoned=0");
        }
    }

    @Test
    void namesTheTokenButDoesNotTellIt() throws Exception {
        try (var server = new ServerProcess(folder, Map.of("MEANWHILE_TOKEN", "0123456789abcdef"), "--listen", ":0")) {
            List<String> block = server.awaitBlock();
            assertThat(block.getLast()).contains("-H \"Authorization: Bearer $MEANWHILE_TOKEN\"");
            assertThat(block).noneMatch(line -> line.contains("0123456789abcdef"));
            assertThat(ServerProcess.ask(ServerProcess.url(block) + "/v1/jobs", null).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void saysInOneLineThatThePortIsInUse() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                var server = start("--listen", "127.0.0.1:" + taken.getLocalPort())) {
            assertThat(server.awaitExit()).isEqualTo(1);
            int next = taken.getLocalPort() < 65_535 ? taken.getLocalPort() + 1 : 65_534;
            assertThat(server.restOfErr()).containsExactly("meanwhile: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                    + ": already in use; another Meanwhile? choose another with --listen 127.0.0.1:" + next);
            assertThat(server.restOfOut()).isEmpty();
        }
    }

    @Test
    void saysInOneLineThatTheDataFolderIsNone() throws Exception {
        Files.createFile(folder.resolve("file"));
        try (var server = start("--listen", ":0", "--data", "file")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.restOfErr()).singleElement().asString().startsWith("meanwhile: ").contains("file");
        }
    }

    @Test
    void refusesAConfigurationWithAllItsMistakes() throws Exception {
        configure("{\n  // comment\n  \"lisen\": \":0\",\n  \"grace\": \"soon\",\n}");
        try (var server = start()) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.restOfErr()).containsExactly(
                    "meanwhile.json:3: unknown setting lisen; did you mean listen?",
                    "meanwhile.json:4: grace must be a duration such as \"30s\", was \"soon\"");
        }
    }

    @Test
    void refusesASchedulesTypeOrInputThatIsWrong() throws Exception {
        configure("{\"listen\": \":0\", \"types\": {\"t\": {\"command\": [\"echo\", \"${input.a}\"]}},\n\"schedules\": {\n"
                + "\"a\": {\"cron\": \"@daily\",\n\"type\": \"none\"},\n\"b\": {\"cron\": \"@daily\", \"type\": \"t\",\n\"input\": {}},\n"
                + "\"c\": {\"cron\": \"@daily\", \"type\": \"t\", \"input\": {\"a\": 1}}}}");
        try (var server = start()) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.restOfErr()).endsWith(
                    "meanwhile.json:4: schedules.a.type: \"none\" is not a known type; known: http, primes, sleep, t",
                    "meanwhile.json:6: schedules.b.input.a: is required");
        }
    }

    @Test
    void warnsOfProgramsThatAreNotThere() throws Exception {
        configure("{\"listen\": \":0\", \"types\": {\"t\": {\"command\": [\"no-such-program\"]}, \"sleep\": {\"command\": [\"true\"]}}}");
        try (var server = start()) {
            assertThat(server.awaitBlock()).contains("  configuration  meanwhile.json (2 types)");
            assertThat(server.awaitEvent("program_missing").getLast())
                    .endsWith("WARN event=program_missing type=t program=no-such-program");
        }
    }

    @Test
    void letsAConfiguredTypeReplaceABuiltInOne() throws Exception {
        configure("{\"listen\": \":0\", \"types\": {\"sleep\": {\"command\": [\"true\"]}}}");
        try (var server = start()) {
            String url = ServerProcess.url(server.awaitBlock());
            // The built-in one wants an object.
            assertThat(ServerProcess.ask(url + "/v1/jobs", "{\"type\":\"sleep\",\"input\":1}").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void endsItsJobsAndExitsWithZeroOnCtrlC() throws Exception {
        configure(SLOW);
        try (var server = start("--listen", ":0", "--grace", "100ms", "--log", "json")) {
            ProcessHandle child = runSlowJob(server);
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            assertThat(String.join("\n", server.restOfErr())).containsSubsequence(
                    "\"event\":\"stop_asked\",\"signal\":\"SIGINT\"", "\"event\":\"stopping\",\"running\":1", "\"event\":\"put_back\"",
                    "\"event\":\"stopped\",\"put_back\":1,\"abandoned\":0");
            child.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void saysThatJobsInMemoryAreLost() throws Exception {
        configure(SLOW);
        try (var server = start("--listen", ":0", "--data", "none", "--grace", "0")) {
            List<String> block = server.awaitBlock();
            assertThat(block).contains("  data           memory only: jobs do not survive a stop");
            assertThat(folder.resolve("data")).doesNotExist();
            runSlowJob(server, ServerProcess.url(block));
            server.signal("TERM");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.restOfErr()).last().asString().endsWith("event=stopped put_back=0 abandoned=1");
        }
    }

    @Test
    void exitsAtOnceOnASecondSignalAndLeavesNoCommandBehind() throws Exception {
        configure(SLOW);
        try (var server = start("--listen", ":0", "--grace", "1h")) {
            ProcessHandle child = runSlowJob(server);
            server.signal("TERM");
            server.awaitEvent("event=stopping");
            server.signal("TERM");
            assertThat(server.awaitExit()).isEqualTo(128 + 15);
            child.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void listsItsConfiguration() throws Exception {
        configure("{\"grace\": \"3s\"}");
        try (var server = start("config", "--open")) {
            assertThat(server.awaitExit()).isZero();
            assertThat(server.restOfOut()).map(line -> line.replaceAll(" +", " "))
                    .contains("grace 3s meanwhile.json:1", "open true --open");
            assertThat(server.restOfErr()).isEmpty();
        }
    }

    /** Submits a job, and returns its process once it is there. */
    private static ProcessHandle runSlowJob(ServerProcess server) throws Exception {
        return runSlowJob(server, ServerProcess.url(server.awaitBlock()));
    }

    private static ProcessHandle runSlowJob(ServerProcess server, String url) throws Exception {
        assertThat(ServerProcess.ask(url + "/v1/jobs", "{\"type\":\"slow\"}").statusCode()).isEqualTo(202);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (server.children().isEmpty()) {
            assertThat(System.nanoTime() - deadline).as("the job runs").isNegative();
            Thread.onSpinWait();
        }
        return server.children().getFirst();
    }

    private void configure(String text) throws IOException {
        Files.writeString(folder.resolve("meanwhile.json"), text);
    }

    private ServerProcess start(String... arguments) throws IOException {
        return new ServerProcess(folder, Map.of(), arguments);
    }
}
