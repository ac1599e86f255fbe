package dev.meanwhile;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Holds the layout: which package may know which, and a few limits that keep the program small enough to read.
 *
 * <p>Reads source text, not classes, so that it can name the line, and finds a constant that the compiler has inlined.
 */
class ArchitectureTest {

    private static final String FACE = "(face)";

    /** What each package may know besides itself. A package that is not here is not in the layout. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            entry("cli", Set.of(FACE, "demo", "http", "engine", "store", "journal", "event", "work", "job", "json")),
            entry("demo", Set.of(FACE, "job", "json")),
            entry(FACE, Set.of("http", "engine", "store", "journal", "event", "work", "job", "json")),
            entry("http", Set.of("engine", "store", "journal", "event", "work", "job", "json")),
            entry("engine", Set.of("store", "event", "work", "job", "json")),
            entry("store", Set.of("journal", "event", "job", "json")),
            entry("journal", Set.of("event", "json")),
            entry("work", Set.of("event", "job", "json")),
            entry("event", Set.of("job", "json")),
            entry("job", Set.of()),
            entry("json", Set.of()));

    private static final List<String> LIBRARIES =
            List.of("java.", "javax.", "jdk.", "com.sun.net.httpserver.", "com.sun.management.", "com.google.gson.", "dev.meanwhile.");

    private static final Set<String> EMPTY_NAMES = Set.of("util", "utils", "common", "manager", "impl");

    private static final int MAX_LINES = 350;

    private static final Pattern PROSE = Pattern.compile("""
            (?sx)
              \"""  .*? (?<!\\\\) \"""
            | "  [^"\\\\\\n]*+ (?: \\\\. [^"\\\\\\n]*+ )*+ "
            | '  (?: \\\\. | [^\\\\] )[^'\\n]{0,5} '
            | // [^\\n]*+
            | /\\* .*? \\*/
            """);
    private static final Pattern IMPORT = Pattern.compile("\\bimport\\s+(?:static\\s+)?([\\w.*]+)\\s*;");
    private static final Pattern PACKAGE = Pattern.compile("\\bpackage\\s+([\\w.]+)\\s*;");
    private static final Pattern OURS = Pattern.compile("\\bdev\\.meanwhile\\.([a-z]\\w*)?");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\s*\\.\\s*sleep\\b");

    /** A source file: where it is, relative to the repository, and what it says. */
    private record Source(String path, String text) {
        boolean isJava() {
            return path.endsWith(".java");
        }
    }

    @Test
    void packagesKnowOnlyThoseBelowThem() {
        assertThat(read("src")).isNotEmpty();
        assertThat(read("src").stream().flatMap(source -> wrongUses(source).stream())).isEmpty();
    }

    @Test
    void noFileIsLongerThanOneCanRead() {
        assertThat(read("src").stream().flatMap(source -> tooLong(source).stream())).isEmpty();
    }

    @Test
    void packagesAreNamedAfterWhatTheyHold() {
        assertThat(read("src").stream().flatMap(source -> emptyNames(source).stream())).isEmpty();
        assertThat(read("test").stream().flatMap(source -> emptyNames(source).stream())).isEmpty();
    }

    @Test
    void testsAwaitWhatTheyWaitForInsteadOfSleeping() {
        assertThat(read("test")).isNotEmpty();
        assertThat(read("test").stream().flatMap(source -> sleeps(source).stream())).isEmpty();
    }

    @Test
    void onlyTheFaceAndTheWordsAreExported() throws IOException {
        String module = withoutProse(Files.readString(Path.of("src/module-info.java")));
        assertThat(Pattern.compile("exports ([\\w.]+);").matcher(module).results().map(match -> match.group(1)))
                .containsExactlyInAnyOrder("dev.meanwhile", "dev.meanwhile.job");
        assertThat(module).doesNotContain("requires com.google.gson", " opens ", " to ");
    }

    @Test
    void everyWayToKnowTheWrongPackageIsSeen() {
        String found = "src/dev/meanwhile/store/Bad.java:2: store -> ";
        assertThat(wrongUses(store("import dev.meanwhile.engine.Engine;"))).containsExactly(found + "engine");
        assertThat(wrongUses(store("import dev.meanwhile.work.*;"))).containsExactly(found + "work");
        assertThat(wrongUses(store("import static dev.meanwhile.http.Router.route;"))).hasSize(1);
        assertThat(wrongUses(store("import dev.meanwhile.Meanwhile;"))).containsExactly(found + "(face)");
        assertThat(wrongUses(store("import dev.meanwhile.*;"))).hasSize(1);
        assertThat(wrongUses(store("class Bad { dev.meanwhile.cli.Main main; }"))).hasSize(1);
        assertThat(wrongUses(store("import dev.meanwhile.shiny.Thing;"))).hasSize(1);
        assertThat(wrongUses(store("import org.slf4j.Logger;"))).containsExactly(found + "org.slf4j.Logger");
        assertThat(wrongUses(new Source("src/dev/meanwhile/shiny/Bad.java", "package dev.meanwhile.shiny;")))
                .containsExactly("src/dev/meanwhile/shiny/Bad.java:1: shiny is not in the layout");
        assertThat(wrongUses(new Source("src/dev/meanwhile/job/Bad.java", "package dev.meanwhile.job;\nimport dev.meanwhile.json.Json;")))
                .containsExactly("src/dev/meanwhile/job/Bad.java:2: job -> json");
    }

    @Test
    void whatIsAllowedOrOnlySaidIsNotReported() {
        assertThat(wrongUses(store("import dev.meanwhile.job.Job;\nimport dev.meanwhile.event.EventLog;"))).isEmpty();
        assertThat(wrongUses(store("import com.google.gson.Gson;\nimport java.util.List;"))).isEmpty();
        assertThat(wrongUses(store("/* import dev.meanwhile.engine.Engine; */ // dev.meanwhile.cli.Main"))).isEmpty();
        assertThat(wrongUses(store("""
                class Fine { String a = "\\" dev.meanwhile.cli.Main"; char b = '"'; char c = '\\''; char d = '\\u00e9'; String e = "";  // "
                    String f = \"""
                        "dev.meanwhile.http" // \\\""" dev.meanwhile.http
                        \""";
                }"""))).isEmpty();
    }

    @Test
    void theOtherRulesCanFailToo() {
        assertThat(tooLong(new Source("src/a.css", "\n".repeat(MAX_LINES + 1)))).hasSize(1);
        assertThat(tooLong(new Source("src/a.css", "\n".repeat(MAX_LINES)))).isEmpty();
        assertThat(emptyNames(new Source("src/dev/meanwhile/http/impl/A.java", ""))).hasSize(1);
        assertThat(sleeps(new Source("test/A.java", "class A {\n  { Thread.sleep(1); } }")))
                .containsExactly("test/A.java:2: Thread.sleep");
        assertThat(sleeps(new Source("test/A.java", "import static java.lang.Thread.sleep;"))).hasSize(1);
        assertThat(sleeps(new Source("test/A.java", "// Thread.sleep(1)"))).isEmpty();
    }

    private static Source store(String body) {
        return new Source("src/dev/meanwhile/store/Bad.java", "package dev.meanwhile.store;\n" + body);
    }

    private static List<String> wrongUses(Source source) {
        if (!source.isJava() || source.path().endsWith("module-info.java")) {
            return List.of();
        }
        String code = withoutProse(source.text());
        var itsPackage = PACKAGE.matcher(code);
        if (!itsPackage.find()) {
            return List.of(source.path() + ":1: no package");
        }
        String self = ours(itsPackage.group(1) + ".");
        if (!MAY_KNOW.containsKey(self)) {
            return List.of(source.path() + ":" + line(code, itsPackage.start()) + ": " + self + " is not in the layout");
        }
        var found = new ArrayList<String>();
        var imports = IMPORT.matcher(code);
        while (imports.find()) {
            String name = imports.group(1);
            if (LIBRARIES.stream().noneMatch(name::startsWith)) {
                found.add(source.path() + ":" + line(code, imports.start()) + ": " + self + " -> " + name);
            }
        }
        // Imports and qualified names alike; the package declaration names the package itself, or has no dot at its end.
        var uses = OURS.matcher(code);
        while (uses.find()) {
            String used = ours(uses.group());
            if (uses.start() > itsPackage.end() && !used.equals(self) && !MAY_KNOW.get(self).contains(used)) {
                found.add(source.path() + ":" + line(code, uses.start()) + ": " + self + " -> " + used);
            }
        }
        return found;
    }

    /** The part of the layout that a name such as {@code dev.meanwhile.http.Router} belongs to. */
    private static String ours(String name) {
        var matcher = OURS.matcher(name);
        if (!matcher.lookingAt()) {
            return name;
        }
        return matcher.group(1) == null ? FACE : matcher.group(1);
    }

    private static List<String> tooLong(Source source) {
        long lines = source.text().lines().count();
        return lines <= MAX_LINES ? List.of() : List.of(source.path() + ": " + lines + " lines, more than " + MAX_LINES);
    }

    private static List<String> emptyNames(Source source) {
        var names = new TreeSet<>(List.of(source.path().split("/")));
        names.retainAll(EMPTY_NAMES);
        return names.stream().map(name -> source.path() + ": a package named " + name).toList();
    }

    private static List<String> sleeps(Source source) {
        if (!source.isJava()) {
            return List.of();
        }
        String code = withoutProse(source.text());
        return SLEEP.matcher(code).results().map(match -> source.path() + ":" + line(code, match.start()) + ": Thread.sleep").toList();
    }

    /** The code alone: strings and comments are blanked, and every line keeps its number. */
    private static String withoutProse(String text) {
        return PROSE.matcher(text).replaceAll(match -> " " + "\n".repeat((int) match.group().chars().filter(c -> c == '\n').count()));
    }

    private static long line(String text, int offset) {
        return 1 + text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    private static List<Source> read(String folder) {
        try (var files = Files.walk(Path.of(folder))) {
            // ISO 8859-1 reads any bytes, pictures too, and keeps every line end.
            return files.filter(Files::isRegularFile).sorted()
                    .map(file -> new Source(file.toString().replace('\\', '/'), text(file))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
