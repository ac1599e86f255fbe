package dev.meanwhile.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Finds the programs of commands as the operating system will. */
final class Programs {

    private Programs() { }

    /**
     * Returns whether there is a program to run.
     *
     * @param program   its name, or a path, which is relative to {@code directory}
     * @param directory where it is going to run, or null for the working directory
     * @param path      the folders to find a name in, as the variable PATH has them
     */
    static boolean exist(String program, Path directory, String path) {
        if (program.contains("/") || program.contains(File.separator)) {
            return isProgram(directory == null ? Path.of(program) : directory.resolve(program));
        }
        return Arrays.stream(path.split(File.pathSeparator))
                .anyMatch(folder -> isProgram(Path.of(folder, program)) || isProgram(Path.of(folder, program + ".exe")));
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
