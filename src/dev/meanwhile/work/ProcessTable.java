package dev.meanwhile.work;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What Linux's {@code /proc} knows of processes and the JDK does not tell. Elsewhere nothing is known, and every method
 * answers accordingly.
 */
final class ProcessTable {

    private static final Path PROC = Path.of("/proc");
    /** Enough, unless programs are started all the time; then it must end at some time. */
    private static final int MAX_LISTINGS = 10;

    private ProcessTable() { }

    /**
     * Finds the processes that were started with all of {@code variables}, each {@code NAME=value}, in their environment:
     * descendants inherit it, whoever their parent may be by now. Each is passed on as soon as it is found.
     */
    static void find(List<String> variables, Consumer<ProcessHandle> found) {
        var seen = new HashSet<String>();
        // A process may fork and end between the listing and the look at it; its child is on the next listing then.
        boolean more = true;
        for (int i = 0; more && i < MAX_LISTINGS; i++) {
            more = false;
            for (String pid : pids()) {
                if (seen.add(pid)) {
                    more = true;
                    if (hasEnvironment(pid, variables)) {
                        ProcessHandle.of(Long.parseLong(pid)).ifPresent(found);
                    }
                }
            }
        }
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

    private static List<String> pids() {
        String[] names = PROC.toFile().list();
        return names == null ? List.of() : Stream.of(names).filter(name -> Character.isDigit(name.charAt(0))).toList();
    }

    private static boolean hasEnvironment(String pid, List<String> variables) {
        String environment = "\0" + read(PROC.resolve(pid + "/environ"));
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
