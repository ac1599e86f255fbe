package dev.meanwhile.work;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A process and all it has started. Used by the thread of one attempt.
 *
 * <p>A process belongs if it descends from the root or from one that was seen to belong, or, on Linux, if it has the
 * attempt's variables in its environment, though its parent may be gone. One that gives up both, a daemon that clears
 * its environment, leaves the tree on purpose. One that runs as another user can not be signalled; it is waited for.
 */
final class ProcessTree {

    private final ProcessHandle root;
    private final List<String> variables;
    private final Duration grace;
    /** All that are known to belong and were alive at the last look. */
    private final Set<ProcessHandle> members = new HashSet<>();

    /**
     * Describes a tree.
     *
     * @param variables what all of it has in its environment, each {@code NAME=value}
     * @param grace     how long to wait between SIGTERM and SIGKILL
     */
    ProcessTree(Process root, List<String> variables, Duration grace) {
        this.root = root.toHandle();
        this.variables = List.copyOf(variables);
        this.grace = grace;
        members.add(this.root);
    }

    /**
     * Ends what the root has left behind when it ended by itself.
     *
     * @return how many there were
     */
    int stopRest() {
        var rest = new ArrayList<ProcessHandle>();
        ProcessTable.find(variables, rest::add);
        return rest.isEmpty() ? 0 : stop(() -> { });
    }

    /**
     * Ends all of the tree: SIGTERM to each, and SIGKILL to what is left after the grace. Returns when nothing is left. An
     * interrupt meanwhile changes nothing, and is forgotten: this is how interrupts are answered.
     *
     * @param meanwhile what to do again and again while waiting
     * @return how many there were besides the root
     */
    int stop(Runnable meanwhile) {
        long start = System.nanoTime();
        var asked = new HashSet<ProcessHandle>();
        int round = 0;
        // Twice, since a process that is just being replaced by exec has no environment to be known by.
        for (int nobody = 0; nobody < 2;) {
            boolean patient = System.nanoTime() - start < grace.toNanos();
            boolean any = look(patient ? process -> { } : ProcessHandle::destroyForcibly);
            for (ProcessHandle process : members) {
                if (!patient) {
                    process.destroyForcibly();
                } else if (!asked.contains(process)) {
                    process.destroy();
                }
                asked.add(process);
            }
            nobody = any ? 0 : nobody + 1;
            if (any) {
                meanwhile.run();
                pause(round++);
            }
        }
        asked.remove(root);
        return asked.size();
    }

    /**
     * Finds the living members; returns whether there are any. Those known by their environment alone are passed to {@code
     * found} at once: by the end of the look they may have ended, and left others.
     */
    private boolean look(Consumer<ProcessHandle> found) {
        members.removeIf(process -> !ProcessTable.isAlive(process));
        // First, for when a parent has ended nothing but the environment tells whose child a process was.
        addDescendants();
        int known = members.size();
        ProcessTable.find(variables, process -> {
            members.add(process);
            found.accept(process);
        });
        if (members.size() > known) {
            addDescendants();
        }
        return !members.isEmpty();
    }

    private void addDescendants() {
        Map<ProcessHandle, List<ProcessHandle>> children = ProcessHandle.allProcesses()
                .filter(process -> process.parent().isPresent())
                .collect(Collectors.groupingBy(process -> process.parent().orElse(process)));
        // One that has ended is no parent: its id may be that of a stranger by now.
        var unvisited = new ArrayDeque<>(members.stream().filter(ProcessHandle::isAlive).toList());
        while (!unvisited.isEmpty()) {
            for (ProcessHandle child : children.getOrDefault(unvisited.remove(), List.of())) {
                if (ProcessTable.isAlive(child) && members.add(child)) {
                    unvisited.add(child);
                }
            }
        }
    }

    private static void pause(int round) {
        try {
            // 5, 10, 20, 40, 40 ... ms: most programs end at once, and a look at the table is not free.
            TimeUnit.MILLISECONDS.sleep(5L << Math.min(round, 3));
        } catch (InterruptedException again) {
            // Stopping is under way already. The flag is clear now, so the next pause is a pause.
        }
    }
}
