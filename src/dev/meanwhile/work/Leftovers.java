package dev.meanwhile.work;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the commands of a dead server have left running. A server that is killed can not stop them: they go on, without a
 * timeout and with nobody to read what they print, and have to end before their jobs run again.
 *
 * <p>A process belongs to a job if {@code MEANWHILE_JOB_ID} in its environment says so: descendants inherit it, whoever
 * their parent may be by now. Not found is what was started with another environment or has overwritten its own, what
 * runs as another user or with more rights than the server, and a chain of processes of which each has started the next
 * one and ended within a millisecond. Only Linux shows the environments of all; elsewhere nothing is known.
 */
public final class Leftovers {

    /** How long a killed process may take to go; a kernel that is busy for longer may be so for ever. */
    private static final Duration DEATH = Duration.ofSeconds(5);

    private final Map<String, UUID> jobs;
    private final Set<ProcessHandle> spared = lineage();
    /** All that were ever found. */
    private final Map<ProcessHandle, UUID> found = new HashMap<>();
    /** Those that were there at the last look. */
    private final Set<ProcessHandle> alive = new HashSet<>();

    /**
     * What became of the processes that one job had left.
     *
     * @param ended how many have ended
     * @param alive the process ids of the others, in ascending order: they were killed, but the kernel has not let go of
     *              them yet, or there were new ones again and again
     */
    public record Outcome(int ended, List<Long> alive) { }

    private Leftovers(Collection<UUID> jobs) {
        this.jobs = jobs.stream().distinct().collect(Collectors.toMap(UUID::toString, Function.identity()));
    }

    /** Returns whether this system shows leftovers. Where it does not, none are found, and none ended. */
    public static boolean areKnown() {
        return ProcessTable.isKnown();
    }

    /**
     * Ends the processes that belong to one of {@code jobs}, but for this one and those it descends from: SIGTERM to each,
     * and SIGKILL to what is left after {@code patience}. Returns when nothing is left, or five seconds after the SIGKILL.
     *
     * <p>May be called by any thread. It is up to the caller that no server runs any of the jobs meanwhile.
     *
     * @param jobs     the ids of the jobs; any number, since the processes are looked through once for all of them
     * @param patience how long they may take to end by themselves; not positive if they need not be waited for
     * @return what became of the processes of each job that had left any, by the job's id
     * @throws InterruptedException if the thread is interrupted; some of the processes may have got their signal
     */
    public static Map<UUID, Outcome> end(Collection<UUID> jobs, Duration patience) throws InterruptedException {
        return end(jobs, patience, DEATH);
    }

    static Map<UUID, Outcome> end(Collection<UUID> jobs, Duration patience, Duration death) throws InterruptedException {
        return jobs.isEmpty() ? Map.of() : new Leftovers(jobs).end(patience, death);
    }

    private Map<UUID, Outcome> end(Duration patience, Duration death) throws InterruptedException {
        if (!clear(ProcessHandle::destroy, patience)) {
            clear(ProcessHandle::destroyForcibly, death);
        }
        return found.entrySet().stream().collect(Collectors.groupingBy(Map.Entry::getValue,
                Collectors.collectingAndThen(Collectors.mapping(Map.Entry::getKey, Collectors.toList()), this::outcome)));
    }

    /** Sends a signal to each process, once, until there is none left; returns whether that was so within {@code patience}. */
    private boolean clear(Consumer<ProcessHandle> signal, Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        var signalled = new HashSet<ProcessHandle>();
        int nobody = 0;
        int round = 0;
        do {
            look(process -> {
                if (signalled.add(process)) {
                    signal.accept(process);
                }
            });
            nobody = alive.isEmpty() ? nobody + 1 : 0;
            // Twice, since a process that is just being replaced by exec has no environment to be known by.
            if (nobody == 2) {
                return true;
            }
            // 5, 10, 20, 40, 40 ... ms: most programs end at once, and a look at the table is not free.
            TimeUnit.MILLISECONDS.sleep(5L << Math.min(round++, 3));
        } while (System.nanoTime() - start < patience.toNanos());
        return false;
    }

    /** Passes on each that is there, and at once: it may start others while the rest of the table is read. */
    private void look(Consumer<ProcessHandle> each) {
        // One that is ending has lost its environment before it has closed its files.
        alive.removeIf(process -> !ProcessTable.isAlive(process));
        alive.forEach(each);
        ProcessTable.find(CommandEnvironment.JOB_ID, (process, value) -> {
            UUID job = jobs.get(value);
            if (job != null && !spared.contains(process)) {
                found.put(process, job);
                alive.add(process);
                each.accept(process);
            }
        });
    }

    private Outcome outcome(List<ProcessHandle> processes) {
        List<Long> left = processes.stream().filter(alive::contains).map(ProcessHandle::pid).sorted().toList();
        return new Outcome(processes.size() - left.size(), left);
    }

    /** Returns this process and those it descends from, which may pass a signal on to it. */
    private static Set<ProcessHandle> lineage() {
        return Stream.iterate(Optional.of(ProcessHandle.current()), Optional::isPresent, process -> process.flatMap(ProcessHandle::parent))
                .map(Optional::orElseThrow).collect(Collectors.toSet());
    }
}
