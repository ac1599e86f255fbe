package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program that is a launcher and its jar in one file. */
@EnabledIf("isPossible")
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final Path HOME = Path.of(System.getProperty("java.home"));
    private static final boolean CAN_ARCHIVE = Files.exists(HOME.resolve("lib/server/classes.jsa"));

    @TempDir
    private Path folder;
    private Path program;
    private final Map<String, String> environment = new HashMap<>(Map.of("JAVA_HOME", HOME.toString()));

    static boolean isPossible() {
        return System.getProperty("meanwhile.program") != null;
    }

    @BeforeEach
    void copy() throws IOException {
        // A blank in the path, and a date before that of any archive.
        program = Files.createDirectories(folder.resolve("the program")).resolve("meanwhile");
        Files.copy(Path.of(System.getProperty("meanwhile.program")), program);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        touch(Instant.now().minus(Duration.ofHours(1)));
        environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        environment.put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + folder.resolve("classes"));
    }

    @Test
    void laterServersUseTheArchiveOfTheFirst() throws Exception {
        assumeTrue(CAN_ARCHIVE, "the JDK has no archive of its own");
        try (var one = start(); var other = start()) {
            stop(one);
            stop(other);
        }
        assertThat(archives()).hasSize(2).allMatch(name -> name.matches("\\d+-\\d+\\.jsa\\.\\d+"));
        assertThat(usesArchive()).isTrue();
        assertThat(archives()).singleElement().asString().endsWith(".jsa");
        assertThat(usesArchive()).isTrue();
    }

    @Test
    void anArchiveThatIsNotWholeOrOfAnotherJarIsMadeAgain() throws Exception {
        assumeTrue(CAN_ARCHIVE, "the JDK has no archive of its own");
        assertThat(usesArchive()).isFalse();
        Path made = folder.resolve("cache/meanwhile").resolve(archives().getFirst());
        byte[] torn = Files.readAllBytes(made);
        Arrays.fill(torn, 0, 4096, (byte) 0);
        Files.write(made, torn);
        assertThat(usesArchive()).isFalse();
        assertThat(usesArchive()).isTrue();
        touch(Instant.now().plus(Duration.ofHours(1)));
        assertThat(usesArchive()).isFalse();
    }

    @Test
    void archivesAreMadeWithoutANoise() throws Exception {
        environment.remove("JDK_JAVA_OPTIONS");
        try (var server = start()) {
            stop(server);
            assertThat(server.restOfOut()).isEmpty();
            assertThat(said(server)).hasSize(3).allMatch(line -> line.contains(" INFO event="));
        }
        assertThat(archives()).hasSize(CAN_ARCHIVE ? 1 : 0);
    }

    @Test
    void worksWithoutANoiseWhereNoArchiveCanBe() throws Exception {
        environment.remove("JDK_JAVA_OPTIONS");
        Files.createFile(folder.resolve("file"));
        environment.put("XDG_CACHE_HOME", folder.resolve("file").toString());
        try (var server = start()) {
            stop(server);
            assertThat(server.restOfOut()).isEmpty();
            assertThat(said(server)).hasSize(3).allMatch(line -> line.contains(" INFO event="));
        }
    }

    @Test
    void onlyServersMakeArchives() throws Exception {
        for (List<String> words : List.of(List.of("version"), List.of("serve", "--help"), List.of("--help"), List.of("config"))) {
            try (var other = new ServerProcess(folder, environment, List.of(program.toString()), words.toArray(String[]::new))) {
                assertThat(other.awaitExit()).isZero();
                assertThat(other.restOfErr()).singleElement().asString().startsWith("NOTE: Picked up JDK_JAVA_OPTIONS");
            }
        }
        assertThat(archives()).isEmpty();
    }

    @Test
    void saysInOneLineThatThereIsNoJavaNewEnough() throws Exception {
        hideInstalled();
        Path old = java("17.0.15");
        environment.put("JAVA_HOME", old.toString());
        environment.put("PATH", java("1.8.0_402").resolve("bin") + ":/usr/bin:/bin");
        try (var server = start()) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.restOfOut()).isEmpty();
            assertThat(server.restOfErr()).containsExactly("meanwhile: needs Java 21 or newer, in JAVA_HOME, on the PATH or where "
                    + "Javas are installed; found only 17 (" + old.resolve("bin/java")
                    + ") and only 1 (" + folder.resolve("java-1.8.0_402/bin/java") + ")");
        }
    }

    @Test
    void prefersANewJavaOnThePathToAnOldHome() throws Exception {
        environment.put("JAVA_HOME", java("17").toString());
        Path bin = Files.createDirectories(folder.resolve("links"));
        Files.createSymbolicLink(bin.resolve("java"), HOME.resolve("bin/java"));
        environment.put("PATH", bin + ":/usr/bin:/bin");
        try (var server = start()) {
            stop(server);
        }
        Files.delete(bin.resolve("java"));
    }

    @Test
    void takesTheNewestInstalledOneWhereNeitherHomeNorPathHasOne() throws Exception {
        hideInstalled();
        Path jdks = Files.createDirectories(folder.resolve(".jdks"));
        Files.createSymbolicLink(jdks.resolve("a"), java("17"));
        Files.createSymbolicLink(jdks.resolve("b"), HOME);
        Files.createSymbolicLink(jdks.resolve("c"), java("20.0.1"));
        environment.put("JAVA_HOME", "");
        environment.put("PATH", java("1.8.0_402").resolve("bin") + ":/usr/bin:/bin");
        try (var server = start()) {
            stop(server);
        }
    }

    /** Has the launcher find none of this machine's Javas but by the environment; its length stays, and with it the jar's place. */
    private void hideInstalled() throws IOException {
        environment.put("HOME", folder.toString());
        String text = Files.readString(program, StandardCharsets.ISO_8859_1);
        for (String place : List.of("/usr/lib/jvm/", "/usr/lib64/jvm/", "/opt/java/", "/Library/Java/")) {
            assertThat(text).contains(place);
            text = text.replace(place, "/nowhere".repeat(2).substring(0, place.length() - 1) + "/");
        }
        Files.writeString(program, text, StandardCharsets.ISO_8859_1);
        touch(Instant.now().minus(Duration.ofHours(1)));
    }

    /** Makes what looks like an installed Java that no one should start. */
    private Path java(String version) throws IOException {
        Path home = folder.resolve("java-" + version);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexit 3\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    /** Runs a server, and returns whether its own classes came from an archive. */
    private boolean usesArchive() throws Exception {
        try (var server = start()) {
            stop(server);
        }
        try (Stream<String> lines = Files.lines(folder.resolve("classes"))) {
            String main = lines.filter(line -> line.contains(" " + Main.class.getName() + " ")).findFirst().orElseThrow();
            return main.contains("source: shared objects file");
        }
    }

    private ServerProcess start() throws IOException {
        return new ServerProcess(folder, environment, List.of(program.toString()), "--listen", ":0", "--data", "none");
    }

    private static List<String> said(ServerProcess server) throws InterruptedException {
        return server.restOfErr().stream().filter(line -> !line.contains("event=old_jdk")).toList();
    }

    private static void stop(ServerProcess server) throws Exception {
        String url = ServerProcess.url(server.awaitBlock());
        assertThat(ServerProcess.ask(url + "/livez", null).statusCode()).isEqualTo(200);
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
    }

    private List<String> archives() throws IOException {
        Path cache = folder.resolve("cache/meanwhile");
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void touch(Instant time) throws IOException {
        Files.setLastModifiedTime(program, FileTime.from(time));
    }
}
