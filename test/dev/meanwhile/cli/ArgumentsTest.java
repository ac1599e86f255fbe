package dev.meanwhile.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    private static final String HINT = "meanwhile: see meanwhile --help";

    private final Mistakes mistakes = new Mistakes();

    @ParameterizedTest
    @CsvSource({
        "'', SERVE", "serve, SERVE", "--listen :0, SERVE", "--listen :0 serve, SERVE", "config --json, CONFIG", "--json config, CONFIG",
        "check, CHECK", "check --repair --json, CHECK", "--repair check, CHECK",
        "demo, DEMO", "demo --json, DEMO", "--explain demo, DEMO", "demo loop pinning, DEMO", "demo --help, HELP",
        "version, VERSION", "--version, VERSION", "help, HELP", "-h, HELP", "serve --help, HELP", "help serve, HELP", "--nonsense -h, HELP",
    })
    void findsTheCommand(String words, Command command) {
        assertThat(parse(words).command()).isEqualTo(command);
    }

    @Test
    void takesValuesJoinedOrApart() {
        var arguments = parse("serve --listen :1 --grace=2s --open --access-log=false --log-level debug");
        assertThat(mistakes.lines()).isEmpty();
        assertThat(arguments.flags()).containsOnly(
                entry(Setting.LISTEN, ":1"), entry(Setting.GRACE, "2s"), entry(Setting.OPEN, "true"),
                entry(Setting.ACCESS_LOG, "false"), entry(Setting.LOG_LEVEL, "debug"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "srve             | meanwhile: unknown command srve; did you mean serve?",
        "jobs             | meanwhile: unknown command jobs",
        "serve config     | meanwhile: one argument too many: config",
        "--lisen :1       | meanwhile: unknown flag --lisen; did you mean --listen?",
        "--lisen=:1       | meanwhile: unknown flag --lisen; did you mean --listen?",
        "-x               | meanwhile: unknown flag -x",
        "--listen         | meanwhile: --listen needs a value: --listen ADDRESS",
        "--data --open    | meanwhile: --data needs a value: --data FOLDER",
        "--open --open    | meanwhile: --open is given twice",
        "serve --json     | meanwhile: --json goes with config, check and demo only",
        "serve --explain  | meanwhile: --explain goes with demo only",
        "demo thread      | meanwhile: demo has no thread; did you mean threads?",
        "demo serve       | meanwhile: demo has no serve",
        "demo --grace 1s  | meanwhile: --grace does not go with demo, which sets everything itself",
        "demo --json dump | meanwhile: --json goes with the contest of demo only, not with --explain or a lesson",
        "demo --json --explain | meanwhile: --json goes with the contest of demo only, not with --explain or a lesson",
        "config --repair  | meanwhile: --repair goes with check only",
        "check --repare   | meanwhile: unknown flag --repare; did you mean --repair?",
        "--types x        | meanwhile: unknown flag --types",
    })
    void reportsWhatItDoesNotUnderstandAndWhereToLook(String words, String expected) {
        parse(words);
        assertThat(mistakes.lines()).containsExactly(expected, HINT);
    }

    @Test
    void demoTakesNames() {
        var arguments = parse("demo meanwhile --explain pinning");
        assertThat(mistakes.lines()).isEmpty();
        assertThat(arguments.names()).containsExactly("meanwhile", "pinning");
        assertThat(arguments.explain()).isTrue();
    }

    @Test
    void doesNotTakeASecretFromTheCommandLine() {
        parse("--token 0123456789abcdef");
        assertThat(mistakes.lines()).hasSize(2).first().asString()
                .startsWith("meanwhile: there is no --token, ").contains("MEANWHILE_TOKEN", "--token-file").doesNotContain("0123456789");
    }

    private Arguments parse(String words) {
        return Arguments.parse(words.isEmpty() ? List.of() : List.of(words.split(" ")), mistakes);
    }
}
