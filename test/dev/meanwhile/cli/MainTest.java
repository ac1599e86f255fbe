package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.meanwhile.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command but serve, in this process. */
class MainTest {

    @TempDir
    private Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpHasEverySettingWithFlagVariableAndDefault() {
        assertThat(run("--help")).isZero();
        assertThat(text(out).lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        for (Setting<?> setting : Setting.ALL) {
            assertThat(text(out)).contains(setting.variable(), setting.meaning());
            assertThat(text(out).contains(setting.flag() + " ") || text(out).contains(setting.flag() + "[=")).isEqualTo(setting.hasFlag());
        }
        assertThat(text(out)).contains("127.0.0.1:8080", "Exit codes");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void flagsAndVariablesFollowFromTheKey() {
        assertThat(Setting.KEEP_COUNT.flag()).isEqualTo("--keep-count");
        assertThat(Setting.KEEP_COUNT.variable()).isEqualTo("MEANWHILE_KEEP_COUNT");
        assertThat(Setting.ALLOWED_HOSTS.flag()).isEqualTo("--allowed-hosts");
        assertThat(Setting.ALL).extracting(Setting::flag).doesNotHaveDuplicates();
    }

    @Test
    void defaultsCanBeWrittenAsTheyAreShown() {
        Setting.ALL.forEach(MainTest::assertThatDefaultCanBeWritten);
    }

    private static <T> void assertThatDefaultCanBeWritten(Setting<T> setting) {
        if (setting.otherwise() != null) {
            assertThat(setting.kind().parse(setting.kind().show(setting.otherwise()).toString())).isEqualTo(setting.otherwise());
        }
    }

    @Test
    void configListsValuesAndOriginsWithSecretsMasked() throws Exception {
        Files.writeString(folder.resolve("meanwhile.json"), """
                {
                  "token": "0123456789abcdef",
                  "types": {"t": {
                    "command": ["echo", "a b\\n"],
                    "environment": {"KEY": "hush"},
                  }, "h": {"http": {"url": "https://me:hush@h.example/hush", "headers": {"X-Key": "hush"}}}},
                }""");
        environment.put("MEANWHILE_LOG", "json");
        assertThat(run("config", "--grace", "1500ms")).isZero();
        assertThat(text(out).replaceAll(" +", " ").lines()).contains(
                "config meanwhile.json working directory", "listen 127.0.0.1:8080 default", "token ******** meanwhile.json:2",
                "grace 1s500ms --grace", "log json MEANWHILE_LOG", "types.t.command echo a b meanwhile.json:4",
                "types.t.environment.KEY ******** meanwhile.json:5", "types.t.timeout 0s default",
                "types.h.http.url https://h.example/... meanwhile.json:6");
        assertThat(text(out)).doesNotContain("0123456789abcdef", "hush");
    }

    @Test
    void configIsJsonForPrograms() throws Exception {
        Files.writeString(folder.resolve("c.json"), "{\"maxQueued\": 5}");
        environment.put("MEANWHILE_TOKEN", "0123456789abcdef");
        assertThat(run("config", "--json", "--config", "c.json")).isZero();
        JsonObject settings = Json.parse(text(out)).getAsJsonObject();
        assertThat(settings.get("maxQueued")).hasToString("{\"value\":5,\"origin\":\"c.json:1\"}");
        assertThat(settings.get("token")).hasToString("{\"value\":\"********\",\"origin\":\"MEANWHILE_TOKEN\"}");
        assertThat(settings.get("tokenFile")).hasToString("{\"value\":null,\"origin\":\"default\"}");
        assertThat(settings.get("open")).hasToString("{\"value\":false,\"origin\":\"default\"}");
    }

    @Test
    void configWarnsOfUnknownVariablesOnStderr() {
        environment.put("MEANWHILE_GRAC", "1s");
        assertThat(run("config")).isZero();
        assertThat(text(err).strip()).isEqualTo("meanwhile: warning: MEANWHILE_GRAC sets nothing; did you mean MEANWHILE_GRACE?");
    }

    @Test
    void mistakesGoToStderrWithCodeTwo() {
        assertThat(run("config", "--lissen", ":1", "--grace=soon")).isEqualTo(2);
        assertThat(text(err).lines()).containsExactly(
                "meanwhile: unknown flag --lissen; did you mean --listen?",
                "meanwhile: --grace must be a duration such as \"30s\", was \"soon\"",
                "meanwhile: see meanwhile --help");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void serveRefusesToBeOpenWithoutBeingToldSo() {
        assertThat(run("serve", "--listen", "0.0.0.0:0", "--data", "none")).isEqualTo(2);
        assertThat(text(err).lines()).singleElement().asString()
                .startsWith("meanwhile: 0.0.0.0:0 can be reached from other machines").contains("MEANWHILE_TOKEN", "--open");
    }

    @Test
    void demoExplainsItselfWithoutRunning() {
        assertThat(run("demo", "--explain")).isZero();
        assertThat(text(out)).contains("src/dev/meanwhile/demo/OneLoop.java", "src/dev/meanwhile/demo/Pinning.java");
    }

    @Test
    void demoShowsALesson() {
        assertThat(run("demo", "fanout")).isZero();
        assertThat(text(out)).startsWith("fanout: ").contains("siblings gone", "read src/dev/meanwhile/demo/FanOut.java");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void demoRefusesWhatItDoesNotHave() {
        assertThat(run("demo", "treads")).isEqualTo(2);
        assertThat(text(err).lines())
                .containsExactly("meanwhile: demo has no treads; did you mean threads?", "meanwhile: see meanwhile --help");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void colourIsForScreensOfThoseWhoWantIt() {
        assertThat(screen(true, Map.of()).isColoured()).isTrue();
        assertThat(screen(true, Map.of("NO_COLOR", "", "TERM", "xterm")).isColoured()).isTrue();
        assertThat(screen(true, Map.of("NO_COLOR", "1")).isColoured()).isFalse();
        assertThat(screen(true, Map.of("TERM", "dumb")).isColoured()).isFalse();
        assertThat(screen(false, Map.of()).isColoured()).isFalse();
    }

    private Terminal screen(boolean screen, Map<String, String> variables) {
        return new Terminal(stream(out), stream(err), variables, folder, () -> screen);
    }

    @Test
    void versionIsOneLine() {
        assertThat(run("version")).isZero();
        assertThat(text(out)).startsWith("meanwhile ").hasLineCount(1);
    }

    private int run(String... words) {
        return Main.run(List.of(words), new Terminal(stream(out), stream(err), environment, folder, () -> false));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
