package dev.meanwhile.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command finds around itself.
 *
 * @param out         where its result goes
 * @param err         where everything else it says goes
 * @param environment the variables it was started with
 * @param directory   the working directory
 */
record Terminal(PrintStream out, PrintStream err, Map<String, String> environment, Path directory) {

    /** Returns the terminal of this process. Both streams are UTF-8, as JSON must be, whatever the locale. */
    static Terminal ofProcess() {
        return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), System.getenv(), Path.of(""));
    }

    /** Says one line to whoever started the program. */
    void say(String message) {
        err.println("meanwhile: " + message);
        err.flush();
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
