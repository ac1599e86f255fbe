package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyHeaderTest {

    private static String keyOf(String... fields) {
        return IdempotencyHeader.parse(List.of(fields));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"8e03978e-40d5-43e8-bc93-6894a57f9324\" | 8e03978e-40d5-43e8-bc93-6894a57f9324",
        "8e03978e-40d5-43e8-bc93-6894a57f9324     | 8e03978e-40d5-43e8-bc93-6894a57f9324",
        "\"foo bar\"                              | foo bar",
        "\"   \"                                  | `   `",
        "\"foo \\\"bar\\\" \\\\ baz\"             | foo \"bar\" \\ baz",
        "\"\\\\\"                                 | \\",
        "\"\\\"\"                                 | \"",
        "\"a, b;c=d\"                             | a, b;c=d",
    })
    void readsAKeyWithOrWithoutQuotes(String field, String key) {
        assertThat(keyOf(field)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"order-17", "order:17/a+b=", "'foo'", "?1", ":Zm9v:", "a,b", "a;b=c", "a\\b", "~", "!"})
    void takesABareKeyAsItStands(String field) {
        assertThat(keyOf(field)).isEqualTo(field);
        assertThat(keyOf("\"" + field.replace("\\", "\\\\") + "\"")).isEqualTo(field);
    }

    @Test
    void takesEveryPrintableCharacter() {
        for (char c = ' '; c <= '~'; c++) {
            String escaped = c == '"' || c == '\\' ? "\\" + c : "" + c;
            assertThat(keyOf('"' + escaped + '"')).isEqualTo("" + c);
        }
    }

    @Test
    void ignoresBlanksAround() {
        assertThat(keyOf(" \t\"a \" ")).isEqualTo("a ");
        assertThat(keyOf("  a\t ")).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "``            | is empty",
        "`  `          | is empty",
        "\"\"          | is empty",
        "\"            | has no closing quote",
        "\"foo         | has no closing quote",
        "\"foo \\\"    | has no closing quote",
        "\"foo \\      | has a backslash with neither a quote nor a backslash after it",
        "\"foo \\,\"   | has a backslash with neither a quote nor a backslash after it",
        "\"\\t\"       | has a backslash with neither a quote nor a backslash after it",
        "\" \\n \"     | has a backslash with neither a quote nor a backslash after it",
        "\"f\u00fc\"   | has the character U+00FC",
        "f\u00fc       | has the character U+00FC",
        "\"a\u007f\"   | has the character U+007F",
        "\"a\tb\"      | has the character U+0009",
        "a\tb          | has the character U+0009",
        "\"a\" b       | goes on after its closing quote",
        "\"a\", \"b\"  | goes on after its closing quote",
        "\"a\";b=c     | goes on after its closing quote",
        "\"a\"\"       | goes on after its closing quote",
        "foo bar       | has a space outside quotes",
        "a, b          | has a space outside quotes",
        "a\"           | has a quote that nothing opens",
        "\\\"a\\\"     | has a quote that nothing opens",
    })
    void refusesWhatIsNoKeyAndSaysWhatIs(String field, String why) {
        assertThatThrownBy(() -> keyOf(field)).isInstanceOfSatisfying(ProblemException.class,
                refused -> assertThat(refused.problem()).isEqualTo(Problem.BAD_IDEMPOTENCY_KEY))
                .hasMessageStartingWith("Idempotency-Key " + why + "; it must be there once, with 1 to 255 characters: printable ASCII");
    }

    @Test
    void countsTheCharactersWithoutQuotesAndEscapes() {
        assertThat(keyOf("a".repeat(255))).hasSize(255);
        assertThat(keyOf('"' + "a".repeat(255) + '"')).hasSize(255);
        assertThat(keyOf('"' + "\\\\".repeat(255) + '"')).hasSize(255);
        assertThatThrownBy(() -> keyOf("a".repeat(256))).hasMessageContaining("has 256 characters");
        assertThatThrownBy(() -> keyOf('"' + "foo ".repeat(64) + '"')).hasMessageContaining("has 256 characters");
    }

    @Test
    void refusesSeveralFields() {
        assertThatThrownBy(() -> keyOf("a", "a")).hasMessageContaining("is there 2 times");
        assertThatThrownBy(() -> keyOf("\"a", "b\"", "c")).hasMessageContaining("is there 3 times");
    }
}
