package examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows of Java is what the examples do, to the letter but for its place on the line. */
class ReadmeTest {

    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static String flush(String code) {
        return String.join("\n", code.lines().map(String::strip).toList()) + "\n";
    }

    private static List<String> examples() throws IOException {
        var sources = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(Path.of("test/examples"), "*.java")) {
            for (Path file : files) {
                sources.add(flush(Files.readString(file)));
            }
        }
        return sources;
    }

    private static List<String> missing(String readme) throws IOException {
        List<String> examples = examples();
        return SNIPPET.matcher(readme).results().map(match -> flush(match.group(1)))
                .filter(snippet -> examples.stream().noneMatch(example -> example.contains(snippet))).toList();
    }

    @Test
    void showsWhatTheExamplesDo() throws IOException {
        assertThat(SNIPPET.matcher(Files.readString(Path.of("README.md"))).results()).hasSizeGreaterThan(4);
        assertThat(missing(Files.readString(Path.of("README.md")))).isEmpty();
    }

    @Test
    void seesWhatNoExampleDoes() throws IOException {
        assertThat(missing("```java\nreturn new Meanwhile();\n```\n")).hasSize(1);
    }
}
