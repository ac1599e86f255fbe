package dev.meanwhile.work;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

    /** Returns whether the environments of processes are known. */
    static boolean isKnown() {
        return !read(PROC.resolve("self/environ")).isEmpty();
    }

    /**
     * Finds the processes that were started with all of {@code variables}, each {@code NAME=value}, in their environment:
     * descendants inherit it, whoever their parent may be by now. Each is passed on as soon as it is found.
     */
    static void find(List<String> variables, Consumer<ProcessHandle> found) {
        scan(environment -> variables.stream().allMatch(variable -> environment.contains("\0" + variable + "\0")),
                (process, environment) -> found.accept(process));
    }

    /** Finds the processes that were started with a variable {@code name} likewise, and passes each on with its value. */
    static void find(String name, BiConsumer<ProcessHandle, String> found) {
        String start = "\0" + name + "=";
        scan(environment -> environment.contains(start), (process, environment) -> {
            int value = environment.indexOf(start) + start.length();
            found.accept(process, environment.substring(value, environment.indexOf('\0', value)));
        });
    }

    /** Passes on the processes with a wanted environment, which is {@code \0NAME=value\0NAME=value\0}. */
    private static void scan(Predicate<String> wanted, BiConsumer<ProcessHandle, String> found) {
        var seen = new HashSet<String>();
        // A process may fork and end between the listing and the look at it; its child is on the next listing then.
        boolean more = true;
        for (int i = 0; more && i < MAX_LISTINGS; i++) {
            more = false;
            for (String pid : pids()) {
                if (seen.add(pid)) {
                    more = true;
                    if (wanted.test(environment(pid))) {
                        ProcessHandle.of(Long.parseLong(pid)).ifPresent(process -> {
                            // Once more, since the number may have become a stranger's before there was a handle, but not after.
                            String environment = environment(pid);
                            if (wanted.test(environment)) {
                                found.accept(process, environment);
                            }
                        });
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

    private static String environment(String pid) {
        return "\0" + read(PROC.resolve(pid + "/environ")) + "\0";
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
