package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTest {

    private final Mistakes mistakes = new Mistakes();

    @Test
    void knowsTheLineOfEachMemberAndItem() {
        Node.Members root = Document.parse("""
                // a comment
                {
                  "a": 1, "b": true,
                  "c": /* two
                       lines */ {
                    "d": ["x",
                          "y", null,],
                  },
                }
                """, "f.json", mistakes);

        assertThat(mistakes.lines()).isEmpty();
        assertThat(root.members().get("a")).isEqualTo(new Node.Digits(3, "1"));
        assertThat(root.members().get("b")).isEqualTo(new Node.Truth(3, true));
        var c = (Node.Members) root.members().get("c");
        assertThat(c.line()).isEqualTo(4);
        assertThat(((Node.Items) c.members().get("d")).items())
                .containsExactly(new Node.Text(6, "x"), new Node.Text(7, "y"), new Node.Nothing(7));
    }

    @Test
    void keepsTheDigitsOfNumbers() {
        Node.Members root = Document.parse("{\"body\": {\"id\": 12345678901234567890, \"x\": 1.50}}", "f.json", mistakes);
        assertThat(root.members().get("body").json()).hasToString("{\"id\":12345678901234567890,\"x\":1.50}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'a': 1}                   | f.json:1: not JSON: ",
        "{\"a\": 1,~\"b\": tru}     | f.json:2: not JSON: ",
        "{\"a\": 1~~\"b\": 2}       | f.json:3: not JSON: ",
        "{\"a\": [1,,]}             | f.json:1: not JSON: ",
        "{\"a\": \"x~\"}            | f.json:1: not JSON: ",
        "{} {}                      | f.json:1: not JSON: ",
        "{\"a\": NaN}               | f.json:1: not JSON: ",
        "{\"a\": 01}                | f.json:1: not JSON: ",
        "{~# a~}                    | f.json:2: not JSON: ",
        "~~/* open                  | f.json:3: a comment begins here and is not closed",
        "[1]                        | f.json:1: the file must be one object, {...}",
        "{\"a\": 1,~\"a\": 2}       | f.json:2: a is set twice, first on line 1",
        "{\"t\": {\"x\": 1,~~\"x\": 1}} | f.json:3: t.x is set twice, first on line 1",
        "{\"t\": [{\"x\": 1, \"x\": 1}]} | f.json:1: t[0].x is set twice, first on line 1",
    })
    void reportsWhatIsNoConfiguration(String text, String expected) {
        Document.parse(text.replace('~', '\n'), "f.json", mistakes);
        assertThat(mistakes.lines()).singleElement().asString().startsWith(expected);
    }

    @Test
    void reportsFilesThatCanNotBeRead(@TempDir Path folder) throws Exception {
        Path latin = Files.write(folder.resolve("latin.json"), new byte[] {'{', '"', (byte) 0xe9, '"', ':', '1', '}'});
        Document.read(latin, "latin.json", mistakes);
        Document.read(folder.resolve("gone.json"), "gone.json", mistakes);
        Document.read(folder, "folder.json", mistakes);
        assertThat(mistakes.lines()).containsExactly(
                "meanwhile: cannot read latin.json: not well-formed UTF-8",
                "meanwhile: cannot read gone.json: no such file",
                "meanwhile: cannot read folder.json: Is a directory");
    }
}
