package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.meanwhile.event.EventFormat;
import dev.meanwhile.http.ServerSettings;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.work.CommandWork;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoaderTest {

    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<Setting<?>, String> flags = new LinkedHashMap<>();
    private final Mistakes mistakes = new Mistakes();

    @Test
    void takesTheDefaultsWhereNothingIsSet() {
        Configuration configuration = load();
        assertThat(mistakes.lines()).isEmpty();
        assertThat(configuration.server(ServerSettings.LOCAL)).isEqualTo(ServerSettings.DEFAULT.withData(folder.resolve("data")));
        assertThat(configuration.types()).isEmpty();
    }

    @Test
    void letsFlagsBeatVariablesAndVariablesTheFile() throws IOException {
        file("{\"grace\": \"1s\", \"log\": \"json\", \"maxQueued\": 7,\n \"keep\": {\"count\": 5}}");
        environment.put("MEANWHILE_GRACE", "2s");
        environment.put("MEANWHILE_MAX_QUEUED", "8");
        environment.put("MEANWHILE_KEEP_FAILED", "1h");
        flags.put(Setting.MAX_QUEUED, "9");
        Configuration configuration = load();
        assertThat(mistakes.lines()).isEmpty();
        assertThat(configuration.get(Setting.LOG)).isEqualTo(EventFormat.JSON);
        assertThat(configuration.get(Setting.GRACE)).isEqualTo(Duration.ofSeconds(2));
        assertThat(configuration.get(Setting.MAX_QUEUED)).isEqualTo(9);
        assertThat(configuration.get(Setting.KEEP_FAILED)).isEqualTo(Duration.ofHours(1));
        assertThat(configuration.values().origin(Setting.LOG)).hasToString("meanwhile.json:1");
        assertThat(configuration.values().origin(Setting.KEEP_COUNT)).hasToString("meanwhile.json:2");
        assertThat(configuration.values().origin(Setting.GRACE)).hasToString("MEANWHILE_GRACE");
        assertThat(configuration.values().origin(Setting.MAX_QUEUED)).hasToString("--max-queued");
        assertThat(configuration.values().origin(Setting.LISTEN)).hasToString("default");
    }

    @Test
    void takesTheFileThatIsNamedAndPathsInItFromItsFolder() throws IOException {
        file("{\"grace\": \"1s\"}");
        Files.createDirectories(folder.resolve("etc/work"));
        Files.writeString(folder.resolve("etc/other.json"), """
                {"data": "d", "types": {"t": {"command": ["true"], "directory": "work"}}}""");
        environment.put("MEANWHILE_CONFIG", "etc/other.json");
        Configuration configuration = load();
        assertThat(mistakes.lines()).isEmpty();
        assertThat(configuration.get(Setting.GRACE)).isEqualTo(Duration.ofSeconds(10));
        assertThat(configuration.data()).isEqualTo(folder.resolve("etc/d"));
        assertThat(((DeclaredType.Command) configuration.types().getFirst()).spec().directory()).isEqualTo(folder.resolve("etc/work"));
    }

    @Test
    void readsTypes() throws IOException {
        file("""
                {"types": {
                  "c": {"command": ["echo", "${input.a:-x}",], "timeout": 0, "retry": 3, "concurrency": 2, "environment": {"A": "b"}},
                  "h": {"http": {"url": "https://h.example/${input}", "headers": {"X-A": "${id}"}, "body": {"a": ["${input}", 1.50]}},
                        "timeout": "5s", "retry": {"attempts": 5, "backoff": "2s", "factor": 1.5, "cap": "1m", "jitter": 0}},
                }}""");
        List<DeclaredType> types = load().types();
        assertThat(mistakes.lines()).isEmpty();
        var command = (DeclaredType.Command) types.getFirst();
        assertThat(command.name()).isEqualTo("c");
        assertThat(command.spec().command()).containsExactly("echo", "${input.a:-x}");
        assertThat(command.spec().environment()).containsOnly(Map.entry("A", "b"));
        assertThat(command.options()).isEqualTo(CommandWork.OPTIONS.withRetry(RetryPolicy.NONE.withAttempts(3)).withConcurrency(2));
        var http = (DeclaredType.Http) types.getLast();
        assertThat(http.spec().method()).isEqualTo("POST");
        assertThat(http.spec().headers()).containsOnly(Map.entry("X-A", "${id}"));
        assertThat(http.spec().body()).hasToString("{\"a\":[\"${input}\",1.50]}");
        assertThat(http.spec().followRedirects()).isFalse();
        assertThat(http.options().timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(http.options().retry().factor()).isEqualTo(1.5);
        assertThat(http.options().retry().cap()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void readsTypesThatWorkersElsewhereRun() throws IOException {
        file("{\"types\": {\"far\": {\"remote\": true, \"timeout\": \"5s\", \"retry\": 3, \"concurrency\": 2}}}");
        assertThat(load().types()).containsExactly(new DeclaredType.Remote("far", TypeOptions.DEFAULT.withTimeout(Duration.ofSeconds(5))
                .withRetry(RetryPolicy.NONE.withAttempts(3)).withConcurrency(2)));
        assertThat(mistakes.lines()).isEmpty();
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> mistakesInFiles() {
        return Stream.of(
                wrong("{\n\"grace\": \"soon\"}", "2: grace must be a duration such as \"30s\", was \"soon\""),
                wrong("{\"grace\": 10}", "1: grace must be a duration such as \"30s\", was 10"),
                wrong("{\"grace\": \"99999d\"}", "1: grace must be from 0s to 36500d, was \"99999d\""),
                wrong("{\"lisen\": \":1\"}", "1: unknown setting lisen; did you mean listen?"),
                wrong("{\"queus\": {}, \n\"schedule\": {}}", "1: unknown setting queus; did you mean queues?",
                        "2: unknown setting schedule; did you mean schedules?"),
                wrong("{\"queues\": {\"a\": {\"concurrency\": 0, \n\"rate\": \"9/x\",\n\"paused\": 1, \"speed\": 1}, \"no name\": {}}}",
                        "1: queues.a.concurrency must be a whole number from 1 to 1000000, was 0",
                        "2: queues.a.rate must be a rate such as \"100/m\", \"2.5/s\", \"10/h\" or \"1/d\", or 0 for none, was \"9/x\"",
                        "3: queues.a.paused must be true or false, was 1",
                        "3: queues.no name: the name of a queue must be 1 to 100 letters, digits, '.', '_', '-',"
                                + " beginning with a letter or digit", "3: unknown setting queues.a.speed"),
                wrong("{\"types\": {\"a\": {\"command\": [\"true\"], \n\"queue\": \"imagse\"},"
                                + "\n\"b\": {\"command\": [\"true\"], \"queue\": \"q\", \n\"concurrency\": 3,"
                                + " \n\"concurrencyKey\": \"${id}\"}},\n\"queues\": {\"q\": {\"rate\": 0}}}",
                        "2: types.a.queue must be one of \"queues\", or the name of a type, was \"imagse\"",
                        "4: types.b.concurrency is for a queue of the type's own: set it in queues.q",
                        "5: types.b.concurrencyKey: template \"${id}\": must be made of the input and the type only"),
                wrong("{\"types\": {\"r\": {\"remote\": true, \n\"queue\": \"q\"}, \"s\": {\"remote\": true},"
                                + "\n\"a\": {\"command\": [\"true\"], \"queue\": \"s\"}}, \"queues\": {\"q\": {}}}",
                        "2: types.r.queue is not for remote types: workers ask for their jobs by the type",
                        "3: types.a.queue must not be that of a remote type, was \"s\""),
                wrong("{\"config\": \"x\"}", "1: unknown setting config"),
                wrong("{\"listen\": \"localhost\"}", "1: listen must be host:port such as \"127.0.0.1:8080\", \"[::1]:8080\" or, "
                        + "for this machine only, \":8080\", was \"localhost\""),
                wrong("{\"token\": \"tiny\"}", "1: token must be 16 to 4096 visible ASCII characters without a blank, was 4 characters"),
                wrong("{\"accessLog\": \"true\"}", "1: accessLog must be true or false, was \"true\""),
                wrong("{\"log\": \"xml\"}", "1: log must be one of \"text\", \"json\", was \"xml\""),
                wrong("{\"maxQueued\": \"5\"}", "1: maxQueued must be a whole number from 1 to 2147483647, was \"5\""),
                wrong("{\"maxQueued\": 1.5}", "1: maxQueued must be a whole number from 1 to 2147483647, was 1.5"),
                wrong("{\"maxQueued\": 1e999999999}", "1: maxQueued must be a whole number from 1 to 2147483647, was 1e999999999"),
                wrong("{\"maxBody\": \"2GiB\"}",
                        "1: maxBody must be a size from 1 to 1GiB such as \"64KiB\", \"1MiB\" or 1048576, was \"2GiB\""),
                wrong("{\"maxBody\": \"1MB\"}",
                        "1: maxBody must be a size from 1 to 1GiB such as \"64KiB\", \"1MiB\" or 1048576, was \"1MB\""),
                wrong("{\"allowedHosts\": \"a\"}", "1: allowedHosts must be a list of host names, was \"a\""),
                wrong("{\"allowedHosts\": [\"a:80\"]}",
                        "1: allowedHosts must be host names without a port, such as \"jobs.example.org\", was \"a:80\""),
                wrong("{\"keep\": 3}", "1: keep must be an object, was 3"),
                wrong("{\"keep\": {\"suceeded\": \"1d\"}}", "1: unknown setting keep.suceeded; did you mean succeeded?"),
                wrong("{\"data\": null}", "1: data must be a path, or \"none\", was null"),
                wrong("{\"types\": []}", "1: types must be an object, was a list"),
                wrong("{\"types\": {\n\"a\": {}}}", "2: types.a must have a command, http, or \"remote\": true"),
                wrong("{\"types\": {\"a\": 1}}", "1: types.a must be an object, was 1"),
                wrong("{\"types\": {\"a b\": {\"command\": [\"true\"]}}}",
                        "1: types.a b: name of a job type must be 1 to 100 letters, digits, '.', '_', '-', was \"a b\""),
                wrong(type("\"command\": [\"a\"], \"http\": {\"url\": \"http://x/\"}"),
                        "1: types.t must have only one of command, http and remote"),
                wrong(type("\"remote\": true, \"http\": {\"url\": \"http://x/\"}"),
                        "1: types.t must have only one of command, http and remote"),
                wrong(type("\"remote\": false"), "1: types.t must have a command, http, or \"remote\": true"),
                wrong(type("\"remote\": \"yes\""), "1: types.t.remote must be true or false, was \"yes\""),
                wrong(type("\"remote\": true,\n\"placement\": \"cpu\""), "2: types.t.placement is for commands only"),
                wrong(type("\"command\": \"rm -rf\""), "1: types.t.command must be a list, was \"rm -rf\""),
                wrong(type("\"command\": []"), "1: types.t.command must be a list of a program and its arguments, was empty"),
                wrong(type("\"command\": [\"a\",\n 3]"), "2: types.t.command[1] must be a text, was 3"),
                wrong(type("\"command\": [\"a\",\n \"${x\"]"), "2: types.t.command[1]: template \"${x\", column 1: \"${\" without \"}\"; "
                        + "the two characters themselves are written \"$${\""),
                wrong(type("\"command\": [\"${input}\"]"), "1: types.t.command: the program, \"${input}\", must not have a placeholder"),
                wrong(type("\"command\": [\"a\"],\n\"timeout\": \"soon\""),
                        "2: types.t.timeout must be a duration such as \"30s\", was \"soon\""),
                wrong(type("\"command\": [\"a\"], \"timout\": \"1s\""), "1: unknown setting types.t.timout; did you mean timeout?"),
                wrong(type("\"command\": [\"a\"], \"retry\": 0"), "1: types.t.retry must be a number of attempts from 1 to 1000, "
                        + "or an object such as {\"attempts\": 3, \"backoff\": \"10s\"}, was 0"),
                wrong(type("\"command\": [\"a\"], \"retry\": {\"backoff\": \"1s\"}"), "1: types.t.retry must have a number of attempts"),
                wrong(type("\"command\": [\"a\"], \"retry\": {\"attempts\": 2,\n \"jitter\": 2}"),
                        "2: types.t.retry.jitter must be a number from 0 to 1, was 2"),
                wrong(type("\"command\": [\"a\"], \"concurrency\": 0"),
                        "1: types.t.concurrency must be a whole number from 1 to 1000000, was 0"),
                wrong(type("\"command\": [\"a\"], \"directory\": \"gone\""),
                        "1: types.t.directory must be a folder that is there, was \"gone\""),
                wrong(type("\"command\": [\"a\"], \"environment\": {\"A\": 1}"), "1: types.t.environment.A must be a text, was 1"),
                wrong(type("\"http\": {}"), "1: types.t.http must have a url"),
                wrong(type("\"http\": {\n\"url\": \"ftp://x\"}"), "2: types.t.http.url must begin with http:// or https://"),
                wrong(type("\"http\": {\"url\": \"http://x/\", \"header\": {}}"),
                        "1: unknown setting types.t.http.header; did you mean headers?"),
                wrong(type("\"http\": {\"url\": \"http://x/\"}, \"directory\": \"/\""), "1: types.t.directory is for commands only"),
                wrong(type("\"http\": {\"url\": \"http://x/\"}, \"placement\": \"cpu\""), "1: types.t.placement is for commands only"),
                wrong(type("\"command\": [\"a\"], \"placement\": \"gpu\""),
                        "1: types.t.placement must be one of \"virtual\", \"cpu\", was \"gpu\""),
                wrong("{\"schedules\": []}", "1: schedules must be an object, was a list"),
                wrong("{\"schedules\": {\n\"a\": {}}}", "2: schedules.a must have a cron", "2: schedules.a must have a type"),
                wrong("{\"schedules\": {\"a b\": {\"cron\": \"@daily\", \"type\": \"t\"}}}",
                        "1: schedules.a b: name of a schedule must be 1 to 100 letters, digits, '.', '_', '-', was \"a b\""),
                wrong(schedule("\"cron\": \"61 * * * *\",\n\"zone\": \"Mars\", \"type\": 1"),
                        "1: schedules.s.cron: minute must be from 0 to 59, was \"61\"",
                        "2: schedules.s.zone must be a time zone such as \"Asia/Seoul\", \"UTC\" or \"+09:00\", was \"Mars\"",
                        "2: schedules.s.type must be the name of a job type, was 1"),
                wrong(schedule("\"cron\": 5, \"type\": \"t\", \"catchUp\": \"soon\", \"overlap\": \"SKIP\", \"ovrlap\": 1"),
                        "1: schedules.s.cron must be a cron expression such as \"0 3 * * *\", was 5",
                        "1: schedules.s.catchUp must be a duration such as \"30s\", was \"soon\"",
                        "1: schedules.s.overlap must be one of \"skip\", \"allow\", was \"SKIP\"",
                        "1: unknown setting schedules.s.ovrlap; did you mean overlap?"),
                wrong("{\"grace\": 1,\n\"log\": 2,\n\"types\": {\"t\": {}}, \"x\": 1}",
                        "1: grace must be a duration such as \"30s\", was 1",
                        "2: log must be one of \"text\", \"json\", was 2", "3: types.t must have a command, http, or \"remote\": true",
                        "3: unknown setting x"));
    }

    private static String schedule(String members) {
        return "{\"schedules\": {\"s\": {" + members + "}}}";
    }

    @Test
    void readsSchedules() throws IOException {
        file("""
                {"schedules": {
                  "a": {"cron": "0  3 * * MON", "type": "t"},
                  "b": {"cron": "@daily", "zone": "Asia/Seoul", "type": "t",
                        "input": {"a": [1.50, null]}, "catchUp": 0, "overlap": "allow"},
                }}""");
        List<DeclaredSchedule> schedules = load().schedules();
        assertThat(mistakes.lines()).isEmpty();
        assertThat(schedules).extracting(DeclaredSchedule::schedule).containsExactly(
                Schedule.of("a", "0 3 * * MON", ZoneId.of("UTC"), "t"),
                Schedule.of("b", "@daily", ZoneId.of("Asia/Seoul"), "t").withInput("{\"a\":[1.50,null]}")
                        .withCatchUp(Duration.ZERO).withOverlap(Schedule.Overlap.ALLOW));
        assertThat(schedules.getLast().origins()).hasToString("{input=meanwhile.json:4, type=meanwhile.json:3}");
    }

    private static String type(String members) {
        return "{\"types\": {\"t\": {" + members + "}}}";
    }

    private static org.junit.jupiter.params.provider.Arguments wrong(String file, String... lines) {
        return arguments(file, Stream.of(lines).map(line -> "meanwhile.json:" + line).toList());
    }

    @ParameterizedTest
    @MethodSource("mistakesInFiles")
    void reportsEveryMistakeWithItsLine(String file, List<String> expected) throws IOException {
        file(file);
        load();
        assertThat(mistakes.lines()).containsExactlyElementsOf(expected);
    }

    @Test
    void refusesWhatMightNameAVariableOfTheServer() throws IOException {
        file(type("\"command\": [\"a\"], \"environment\": {\"A=B\": \"\",\n\"MEANWHILE_JOB_ID\": \"1\"}"));
        load();
        assertThat(mistakes.lines()).hasSize(2).satisfiesExactly(
                line -> assertThat(line).startsWith("meanwhile.json:1: types.t.environment.A=B: "),
                line -> assertThat(line).startsWith("meanwhile.json:2: types.t.environment.MEANWHILE_JOB_ID: "));
    }

    @Test
    void reportsTheMistakesOfAllPlacesAtOnce() throws IOException {
        file("{\"maxLog\": -1}");
        environment.put("MEANWHILE_LISTEN", "");
        flags.put(Setting.GRACE, "soon");
        load();
        assertThat(mistakes.lines()).containsExactly(
                "meanwhile: --grace must be a duration such as \"30s\", was \"soon\"",
                "meanwhile: MEANWHILE_LISTEN must be " + Kinds.ENDPOINT_KIND.form() + ", was \"\"",
                "meanwhile.json:1: maxLog must be " + Setting.MAX_LOG.kind().form() + ", was -1");
    }

    @Test
    void reportsAFileThatIsNotThere() {
        flags.put(Setting.CONFIG, "gone.json");
        load();
        assertThat(mistakes.lines()).containsExactly("meanwhile: cannot read gone.json: no such file");
    }

    @Test
    void warnsOfVariablesThatSetNothingButNotOfThoseCommandsGet() {
        List.of("MEANWHILE_LISTN", "MEANWHILE_QUEUES", "MEANWHILE_JOB_ID", "MEANWHILE_URL", "OTHER")
                .forEach(name -> environment.put(name, "x"));
        assertThat(load().unknownVariables())
                .containsExactly("MEANWHILE_LISTN sets nothing; did you mean MEANWHILE_LISTEN?", "MEANWHILE_QUEUES sets nothing");
        assertThat(mistakes.lines()).isEmpty();
    }

    @Test
    void readsTheTokenFromItsFile() throws IOException {
        Files.writeString(folder.resolve("secret"), TOKEN + "\n");
        environment.put("MEANWHILE_TOKEN_FILE", "secret");
        Configuration configuration = load();
        assertThat(mistakes.lines()).isEmpty();
        assertThat(configuration.get(Setting.TOKEN)).isEqualTo(TOKEN);
        assertThat(configuration.values().origin(Setting.TOKEN)).hasToString("MEANWHILE_TOKEN_FILE");
    }

    @Test
    void takesTheStrongerOfTokenAndTokenFile() throws IOException {
        Files.writeString(folder.resolve("secret"), "fedcba9876543210");
        file("{\"tokenFile\": \"secret\"}");
        environment.put("MEANWHILE_TOKEN", TOKEN);
        assertThat(load().get(Setting.TOKEN)).isEqualTo(TOKEN);
        flags.put(Setting.TOKEN_FILE, "secret");
        assertThat(load().get(Setting.TOKEN)).isEqualTo("fedcba9876543210");
        assertThat(mistakes.lines()).isEmpty();
    }

    @Test
    void refusesTokensThatCanNotBeTold() throws IOException {
        Files.writeString(folder.resolve("short"), "tiny secret");
        flags.put(Setting.TOKEN_FILE, "short");
        load();
        flags.put(Setting.TOKEN_FILE, "gone");
        load();
        environment.putAll(Map.of("MEANWHILE_TOKEN", TOKEN, "MEANWHILE_TOKEN_FILE", "short"));
        flags.clear();
        load();
        assertThat(mistakes.lines()).hasSize(3).noneMatch(line -> line.contains("tiny") || line.contains(TOKEN)).satisfiesExactly(
                line -> assertThat(line).startsWith("meanwhile: --token-file: what ").contains("short holds must be 16 to 4096 "),
                line -> assertThat(line).startsWith("meanwhile: --token-file: cannot read ").endsWith("gone: no such file"),
                line -> assertThat(line).startsWith("meanwhile: MEANWHILE_TOKEN is set, and MEANWHILE_TOKEN_FILE names a file for it"));
    }

    private void file(String text) throws IOException {
        Files.writeString(folder.resolve("meanwhile.json"), text);
    }

    private Configuration load() {
        var nowhere = new PrintStream(PrintStream.nullOutputStream());
        return new Loader(new Terminal(nowhere, nowhere, environment, folder, () -> false), mistakes).load(flags);
    }
}
