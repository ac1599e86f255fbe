package dev.meanwhile.work;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Linux's {@code /proc} knows of processes and the JDK does not tell. Elsewhere nothing is known, and every method
 * answers accordingly.
 */
final class ProcessTable {

    private static final Path PROC = Path.of("/proc");

    private ProcessTable() { }

    /**
     * Returns the living processes that were started with all of {@code variables}, each {@code NAME=value}, in their
     * environment: descendants inherit it, whoever their parent may be by now.
     */
    static List<ProcessHandle> withEnvironment(List<String> variables) {
        String[] names = PROC.toFile().list();
        if (names == null) {
            return List.of();
        }
        return Stream.of(names)
                .filter(name -> Character.isDigit(name.charAt(0)))
                .filter(pid -> hasEnvironment(PROC.resolve(pid), variables))
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Returns whether a process still is: a zombie, which has ended and waits for its parent to notice, is not. In a
     * container without an init process nobody may ever notice.
     */
    static boolean isAlive(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        String stat = read(PROC.resolve(process.pid() + "/stat"));
        // pid (name) state ...; the name may hold anything, parentheses too.
        int state = stat.lastIndexOf(')') + 2;
        return state >= stat.length() || "ZX".indexOf(stat.charAt(state)) < 0;
    }

    private static boolean hasEnvironment(Path process, List<String> variables) {
        String environment = "\0" + read(process.resolve("environ"));
        return variables.stream().allMatch(variable -> environment.contains("\0" + variable + "\0"));
    }

    /** Returns the bytes of a file as characters; nothing if it can not be read, as the process may have gone. */
    private static String read(Path path) {
        // Not by Files: an interrupt, which is why a tree is being stopped, would close its channel.
        try (var in = new FileInputStream(path.toFile())) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
