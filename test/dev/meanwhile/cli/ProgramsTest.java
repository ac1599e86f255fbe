package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {

    @TempDir
    private Path folder;

    @Test
    void findsNamesOnThePathAndPathsFromTheDirectory() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        assertThat(Files.createFile(bin.resolve("tool")).toFile().setExecutable(true)).isTrue();
        Files.createFile(bin.resolve("text"));
        String path = folder + File.pathSeparator + bin;

        assertThat(Programs.exist("tool", null, path)).isTrue();
        assertThat(Programs.exist("tool", bin, "")).isFalse();
        assertThat(Programs.exist("text", null, path)).isFalse();
        assertThat(Programs.exist("bin", null, path)).isFalse();
        assertThat(Programs.exist("bin/tool", folder, path)).isTrue();
        assertThat(Programs.exist("./tool", bin, "")).isTrue();
        assertThat(Programs.exist("./tool", folder, path)).isFalse();
        assertThat(Programs.exist(bin.resolve("tool").toString(), null, "")).isTrue();
    }
}
