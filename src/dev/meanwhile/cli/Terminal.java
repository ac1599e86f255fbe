package dev.meanwhile.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a command finds around itself.
 *
 * @param out         where its result goes
 * @param err         where everything else it says goes
 * @param environment the variables it was started with
 * @param directory   the working directory
 * @param screen      whether {@code out} is a screen; to be asked when it matters, for it may take some time
 */
record Terminal(PrintStream out, PrintStream err, Map<String, String> environment, Path directory, BooleanSupplier screen) {

    /** Returns the terminal of this process. Both streams are UTF-8, as JSON must be, whatever the locale. */
    static Terminal ofProcess() {
        return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), System.getenv(), Path.of(""), Terminal::hasScreen);
    }

    /** Says one line to whoever started the program. */
    void say(String message) {
        err.println("meanwhile: " + message);
        err.flush();
    }

    /** Whether what is printed is on a screen. */
    boolean isScreen() {
        return screen.getAsBoolean();
    }

    /** Whether colours are welcome: on a screen that has them, unless the user has said no (no-color.org). */
    boolean isColoured() {
        return isScreen() && environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
    }

    private static boolean hasScreen() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException older) {
            // Before JDK 22 there is a console only where there is a terminal.
            return true;
        }
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
